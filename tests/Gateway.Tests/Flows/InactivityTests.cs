using Gateway.Tests.Harness;
using Shared;
using Smpp.Session;

namespace Gateway.Tests.Flows;

/// <summary>The inactivity_timer (v3.4 §7.2) of an account and of an upstream.</summary>
public class InactivityTests
{
    private static readonly TimeSpan Inactivity = TimeSpan.FromSeconds(100);

    [Fact]
    public async Task A_customer_s_session_without_a_transaction_for_that_long_is_unbound()
    {
        var clock = Bench.NewClock();
        await using var bench = new Bench { Clock = clock };
        bench.AddCarrier("a", upstream => upstream with { EnquireLink = TimeSpan.Zero });
        bench.ChangeDemo(account => account with { EnquireLink = TimeSpan.Zero });
        await bench.StartAsync();
        var before = await bench.BindAsync();
        bench.ChangeDemo(account => account with { EnquireLink = TimeSpan.Zero, Inactivity = Inactivity });
        await bench.ReloadAsync();
        var customer = await bench.BindAsync();
        var session = bench.Node.Snapshot.Accounts["demo"].Sessions[1].Session;

        clock.Advance(Inactivity - Heartbeat.Interval);
        await customer.AcceptedAsync(Sms.Submit(registeredDelivery: 0));
        var last = clock.GetUtcNow();
        await bench.PassUntilAsync(() => !session.State.IsBound, TimeSpan.FromSeconds(1), "it is unbound");

        Assert.True(clock.GetUtcNow() - last >= Inactivity);
        Assert.Equal(SessionEndReason.Inactive, (await EndOf(session)).Reason);
        Assert.Equal(SessionEndReason.Unbound, (await EndOf(customer.Session)).Reason);
        // The account had no such timer when it bound.
        Assert.True(before.Session.State.IsBound);
    }

    [Fact]
    public async Task An_upstream_s_bind_without_a_transaction_for_that_long_is_unbound_and_made_anew()
    {
        var clock = Bench.NewClock();
        await using var bench = new Bench { Clock = clock };
        var carrier = bench.AddCarrier("a", upstream => upstream with { EnquireLink = TimeSpan.Zero });
        await bench.StartAsync();
        bench.ChangeUpstream(upstream => upstream with { Inactivity = Inactivity });
        await bench.ReloadAsync();
        await bench.BoundAsync(carrier);
        var session = bench.Node.Snapshot.Upstreams["a"].Binds.Single().Session!;

        clock.Advance(Inactivity - Heartbeat.Interval);
        await carrier.DeliverAsync(Sms.Mo("no route"));
        var last = clock.GetUtcNow();
        await bench.PassUntilAsync(() => !session.State.IsBound, TimeSpan.FromSeconds(1), "it is unbound");

        Assert.True(clock.GetUtcNow() - last >= Inactivity);
        Assert.Equal(SessionEndReason.Inactive, (await EndOf(session)).Reason);
        await bench.PassUntilAsync(() => carrier.BindsEver == 3, TimeSpan.FromMilliseconds(100), "it is bound again");
    }

    private static Task<SessionEnd> EndOf(SmppSession session) =>
        session.Completion.WaitAsync(Until.Limit, TestContext.Current.CancellationToken);
}
