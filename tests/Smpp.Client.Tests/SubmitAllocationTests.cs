using System.Net;
using Smpp.Protocol;
using Smpp.Session;

namespace Smpp.Client.Tests;

[Collection(nameof(SubmitAllocationTests))]
[CollectionDefinition(nameof(SubmitAllocationTests), DisableParallelization = true)]
public class SubmitAllocationTests
{
    private const int Messages = 20_000;
    private const int Senders = 100;
    private const int MostPerMessage = 200;

    /// <summary>Both ends run in this process; the message centre's allocates nothing, as tests of the sessions hold.</summary>
    [Fact]
    public async Task Submitting_and_awaiting_the_answer_allocates_at_most_200_octets()
    {
        await using var centre = new Centre(session: SessionOptions.Default with { InboundWindow = 1_000 }, quiet: true);
        await using var client = await SmppClient.ConnectAsync(new SmppClientOptions
        {
            Host = IPAddress.Loopback.ToString(),
            Port = centre.Server.EndPoint.Port,
            SystemId = "demo",
            Password = "demo",
            Window = Senders,
        });
        var message = new SubmitSm { Destination = Address.Parse("+447700900123"), Text = "hello" };

        async Task SendAsync()
        {
            for (int i = 0; i < Messages / Senders; i++)
                Assert.True((await client.SubmitAsync(message)).IsAccepted);
        }

        async Task<long> MeasureAsync()
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            await Task.WhenAll(Enumerable.Range(0, Senders).Select(_ => Task.Run(SendAsync))).InTime();
            return GC.GetTotalAllocatedBytes(precise: true) - before;
        }

        await MeasureAsync();
        long allocated = await MeasureAsync();
        Assert.InRange(allocated / Messages, 0, MostPerMessage);
        TestContext.Current.TestOutputHelper?.WriteLine($"{allocated / Messages} octets a message");
    }
}
