using Shared;
using Smpp.Protocol;
using Smpp.Testing;

namespace Smpp.Client.Tests;

/// <summary>Each client has a name of its own here, and so has what it measures.</summary>
public class ClientMetricsTests
{
    private static readonly SubmitSm Message = new() { Destination = Address.Parse("12345"), Text = "hello" };

    [Fact]
    public async Task Binds_are_counted_and_attempts_by_their_outcome()
    {
        const string client = "client=attempts";
        using var metrics = new RecordedMetrics("Smpp.Client");
        await using (var rig = await ClientRig.ConnectAsync(options => options.Name = "attempts"))
        {
            Assert.Equal(1, metrics[$"smpp.client.binds.wanted {client}"]);
            Assert.Equal(1, metrics[$"smpp.client.binds.bound {client}"]);
            await Until.Async(() => metrics[$"smpp.client.attempts {client} outcome=bound command_status=ESME_ROK"] == 1);

            rig.Network.Refuses = true;
            rig.Peer.HangUp();
            await AdvanceAsync(rig, () => metrics[$"smpp.client.attempts {client} outcome=unconnected"] >= 1);
            Assert.Equal(0, metrics[$"smpp.client.binds.bound {client}"]);
            rig.Network.Refuses = false;
            var accepting = ScriptedPeer.AcceptAsync(rig.Network);
            await AdvanceAsync(rig, () => accepting.IsCompleted);
            var hasty = await accepting;
            await hasty.ExpectAsync<Bind>();
            hasty.HangUp();
            await Until.Async(() => metrics[$"smpp.client.attempts {client} outcome=unanswered"] == 1);
        }

        Assert.Equal(1, metrics[$"smpp.client.attempts {client} outcome=bound command_status=ESME_ROK"]);
    }

    /// <summary>Lets the waits before binding again go by until the condition holds.</summary>
    private static Task AdvanceAsync(ClientRig rig, Func<bool> condition) => Until.Async(() =>
    {
        rig.Time.Advance(TimeSpan.FromMilliseconds(200));
        return condition();
    });

    [Fact]
    public async Task The_window_and_the_rate_that_congestion_leaves_are_told()
    {
        const string client = "client=congested";
        using var metrics = new RecordedMetrics("Smpp.Client");
        await using var rig = await ClientRig.ConnectAsync(options => options.Name = "congested");
        Assert.Equal(100, metrics[$"smpp.client.congestion.window {client}"]);
        Assert.Equal(0, metrics[$"smpp.client.congestion.rate {client}"]);

        var sending = rig.Client.SubmitAsync(Message).AsTask();
        await rig.Peer.ReplyAsync(await rig.Peer.ExpectAsync<SubmitSm>(), CommandStatus.Throttled);
        await sending.InTime();

        Assert.Equal(rig.Client.Congestion.Window, metrics[$"smpp.client.congestion.window {client}"]);
        Assert.InRange(metrics[$"smpp.client.congestion.window {client}"]!.Value, 0, 99);
        Assert.InRange(metrics[$"smpp.client.congestion.rate {client}"]!.Value, 0.1, double.MaxValue);
    }

    [Fact]
    public async Task What_waits_in_the_inboxes_is_told_until_it_is_read()
    {
        const string client = "smpp.client.inbox.usage client=inbox kind=";
        using var metrics = new RecordedMetrics("Smpp.Client");
        await using var rig = await ClientRig.ConnectAsync(options => options.Name = "inbox");
        await rig.Peer.SendAsync(new DeliverSm { Source = Address.Parse("12345"), Text = "hello" });
        Assert.Equal(CommandStatus.Ok, (await rig.DeliveryAnswerAsync()).Status);
        Assert.Equal(1, metrics[client + "message"]);
        Assert.Equal(0, metrics[client + "receipt"]);

        await foreach (var _ in rig.Client.Messages)
            break;
        Assert.Equal(0, metrics[client + "message"]);
    }
}
