using Gateway.Tests.Harness;
using Smpp.Protocol;

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
        await using var customer = await RawPeer.ConnectAsync(bench.Node.Listening.First());
        Assert.Equal(CommandStatus.Ok, (await customer.BindAsync(password: "secret")).Status);

        for (uint i = 1; i <= 20; i++)
        {
            // A message_id without its end.
            await customer.SendAsync(WirePdu.Raw(CommandId.QuerySm, i, "1"u8));
            Assert.NotEqual(CommandStatus.Ok, (await customer.ReceiveAsync(CommandId.QuerySmResp)).Status);
        }

        Assert.Null(await customer.ReceiveAsync());
    }
}
