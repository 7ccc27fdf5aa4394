using Shared;
using Smpp.Protocol;
using Smpp.Session;
using Smpp.Testing;

namespace Smpp.Client.Tests;

public class ArrivalTests
{
    [Fact]
    public async Task A_refusal_is_undone_before_its_answer_leaves()
    {
        using var heartbeat = new Heartbeat(TimeProvider.System);
        var handler = new RecordingHandler();
        var link = new MemoryLink();
        var session = new SmppSession(SessionRole.Esme, SessionOptions.Default, heartbeat, handler);
        var running = new SessionConnection(link.First, session, TimeProvider.System).RunAsync();
        await using var peer = new ScriptedPeer(link.Second);
        var binding = session.BindAsync(new Bind(CommandId.BindTransceiver) { SystemId = "demo" }).AsTask();
        await peer.AcceptBindAsync();
        await binding.InTime();
        await peer.SendAsync(new DeliverSm { Destination = Address.Parse("12345"), Text = "hello" });
        await Until.Async(() => !handler.Messages.IsEmpty);
        Assert.True(handler.Messages.TryDequeue(out var request));
        using var arrival = new Arrival(request, long.MaxValue);
        int unanswered = -1;
        arrival.OnRefusal(() => unanswered = session.InboundOutstanding);
        Assert.True(arrival.TryAnswer(CommandStatus.ReceiverTemporaryError));

        Assert.Equal((1, 0), (unanswered, session.InboundOutstanding));
        Assert.Equal(CommandStatus.ReceiverTemporaryError, (await peer.ExpectAsync(CommandId.DeliverSmResp)).Status);
        peer.HangUp();
        await running.InTime();
    }

    [Fact]
    public void What_is_to_be_undone_is_done_at_once_after_the_refusal_and_never_after_the_acceptance()
    {
        int undone = 0;
        using var refused = new Arrival(null, long.MaxValue);
        refused.TryAnswer(CommandStatus.ReceiverPermanentError);
        refused.OnRefusal(() => undone++);
        Assert.Equal(1, undone);

        using var accepted = new Arrival(null, long.MaxValue);
        accepted.TryAnswer(CommandStatus.Ok);
        accepted.OnRefusal(() => undone++);
        Assert.False(accepted.TryExpire());
        Assert.Equal(1, undone);
    }
}
