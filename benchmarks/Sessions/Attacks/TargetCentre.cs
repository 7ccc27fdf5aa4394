using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Smpp.Protocol;
using Smpp.Server;
using Smpp.Session;

namespace Sessions.Attacks;

/// <summary>
/// The message centre under attack: accounts with hashed passwords, bans, and the limits of the defaults, but for the response timer of
/// those that never answer, so that what happens at its end happens within a phase. A slow reader is given up after the default 30 s.
/// </summary>
internal sealed class TargetCentre : IAccountDirectory, IDisposable
{
    public const string Honest = "honest";
    public const string Slow = "slow";
    public const string Mute = "mute";
    public const string Flood = "flood";
    public const string Password = "secret";

    private static readonly TimeSpan Short = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AnswersAfter = TimeSpan.FromMilliseconds(20);

    private readonly Dictionary<string, ServerAccount> _accounts = new()
    {
        [Honest] = Account(Honest, SessionOptions.Default with { InboundWindow = 10_000 }),
        [Slow] = Account(Slow, SessionOptions.Default),
        [Mute] = Account(Mute, SessionOptions.Default with { ResponseTimeout = Short, Window = 100 }),
        [Flood] = Account(Flood, SessionOptions.Default),
    };

    private readonly ConcurrentQueue<Inbound> _held = new();
    private readonly Timer _answering;

    private TargetCentre() => _answering = new Timer(_ => AnswerHeld(), null, AnswersAfter, AnswersAfter);

    public string SystemId => "centre";

    /// <summary>Serves until its standard input ends; each line asks for its state.</summary>
    /// <param name="acceptRate">In place of the default, or null.</param>
    public static async Task<int> RunAsync(int? acceptRate)
    {
        using var heartbeat = new Heartbeat(TimeProvider.System);
        var guard = new LoginGuard(TimeProvider.System);
        using var centre = new TargetCentre();
        var authorizer = new AccountAuthorizer(centre, NullLogger.Instance, guard);
        var options = new ServerOptions { EndPoint = new IPEndPoint(IPAddress.Loopback, 0) };
        options = options with { AcceptRate = acceptRate ?? options.AcceptRate };
        await using var server = new SmppServer(options, authorizer, heartbeat, NullLogger.Instance, guard);
        server.Start();
        Console.WriteLine($"ready {server.EndPoint.Port}");
        while (await Console.In.ReadLineAsync() is not null)
        {
            using var self = Process.GetCurrentProcess();
            var state = new CentreState(Environment.CpuUsage.TotalTime.TotalSeconds, server.Sessions.Count, self.Threads.Count);
            Console.WriteLine(JsonSerializer.Serialize(state, AttackJson.Default.CentreState));
        }
        return 0;
    }

    public ServerAccount? Find(string systemId) => _accounts.GetValueOrDefault(systemId);

    public ISessionHandler Open(ServerAccount account, SmppSession session, CommandId bind) => account.SystemId switch
    {
        Mute => new Deliverer(),
        Flood => new Holder(_held),
        _ => new Answerer(),
    };

    public void Dispose() => _answering.Dispose();

    private static ServerAccount Account(string systemId, SessionOptions session) => new()
    {
        SystemId = systemId,
        Password = StoredPassword.Hashed(PasswordHash.Parse(PasswordHash.Create(Password), out _)!),
        Binds = 1_000,
        Session = session,
    };

    private void AnswerHeld()
    {
        using (FlushScope.Enter())
        {
            for (int left = _held.Count; left > 0 && _held.TryDequeue(out var request); left--)
                request.Accept("1"u8);
        }
    }

    private sealed class Answerer : ISessionHandler
    {
        public void OnMessage(in Inbound request, scoped in MessageView message) => request.Accept("1"u8);

        public void OnEnd(SmppSession session, SessionEnd end)
        {
        }
    }

    /// <summary>Answers later, so that a window can be exceeded.</summary>
    private sealed class Holder(ConcurrentQueue<Inbound> held) : ISessionHandler
    {
        public void OnMessage(in Inbound request, scoped in MessageView message) => held.Enqueue(request);

        public void OnEnd(SmppSession session, SessionEnd end)
        {
        }
    }

    /// <summary>Has always more to deliver.</summary>
    private sealed class Deliverer : ISessionHandler, IReplySink
    {
        private readonly DeliverSm _message = new() { ShortMessage = new byte[100] };

        public void OnMessage(in Inbound request, scoped in MessageView message) => request.Accept("1"u8);

        public void OnReady(SmppSession session)
        {
            var message = _message;
            while (session.TrySend(ref message, this, 0) == SendResult.Sent)
            {
            }
        }

        public void OnEnd(SmppSession session, SessionEnd end)
        {
        }

        public void OnReply(long token, in PduHeader header, ReadOnlySpan<byte> body)
        {
        }

        public void OnLost(long token, LossReason reason)
        {
        }
    }
}
