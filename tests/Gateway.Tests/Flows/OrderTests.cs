using Gateway.Tests.Harness;
using Shared;
using Smpp.Protocol;

namespace Gateway.Tests.Flows;

/// <summary>What an upstream was offered and did not take keeps its place.</summary>
public class OrderTests
{
    [Theory]
    [InlineData("throttled")]
    [InlineData("cut")]
    [InlineData("crash")]
    public async Task A_whole_window_that_was_not_taken_goes_again_in_its_order(string end)
    {
        await using var bench = new Bench { Clock = Bench.NewClock() };
        var carrier = bench.AddCarrier("a", upstream => upstream with { Window = 50 });
        carrier.Script = FakeCarrier.KeepQuiet;
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        for (int i = 0; i < 60; i++)
            await customer.AcceptedAsync(Sms.Submit($"{i}", registeredDelivery: 0));
        await Until.Async(() => carrier.Submits.Count == 50);
        carrier.Script = FakeCarrier.Accept;

        if (end == "crash")
        {
            await bench.CrashAsync();
        }
        else if (end == "cut")
        {
            carrier.Cut();
        }
        else
        {
            // Whichever is refused first.
            foreach (var submit in carrier.Submits.OrderBy(submit => submit.Text[^1]))
                submit.Reject(CommandStatus.Throttled);
        }

        await bench.PassUntilAsync(() => bench.Alive == 0, TimeSpan.FromMilliseconds(200), "all are taken");
        Assert.Equal(Enumerable.Range(0, 60).Select(i => $"{i}"), carrier.Texts.TakeLast(60));
    }
}
