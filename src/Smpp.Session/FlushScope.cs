namespace Smpp.Session;

/// <summary>
/// Gathers the sessions that were written to while one batch is handled, so that each is flushed once at its end instead
/// of once a PDU. Scopes are per thread and nest: the outermost one flushes.
/// </summary>
public static class FlushScope
{
    private static long _lastEpoch;

    [ThreadStatic]
    private static Gathered? _current;

    /// <summary>Opens a scope on this thread; dispose it on the same thread.</summary>
    public static Scope Enter()
    {
        var gathered = _current ??= new Gathered();
        if (gathered.Depth++ == 0)
            gathered.Epoch = Interlocked.Increment(ref _lastEpoch);
        return new Scope(gathered);
    }

    internal static void Touch(SmppSession session)
    {
        var gathered = _current;
        if (gathered is null || gathered.Depth == 0)
        {
            session.Flush();
            return;
        }
        if (session.TouchedEpoch == gathered.Epoch)
            return;
        session.TouchedEpoch = gathered.Epoch;
        gathered.Sessions.Add(session);
    }

    /// <summary>An open scope.</summary>
    public readonly ref struct Scope
    {
        private readonly Gathered _gathered;

        internal Scope(Gathered gathered) => _gathered = gathered;

        /// <summary>Flushes every session written to since the outermost scope was entered.</summary>
        public void Dispose()
        {
            if (--_gathered.Depth > 0)
                return;
            var sessions = _gathered.Sessions;
            // A flush may end a session, whose end may write to others: those join the list while it is walked.
            _gathered.Depth = 1;
            for (int i = 0; i < sessions.Count; i++)
            {
                sessions[i].TouchedEpoch = 0;
                sessions[i].Flush();
            }
            _gathered.Depth = 0;
            sessions.Clear();
        }
    }

    internal sealed class Gathered
    {
        public readonly List<SmppSession> Sessions = [];
        public int Depth;
        public long Epoch;
    }
}
