using Microsoft.Extensions.Logging;
using Smpp.Session;

namespace Smpp.Server;

/// <summary>
/// Lets a customer back in whose old session is dead and does not know it yet: when all places are taken, the session that has been
/// silent for longest is asked with an enquire_link, and is closed when nothing comes back in time. A session that lives is never
/// replaced.
/// </summary>
internal sealed class Takeover(TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Leaving = TimeSpan.FromSeconds(2);

    /// <summary>True when <paramref name="session"/> has got a place.</summary>
    public async ValueTask<bool> TryAsync(AccountPlaces places, ServerAccount account, SmppSession session)
    {
        // Whoever has gone meanwhile needs no place: a session is not given up for nobody.
        if (places.MostSilent() is not { } old || await AnswersAsync(old, session, account.Takeover).ConfigureAwait(false)
            || session.IsPeerGone)
        {
            return false;
        }
        Log.TakenOver(logger, account.SystemId, old.RemoteEndPoint, session.RemoteEndPoint, account.Takeover);
        old.Close(new SessionEnd(SessionEndReason.ClosedLocally, "its place was taken over, since it did not answer an enquire_link"));
        long since = time.GetTimestamp();
        while (!places.TryTake(session, account.Binds))
        {
            if (session.IsPeerGone || time.GetElapsedTime(since) >= Leaving)
                return false;
            await Task.Delay(Look, time).ConfigureAwait(false);
        }
        return true;
    }

    private async ValueTask<bool> AnswersAsync(SmppSession old, SmppSession next, TimeSpan limit)
    {
        // A place is taken before its bind is answered, and only then can the session be asked. Its bind timer bounds this.
        while (old.State.AwaitsBind && !next.IsPeerGone)
            await Task.Delay(Look, time).ConfigureAwait(false);
        long since = time.GetTimestamp();
        old.Enquire();
        while (time.GetElapsedTime(since) is var waited && waited < limit && !next.IsPeerGone)
        {
            if (old.Silence < waited)
                return true;
            await Task.Delay(Look, time).ConfigureAwait(false);
        }
        return old.Silence < limit;
    }
}
