using Gateway.Configuration;
using Gateway.Tests.Harness;
using Shared;
using Smpp.Protocol;
using Smpp.Session;

namespace Gateway.Tests.Flows;

/// <summary>Customers' sessions that answer enquire_link and no deliver_sm.</summary>
public class MuteCustomerTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(200);

    [Fact]
    public async Task After_ten_deliveries_without_an_answer_its_session_is_unbound_and_another_gets_them_in_their_order()
    {
        await using var bench = NewBench(out var carrier);
        await bench.StartAsync();
        var sender = await bench.BindAsync(kind: CommandId.BindTransmitter);
        var mute = await bench.BindAsync(kind: CommandId.BindReceiver, onDelivery: _ => null);
        var session = Assert.Single(bench.Node.Snapshot.Accounts["demo"].Sessions, one => one.Session.State.CanDeliver).Session;
        var ids = await ReceiptsAsync(carrier, sender, 0, 10, Sms.Someone);
        await Until.Async(() => mute.Receipts.Count == 10);
        bench.Clock!.Advance(TimeSpan.FromSeconds(8));
        // These are on it too when it is unbound, and are not over their time.
        ids = [.. ids, .. await ReceiptsAsync(carrier, sender, 10, 5, Sms.Someone)];
        await Until.Async(() => mute.Receipts.Count == 15);
        var sound = await bench.BindAsync(kind: CommandId.BindReceiver);

        await bench.PassUntilAsync(() => bench.Alive == 0, Step, "the other session has taken all");

        Assert.Equal(ids, sound.Receipts.Select(receipt => receipt.Id));
        Assert.Equal((SessionEndReason.Unanswered, 15), ((await session.Completion).Reason, mute.Receipts.Count));
        Assert.True(sender.Session.State.IsBound && sound.Session.State.IsBound);
        Assert.Equal((15, 0), (bench.Counters.ReceiptsOut, bench.Counters.DeliveriesDropped));
    }

    [Fact]
    public async Task With_no_other_session_they_wait_for_the_next_bind_in_their_order()
    {
        await using var bench = NewBench(out var carrier);
        await bench.StartAsync();
        var mute = await bench.BindAsync(onDelivery: _ => null);
        var ids = await ReceiptsAsync(carrier, mute, 0, 30, Sms.Someone);
        await Until.Async(() => mute.Receipts.Count == 30);

        await bench.PassUntilAsync(() => bench.Node.Snapshot.Accounts["demo"].Sessions.Count == 0, Step, "it is unbound");
        Assert.Equal(30, bench.Alive);
        var next = await bench.BindAsync();
        await bench.PassUntilAsync(() => bench.Alive == 0, Step, "the next session has taken all");

        Assert.Equal(ids, next.Receipts.Select(receipt => receipt.Id));
    }

    [Fact]
    public async Task One_that_answers_now_and_then_stays_bound()
    {
        await using var bench = NewBench(out var carrier, account => OneByOne(account) with { MostUnanswered = 3 });
        await bench.StartAsync();
        int offers = 0;
        var customer = await bench.BindAsync(onDelivery: _ => Interlocked.Increment(ref offers) % 3 == 0 ? CommandStatus.Ok : null);
        await ReceiptsAsync(carrier, customer, 0, 12);

        for (int i = 1; i <= 10; i++)
        {
            await bench.PassUntilAsync(() => Volatile.Read(ref offers) >= i, Step, $"{i} have been offered");
            await Until.Async(() => bench.Counters.ReceiptsOut == i / 3);
        }

        Assert.True(Assert.Single(bench.Node.Snapshot.Accounts["demo"].Sessions).Session.State.IsBound);
    }

    [Fact]
    public async Task Any_number_is_borne_where_the_account_says_so()
    {
        await using var bench = NewBench(out var carrier, account => OneByOne(account) with { MostUnanswered = 0 });
        await bench.StartAsync();
        int offers = 0;
        var customer = await bench.BindAsync(onDelivery: _ => Interlocked.Increment(ref offers) > 12 ? CommandStatus.Ok : null);
        await ReceiptsAsync(carrier, customer, 0, 13);

        await bench.PassUntilAsync(() => bench.Counters.ReceiptsOut > 0, Step, "it has taken one");

        Assert.True(Assert.Single(bench.Node.Snapshot.Accounts["demo"].Sessions).Session.State.IsBound);
    }

    /// <summary>Each delivery is offered when the one before has timed out.</summary>
    private static AccountConfig OneByOne(AccountConfig account) =>
        account with { DeliverWindow = 1, ResponseTimeout = TimeSpan.FromSeconds(1) };

    private static Bench NewBench(out FakeCarrier carrier, Func<AccountConfig, AccountConfig>? change = null)
    {
        var bench = new Bench { Clock = Bench.NewClock() };
        carrier = bench.AddCarrier("a");
        bench.ChangeDemo(account => (change ?? (same => same))(
            account with { ResponseTimeout = TimeSpan.FromSeconds(10), EnquireLink = TimeSpan.Zero }));
        return bench;
    }

    /// <summary>
    /// Submits messages, each to a number of its own unless said otherwise, and has the carrier send their receipts; returns their ids.
    /// </summary>
    private static async Task<string[]> ReceiptsAsync(FakeCarrier carrier, Customer sender, int first, int count, string? to = null)
    {
        var ids = new string[count];
        for (int i = 0; i < count; i++)
            ids[i] = await sender.AcceptedAsync(Sms.Submit($"{first + i}", to ?? $"4477009{10_000 + i}"));
        await Until.Async(() => carrier.Submits.Count == first + count);
        for (int i = 0; i < count; i++)
            Assert.Equal(CommandStatus.Ok, await carrier.ReceiptAsync(carrier.Submits[first + i]));
        return ids;
    }
}
