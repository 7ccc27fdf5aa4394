using Gateway.Tests.Harness;
using Microsoft.Extensions.Time.Testing;
using Routing;
using Shared;
using Smpp.Protocol;

namespace Gateway.Tests.Flows;

/// <summary>A wall clock that jumps while the gateway runs.</summary>
public class ClockTests
{
    [Theory]
    [InlineData(10_000)]
    [InlineData(1)]
    public async Task A_jump_ahead_ends_no_receipt_that_waits_and_a_validity_is_still_the_wall_clock_s(int resident)
    {
        var clock = new JumpingClock();
        await using var bench = new Bench { Clock = clock };
        bench.Config = bench.Config with { Store = bench.Config.Store with { Resident = resident } };
        var carrier = bench.AddCarrier("a");
        var away = bench.AddCarrier("away");
        away.OnBind = _ => CommandStatus.SystemError;
        var elsewhere = new RouteConfig { Name = "elsewhere", To = "away", Match = new RouteMatch { Destinations = ["4479"] } };
        bench.Config = bench.Config with { Routes = [elsewhere, .. bench.Config.Routes] };
        await bench.StartAsync();
        var sender = await bench.BindAsync(kind: CommandId.BindTransmitter);
        string told = await AcceptedAsync(bench, sender, Sms.Submit("told"));
        string asked = await AcceptedAsync(bench, sender, Sms.Submit("asked"));
        await AcceptedAsync(bench, sender, Sms.Submit("kept", to: "447900000001"));
        await bench.PassUntilAsync(() => carrier.Submits.Count == 2, TimeSpan.FromMilliseconds(10), "both are sent");
        Assert.Equal(CommandStatus.Ok, await carrier.ReceiptAsync(carrier.Submits[0]));

        clock.Ahead = TimeSpan.FromDays(4);
        await bench.PassUntilAsync(() => bench.Counters.Expired == 1, TimeSpan.FromSeconds(1), "the message that waits expires");

        Assert.Equal(CommandStatus.Ok, await carrier.ReceiptAsync(carrier.Submits[1]));
        var receiver = await bench.BindAsync(kind: CommandId.BindReceiver);
        await bench.PassUntilAsync(() => bench.Alive == 0, TimeSpan.FromMilliseconds(10), "all receipts are taken");
        Assert.Equal(
            [(told, MessageState.Delivered), (asked, MessageState.Delivered)],
            receiver.Receipts.Where(receipt => receipt.State != MessageState.Expired).Select(receipt => (receipt.Id, receipt.State)));
        Assert.Equal(0, bench.Counters.DeliveriesDropped);
    }

    private static async Task<string> AcceptedAsync(Bench bench, Customer customer, SubmitSm message)
    {
        Task<string> accepted = customer.AcceptedAsync(message);
        await bench.PassAsync(accepted);
        return await accepted;
    }

    /// <summary>A clock that tests move, whose wall clock may be wrong.</summary>
    private sealed class JumpingClock() : FakeTimeProvider(DateTimeOffset.UtcNow)
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;

        // The base takes it from GetUtcNow.
        public override long GetTimestamp() => base.GetUtcNow().Ticks;
    }
}
