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
            var response = await customer.Session.SendAsync(new Endless()).AsTask().WaitAsync(Shared.Until.Limit);
            Assert.NotEqual(CommandStatus.Ok, response.Header.Status);
        }

        await customer.Session.Completion.WaitAsync(Shared.Until.Limit);
    }

    /// <summary>A query_sm whose message_id has no NUL.</summary>
    private sealed class Endless : IPduBody
    {
        public CommandId Id => CommandId.QuerySm;

        public int BodyLength => 1;

        public void WriteBody(Span<byte> body) => body[0] = (byte)'1';
    }
}
