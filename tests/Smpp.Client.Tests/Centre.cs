using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Smpp.Protocol;
using Smpp.Server;
using Smpp.Session;

namespace Smpp.Client.Tests;

/// <summary>A message centre on this machine that accepts whoever binds, unless a test says otherwise.</summary>
internal sealed class Centre : IBindAuthorizer, IAsyncDisposable
{
    private readonly Heartbeat _heartbeat = new(TimeProvider.System);
    private readonly SmppServer _server;
    private readonly bool _quiet;
    private int _bound;
    private int _most;

    public Centre(int port = 0, SessionOptions? session = null, bool closes = false, bool quiet = false)
    {
        _quiet = quiet;
        Handler = RecordingHandler.Accepting();
        _server = new SmppServer(
            new ServerOptions
            {
                EndPoint = new IPEndPoint(IPAddress.Loopback, port),
                Session = session ?? SessionOptions.Default,
                // Of those addresses nobody comes, so that every connection is closed at once.
                Networks = closes ? [IPNetwork.Parse("192.0.2.0/24")] : [],
            },
            this, _heartbeat, NullLogger.Instance);
        _server.Start();
    }

    public RecordingHandler Handler { get; }

    public SmppServer Server => _server;

    public CommandStatus Answer { get; set; }

    public ConcurrentQueue<Bind> Binds { get; } = new();

    /// <summary>The most sessions that were bound at once.</summary>
    public int MostBound => Volatile.Read(ref _most);

    public int Bound => Volatile.Read(ref _bound);

    public ValueTask<BindDecision> AuthorizeAsync(SmppSession session, Bind bind)
    {
        Binds.Enqueue(bind);
        if (Answer != CommandStatus.Ok)
            return new(BindDecision.Refuse(Answer));
        int bound = Interlocked.Increment(ref _bound);
        while (_most is var most && bound > most && Interlocked.CompareExchange(ref _most, bound, most) != most)
        {
        }
        return new(new BindDecision(CommandStatus.Ok, "centre", new Counted(this)));
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _heartbeat.Dispose();
    }

    private sealed class Counted(Centre centre) : ISessionHandler
    {
        public void OnMessage(in Inbound request, scoped in MessageView message)
        {
            if (centre._quiet)
                request.Accept("0123456789"u8);
            else
                centre.Handler.OnMessage(request, message);
        }

        public void OnEnd(SmppSession session, SessionEnd end)
        {
            Interlocked.Decrement(ref centre._bound);
            centre.Handler.OnEnd(session, end);
        }
    }
}
