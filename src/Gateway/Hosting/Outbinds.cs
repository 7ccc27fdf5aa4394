using System.Collections.Concurrent;
using Gateway.Accounts;
using Microsoft.Extensions.Logging;
using Smpp.Protocol;
using Smpp.Server;
using Smpp.Session;

namespace Gateway.Hosting;

/// <summary>
/// Calls customers for whom something waits and of whom no receiver is bound, where they have said they can be called by outbind
/// (v3.4 §2.2.1): after 1 s, then after twice as long each time, up to 5 minutes.
/// </summary>
internal sealed class Outbinds(Func<SmppServer?> server, Func<string> systemId, Heartbeat heartbeat, ILogger logger)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<AccountState, Call> _calls = new();

    /// <summary>Calls an account when it is due.</summary>
    public void OnHeartbeat(AccountState account, long now)
    {
        if (account.Config is not { Outbind: not null })
            return;
        if (account.HasReceiver || account.Outbox.Waiting == 0)
        {
            _calls.TryRemove(account, out _);
            return;
        }
        var call = _calls.GetOrAdd(account, static _ => new Call());
        if (call.IsUnderWay)
            return;
        if (call.At == 0)
            call.At = now + heartbeat.Ticks(First);
        else if (now >= call.At)
            _ = CallAsync(account, call);
    }

    private async Task CallAsync(AccountState account, Call call)
    {
        call.IsUnderWay = true;
        try
        {
            if (account.Config is { Outbind: { } address } config && server() is { } centre)
            {
                var target = new OutbindTarget
                {
                    EndPoint = address.ToEndPoint(),
                    Outbind = new Outbind { SystemId = systemId(), Password = config.OutbindPassword?.Reveal() ?? "" },
                    Tls = config.OutbindTls?.ToClientOptions(),
                };
                var session = await centre.OutbindAsync(target).ConfigureAwait(false);
                Log.Called(logger, account.SystemId, address.ToString());
                await session.Completion.ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            // Whatever a customer's listener does is no reason not to call it again.
            Log.NotCalled(logger, account.SystemId, e.Message);
        }
        finally
        {
            call.Wait = TimeSpan.FromTicks(Math.Min(call.Wait.Ticks * 2, Longest.Ticks));
            call.At = heartbeat.Now + heartbeat.Ticks(call.Wait);
            call.IsUnderWay = false;
        }
    }

    private sealed class Call
    {
        public volatile bool IsUnderWay;
        public long At;
        public TimeSpan Wait = First;
    }
}
