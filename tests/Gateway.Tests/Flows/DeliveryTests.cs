using Gateway.Tests.Harness;
using Shared;
using Smpp.Protocol;

namespace Gateway.Tests.Flows;

/// <summary>What waits for a customer, and how it gets it.</summary>
public class DeliveryTests
{
    [Fact]
    public async Task Receipts_wait_for_a_customer_that_is_not_bound_and_come_in_order_when_it_binds()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        await bench.StartAsync();
        var sender = await bench.BindAsync(kind: CommandId.BindTransmitter);
        var ids = new List<string>();
        for (int i = 0; i < 20; i++)
            ids.Add(await sender.AcceptedAsync(Sms.Submit($"{i}")));
        await Until.Async(() => carrier.Submits.Count == 20);
        foreach (var submit in carrier.Submits)
            Assert.Equal(CommandStatus.Ok, await carrier.ReceiptAsync(submit));
        await Until.Async(() => bench.Alive == 20);
        Assert.Empty(sender.Deliveries);

        var receiver = await bench.BindAsync(kind: CommandId.BindReceiver);

        await Until.Async(() => receiver.Receipts.Count == 20 && bench.Alive == 0);
        Assert.Equal(ids, receiver.Receipts.Select(receipt => receipt.Id));
        Assert.Empty(sender.Deliveries);
    }

    [Fact]
    public async Task Receipts_go_to_any_receiving_session_of_their_account_and_to_no_other_account()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        bench.AddAccount(Bench.Account("other"));
        await bench.StartAsync();
        var sender = await bench.BindAsync(kind: CommandId.BindTransmitter);
        var receiver = await bench.BindAsync(kind: CommandId.BindReceiver);
        var transceiver = await bench.BindAsync();
        var other = await bench.BindAsync("other");
        var ids = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => sender.AcceptedAsync(Sms.Submit($"{i}"))));
        var othersId = await other.AcceptedAsync(Sms.Submit("other's"));
        await Until.Async(() => carrier.Submits.Count == 51);

        await Task.WhenAll(carrier.Submits.Select(submit => carrier.ReceiptAsync(submit)));

        await Until.Async(() => bench.Alive == 0);
        Assert.Equal(ids.Order(), receiver.Receipts.Concat(transceiver.Receipts).Select(receipt => receipt.Id).Order());
        Assert.Equal([othersId], other.Receipts.Select(receipt => receipt.Id));
        Assert.Empty(sender.Deliveries);
    }

    [Fact]
    public async Task Receipts_fill_the_windows_of_all_receiving_sessions_though_several_in_a_row_go_to_one()
    {
        const int Window = 20;
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        bench.AddAccount(Bench.Account("narrow") with { DeliverWindow = Window });
        await bench.StartAsync();
        var sender = await bench.BindAsync("narrow", CommandId.BindTransmitter);
        Customer[] silent = [await Receiver(), await Receiver(), await Receiver()];
        for (int i = 0; i < 4 * Window; i++)
            await sender.AcceptedAsync(Sms.Submit($"{i}"));
        await Until.Async(() => carrier.Submits.Count == 4 * Window);

        foreach (var submit in carrier.Submits)
            Assert.Equal(CommandStatus.Ok, await carrier.ReceiptAsync(submit));

        await Until.Async(() => silent.All(receiver => receiver.Receipts.Count == Window));
        Assert.Equal(4 * Window, bench.Alive);

        Task<Customer> Receiver() => bench.BindAsync("narrow", CommandId.BindReceiver, onDelivery: _ => null);
    }

    [Fact]
    public async Task The_one_receiving_session_of_a_dozen_that_has_room_gets_what_the_others_cannot_take()
    {
        const int Full = 11;
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        bench.AddAccount(Bench.Account("narrow") with { DeliverWindow = 1, Binds = Full + 2 });
        await bench.StartAsync();
        var sender = await bench.BindAsync("narrow", CommandId.BindTransmitter);
        var silent = new List<Customer>();
        for (int i = 0; i < Full; i++)
            silent.Add(await bench.BindAsync("narrow", CommandId.BindReceiver, onDelivery: _ => null));
        for (int i = 0; i < 3 * Full; i++)
            await sender.AcceptedAsync(Sms.Submit($"{i}"));
        await Until.Async(() => carrier.Submits.Count == 3 * Full);
        foreach (var submit in carrier.Submits)
            Assert.Equal(CommandStatus.Ok, await carrier.ReceiptAsync(submit));
        await Until.Async(() => silent.All(receiver => receiver.Receipts.Count == 1));

        var ready = await bench.BindAsync("narrow", CommandId.BindReceiver);

        await Until.Async(() => ready.Receipts.Count == 2 * Full && bench.Alive == Full);
        Assert.All(silent, receiver => Assert.Single(receiver.Receipts));
    }

    [Fact]
    public async Task Receipts_that_come_one_by_one_go_to_all_of_a_dozen_receiving_sessions()
    {
        const int Receivers = 12;
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        bench.AddAccount(Bench.Account("wide") with { Binds = Receivers + 1 });
        await bench.StartAsync();
        var sender = await bench.BindAsync("wide", CommandId.BindTransmitter);
        var receivers = new List<Customer>();
        for (int i = 0; i < Receivers; i++)
            receivers.Add(await bench.BindAsync("wide", CommandId.BindReceiver));

        for (int i = 0; i < 4 * Receivers; i++)
        {
            await sender.AcceptedAsync(Sms.Submit($"{i}"));
            await Until.Async(() => carrier.Submits.Count == i + 1);
            Assert.Equal(CommandStatus.Ok, await carrier.ReceiptAsync(carrier.Submits[i]));
            await Until.Async(() => bench.Alive == 0);
        }

        Assert.All(receivers, receiver => Assert.NotEmpty(receiver.Receipts));
    }

    [Theory]
    [InlineData(CommandStatus.Throttled)]
    [InlineData(CommandStatus.SystemError)]
    [InlineData(CommandStatus.MessageQueueFull)]
    [InlineData(CommandStatus.ReceiverTemporaryError)]
    public async Task A_receipt_that_is_refused_for_now_is_offered_again_after_growing_waits(CommandStatus refusal)
    {
        await using var bench = new Bench { Clock = Bench.NewClock() };
        var carrier = bench.AddCarrier("a");
        await bench.StartAsync();
        int offers = 0;
        var customer = await bench.BindAsync(onDelivery: _ => Interlocked.Increment(ref offers) <= 2 ? refusal : CommandStatus.Ok);
        var id = await customer.AcceptedAsync(Sms.Submit());
        await Until.Async(() => carrier.Submits.Count == 1);
        await carrier.ReceiptAsync(carrier.Submits[0]);
        await Until.Async(() => Waiting(bench) == 1);

        bench.Clock.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(1, offers);
        await bench.PassUntilAsync(() => offers == 2 && Waiting(bench) == 1, TimeSpan.FromMilliseconds(200), "it is offered again");
        bench.Clock.Advance(TimeSpan.FromSeconds(8));
        Assert.Equal(2, offers);
        await bench.PassUntilAsync(() => bench.Alive == 0, TimeSpan.FromMilliseconds(200), "it is taken");

        Assert.Equal(3, offers);
        Assert.All(customer.Receipts, receipt => Assert.Equal(id, receipt.Id));
        Assert.Equal(1, bench.Counters.ReceiptsOut);
        Assert.Equal(0, bench.Counters.DeliveriesDropped);
    }

    [Theory]
    [InlineData(CommandStatus.ReceiverRejected)]
    [InlineData(CommandStatus.ReceiverPermanentError)]
    [InlineData(CommandStatus.InvalidMessageLength)]
    public async Task A_receipt_that_is_refused_for_good_is_dropped_and_counted(CommandStatus refusal)
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        await bench.StartAsync();
        var customer = await bench.BindAsync(onDelivery: _ => refusal);
        await customer.AcceptedAsync(Sms.Submit());
        await Until.Async(() => carrier.Submits.Count == 1);

        await carrier.ReceiptAsync(carrier.Submits[0]);

        await Until.Async(() => bench.Alive == 0);
        Assert.Single(customer.Deliveries);
        Assert.Equal(1, bench.Counters.DeliveriesDropped);
        Assert.Equal(0, bench.Counters.ReceiptsOut);
    }

    [Fact]
    public async Task A_receipt_that_a_session_took_and_did_not_answer_before_its_end_goes_to_the_next_session()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        await bench.StartAsync();
        var mute = await bench.BindAsync(onDelivery: _ => null);
        var id = await mute.AcceptedAsync(Sms.Submit());
        await Until.Async(() => carrier.Submits.Count == 1);
        await carrier.ReceiptAsync(carrier.Submits[0]);
        await Until.Async(() => mute.Receipts.Count == 1);

        mute.Cut();
        var next = await bench.BindAsync();

        await Until.Async(() => next.Receipts.Count == 1 && bench.Alive == 0);
        Assert.Equal(id, next.Receipts[0].Id);
    }

    [Fact]
    public async Task A_receipt_that_is_not_answered_in_time_is_offered_again()
    {
        await using var bench = new Bench { Clock = Bench.NewClock() };
        var carrier = bench.AddCarrier("a");
        bench.ChangeDemo(account => account with { ResponseTimeout = TimeSpan.FromSeconds(10), EnquireLink = TimeSpan.Zero });
        await bench.StartAsync();
        int offers = 0;
        var customer = await bench.BindAsync(onDelivery: _ => Interlocked.Increment(ref offers) == 1 ? null : CommandStatus.Ok);
        await customer.AcceptedAsync(Sms.Submit());
        await Until.Async(() => carrier.Submits.Count == 1);
        await carrier.ReceiptAsync(carrier.Submits[0]);
        await Until.Async(() => offers == 1);

        await bench.PassUntilAsync(() => bench.Alive == 0, TimeSpan.FromSeconds(1), "it is taken");

        Assert.Equal(2, offers);
    }

    [Fact]
    public async Task A_customer_that_answers_nothing_gets_one_window_and_holds_nobody_else_up()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a", upstream => upstream with { Window = 100 });
        bench.ChangeDemo(account => account with { DeliverWindow = 10 });
        bench.AddAccount(Bench.Account("other"));
        await bench.StartAsync();
        var mute = await bench.BindAsync(onDelivery: _ => null);
        var other = await bench.BindAsync("other");
        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => (i % 2 == 0 ? mute : other).AcceptedAsync(Sms.Submit($"{i}"))));
        await Until.Async(() => carrier.Submits.Count == 100);

        await Task.WhenAll(carrier.Submits.Select(submit => carrier.ReceiptAsync(submit)));

        await Until.Async(() => other.Receipts.Count == 50 && bench.Alive == 50 && mute.Receipts.Count >= 10);
        Assert.Equal(10, mute.Receipts.Count);
    }

    [Fact]
    public async Task Receipts_that_nobody_fetches_are_given_up_after_72_hours_and_leave_nothing_behind()
    {
        await using var bench = new Bench { Clock = Bench.NewClock() };
        var carrier = bench.AddCarrier("a");
        await bench.StartAsync();
        var sender = await bench.BindAsync(kind: CommandId.BindTransmitter);
        for (int i = 0; i < 10; i++)
            await sender.AcceptedAsync(Sms.Submit($"{i}"));
        await Until.Async(() => carrier.Submits.Count == 10);
        foreach (var submit in carrier.Submits)
            await carrier.ReceiptAsync(submit);
        await Until.Async(() => Waiting(bench) == 10);

        bench.Clock.AdjustTime(bench.Clock.GetUtcNow() + TimeSpan.FromHours(71));
        bench.Clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(10, bench.Alive);
        bench.Clock.AdjustTime(bench.Clock.GetUtcNow() + TimeSpan.FromHours(1));
        await bench.PassUntilAsync(() => bench.Alive == 0 && Waiting(bench) == 0, TimeSpan.FromSeconds(5), "they are given up");

        Assert.Equal(10, bench.Counters.DeliveriesDropped);
    }

    [Fact]
    public async Task A_message_whose_receipt_never_comes_ends_UNKNOWN_after_72_hours()
    {
        await using var bench = new Bench { Clock = Bench.NewClock() };
        bench.AddCarrier("a");
        await bench.StartAsync();
        var sender = await bench.BindAsync(kind: CommandId.BindTransmitter);
        var id = await sender.AcceptedAsync(Sms.Submit());
        await Until.Async(() => bench.Counters.Sent == 1);

        bench.Clock.AdjustTime(bench.Clock.GetUtcNow() + TimeSpan.FromHours(72));
        await bench.PassUntilAsync(() => Waiting(bench) == 1, TimeSpan.FromSeconds(5), "it is given up");
        var receiver = await bench.BindAsync();

        await Until.Async(() => receiver.Receipts.Count == 1);
        Assert.Equal((id, MessageState.Unknown), (receiver.Receipts[0].Id, receiver.Receipts[0].State));
        Assert.Equal(0, bench.Node.Snapshot.Upstreams["a"].Receipts.Count);
    }

    private static long Waiting(Bench bench) => bench.Node.Snapshot.Accounts["demo"].Outbox.Waiting;

    [Fact]
    public async Task A_generic_nack_never_says_that_the_customer_took_a_receipt()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        customer.Nacks = true;
        await customer.AcceptedAsync(Sms.Submit());
        await Until.Async(() => carrier.Submits.Count == 1);

        await carrier.ReceiptAsync(carrier.Submits[0]);

        await Until.Async(() => bench.Alive == 0);
        Assert.Equal((0, 1), (bench.Counters.ReceiptsOut, bench.Counters.DeliveriesDropped));
    }
}
