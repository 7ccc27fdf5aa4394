using Gateway.Tests.Harness;
using Smpp.Protocol;
using Smpp.Session;

namespace Gateway.Tests.Flows;

/// <summary>Requests whose bodies only the gateway decodes, such as query_sm.</summary>
public class MalformedRequestTests
{
    [Fact]
    public async Task Twenty_in_a_row_end_the_session_after_their_answers()
    {
        await using var bench = new Bench();
        bench.AddCarrier("a");
        await bench.StartAsync();
        var customer = await bench.BindAsync();

        for (int i = 1; i <= 20; i++)
        {
            var response = await customer.Session.SendAsync(new Endless(CommandId.QuerySm)).AsTask().WaitAsync(Shared.Until.Limit);
            Assert.NotEqual(CommandStatus.Ok, response.Header.Status);
        }

        await customer.Session.Completion.WaitAsync(Shared.Until.Limit);
    }

    [Fact]
    public async Task Twenty_alert_notifications_of_a_carrier_in_a_row_end_the_session()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        await bench.StartAsync();
        var session = carrier.Binds[0].Session;

        Task[] sent = [.. Enumerable.Range(1, 20).Select(_ => session.SendAsync(new Endless(CommandId.AlertNotification)).AsTask())];

        await session.Completion.WaitAsync(Shared.Until.Limit);
        // There is no response to an alert_notification (v3.4 §4.12), malformed or not.
        foreach (var one in sent)
            await Assert.ThrowsAsync<SmppRequestLostException>(() => one.WaitAsync(Shared.Until.Limit));
    }

    /// <summary>A body of which nothing can be read: its first field has no NUL, or stands for more.</summary>
    private sealed class Endless(CommandId id) : IPduBody
    {
        public CommandId Id => id;

        public int BodyLength => 1;

        public void WriteBody(Span<byte> body) => body[0] = (byte)'1';
    }
}
