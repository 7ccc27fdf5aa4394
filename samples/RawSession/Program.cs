using Smpp.Protocol;
using Smpp.Session;
using Smpp.Testing;

// Both ends of a connection in memory; over TCP a SocketTransport takes its place.
var link = new MemoryLink();
using var heartbeat = new Heartbeat(TimeProvider.System);
var centre = new SmppSession(SessionRole.MessageCentre, SessionOptions.Default, heartbeat, authorizer: new EveryBind());
var esme = new SmppSession(SessionRole.Esme, SessionOptions.Default, heartbeat, new Answering());
_ = new SessionConnection(link.First, centre, heartbeat.Time).RunAsync();
_ = new SessionConnection(link.Second, esme, heartbeat.Time).RunAsync();

await esme.BindAsync(new Bind(CommandId.BindTransceiver) { SystemId = "demo" });
Response response = await esme.SendAsync(new SubmitSm { Destination = Address.Parse("+447700900123"), Text = "Hello" });
Console.WriteLine($"{response.Header.Status.Name}: {response.MessageId}");
Console.WriteLine(await esme.UnbindAsync());

internal sealed class EveryBind : IBindAuthorizer
{
    public ValueTask<BindDecision> AuthorizeAsync(SmppSession session, Bind bind) =>
        new(new BindDecision(CommandStatus.Ok, "centre", new Answering()));
}

/// <summary>Called on the reader: it answers at once, or keeps the request and answers later, but never waits.</summary>
internal sealed class Answering : ISessionHandler
{
    public void OnMessage(in Inbound request, scoped in MessageView message) => request.Accept("1"u8);

    public void OnEnd(SmppSession session, SessionEnd end)
    {
    }
}
