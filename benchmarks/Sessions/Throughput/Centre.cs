using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Smpp.Protocol;
using Smpp.Server;
using Smpp.Session;

namespace Sessions.Throughput;

/// <summary>What answers: an SmppServer with a handler of its own, a MessageCentre and the echo, each on a port.</summary>
internal sealed class Centre : IAsyncDisposable
{
    private const int Window = 65_536;

    private readonly Heartbeat _heartbeat = new(TimeProvider.System);
    private readonly SmppServer _server;
    private readonly MessageCentre _centre;

    public Centre()
    {
        var options = SessionOptions.Default with { InboundWindow = Window };
        _server = new SmppServer(
            new ServerOptions { EndPoint = new IPEndPoint(IPAddress.Loopback, 0), Session = options },
            new Open(), _heartbeat, NullLogger.Instance);
        _server.Start();
        _centre = new MessageCentre(new MessageCentreOptions { Address = "127.0.0.1", Port = 0, InboundWindow = Window })
            .OnBind(_ => CommandStatus.Ok)
            .OnSubmit(static (_, _) => new(new SubmitSmResp { MessageId = "00000001" }));
        _centre.Start();
        EchoPort = EchoServer.Start();
    }

    public int EchoPort { get; }

    public int ServerPort => _server.EndPoint.Port;

    public int CentrePort => _centre.EndPoint.Port;

    public int PortOf(Pair pair) => pair switch
    {
        Pair.Echo => EchoPort,
        Pair.Centre => CentrePort,
        _ => ServerPort,
    };

    public async ValueTask DisposeAsync()
    {
        await _centre.DisposeAsync();
        await _server.DisposeAsync();
        _heartbeat.Dispose();
    }

    private sealed class Open : IBindAuthorizer, ISessionHandler
    {
        public ValueTask<BindDecision> AuthorizeAsync(SmppSession session, Bind bind) =>
            new(new BindDecision(CommandStatus.Ok, "centre", this));

        public void OnMessage(in Inbound request, scoped in MessageView message) => request.Accept(Messages.MessageId);

        public void OnEnd(SmppSession session, SessionEnd end)
        {
        }
    }
}
