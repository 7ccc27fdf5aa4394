using Gateway.Configuration;
using Gateway.Flows;
using Gateway.Tests.Harness;
using Shared;
using Smpp.Protocol;
using Smpp.Session;
using Storage.Live;
using Durability = Gateway.Configuration.Durability;

namespace Gateway.Tests.Flows;

/// <summary>What a replacement may be, and when what it replaced is sent.</summary>
public class ReplaceTests
{
    private static readonly Address Sender = Address.Parse("ACME");

    [Fact]
    public async Task A_replacement_with_a_later_schedule_waits_for_it_though_its_carrier_comes_up_before()
    {
        await using var bench = new Bench { Clock = Bench.NewClock() };
        var (carrier, customer) = await WaitingAsync(bench);
        var id = await customer.AcceptedAsync(Sms.Submit("old", registeredDelivery: 0));
        var replace = Replacement(id, "new") with { ScheduleDeliveryTime = "000000010000000R" };
        Assert.Equal(CommandStatus.Ok, await StatusAsync(customer, replace));
        var due = bench.Clock.GetUtcNow() + TimeSpan.FromHours(1);

        // What waits behind it goes.
        await customer.AcceptedAsync(Sms.Submit("behind", registeredDelivery: 0));
        carrier.ComeUp();
        await bench.PassUntilAsync(() => carrier.Submits.Count > 0, TimeSpan.FromMilliseconds(100), "the carrier is bound");
        await Until.Async(() => bench.Alive == 1);
        Assert.Equal(["behind"], carrier.Texts);

        await bench.PassUntilAsync(() => bench.Alive == 0, TimeSpan.FromSeconds(10), "it is due");
        Assert.Equal(["behind", "new"], carrier.Texts);
        Assert.True(bench.Clock.GetUtcNow() >= due);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_replacement_without_times_leaves_those_of_its_message_also_after_a_crash(bool crash)
    {
        await using var bench = new Bench { Clock = Bench.NewClock() };
        var carrier = bench.AddCarrier("a");
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        var scheduled = Sms.Submit("old", registeredDelivery: 0) with
        {
            ScheduleDeliveryTime = "000000010000000R",
            ValidityPeriod = "000000030000000R",
        };
        var id = await customer.AcceptedAsync(scheduled);
        var (due, over) = (bench.Clock.GetUtcNow() + TimeSpan.FromHours(1), bench.Clock.GetUtcNow() + TimeSpan.FromHours(3));

        // Durations of the submit, not of the replacement.
        bench.Clock.Advance(TimeSpan.FromMinutes(40));
        customer = await bench.BindAsync();
        Assert.Equal(CommandStatus.Ok, await StatusAsync(customer, Replacement(id, "new")));
        if (crash)
            await bench.CrashAsync();

        await bench.PassUntilAsync(() => bench.Alive == 0, TimeSpan.FromSeconds(5), "it is due");
        Assert.InRange(bench.Clock.GetUtcNow(), due, due + TimeSpan.FromMinutes(30));
        Assert.Equal(["new"], carrier.Texts);
        var sent = carrier.Submits.Single().Pdu;
        Assert.True(SmppTime.TryParse(System.Text.Encoding.ASCII.GetBytes(sent.ValidityPeriod), due, out var expires));
        Assert.InRange(expires, over - TimeSpan.FromMinutes(30), over);
    }

    [Fact]
    public async Task Replacements_whose_schedules_are_over_add_nothing_to_the_queue()
    {
        await using var bench = new Bench { Clock = Bench.NewClock() };
        var (carrier, customer) = await WaitingAsync(bench);
        var id = await customer.AcceptedAsync(Sms.Submit(registeredDelivery: 0));

        byte[] schedule = new byte[SmppTime.Length];
        for (int i = 1; i <= 20; i++)
        {
            int length = SmppTime.WriteAbsolute(schedule, bench.Clock.GetUtcNow() - TimeSpan.FromSeconds(i));
            var replace = Replacement(id, $"{i}") with
            {
                ScheduleDeliveryTime = System.Text.Encoding.ASCII.GetString(schedule.AsSpan(0, length)),
            };
            Assert.Equal(CommandStatus.Ok, await StatusAsync(customer, replace));
        }

        Assert.Equal(1, bench.Node.Snapshot.Upstreams["a"].Queued);
        carrier.ComeUp();
        await bench.PassUntilAsync(() => bench.Alive == 0, TimeSpan.FromMilliseconds(100), "it is sent");
        Assert.Equal(["20"], carrier.Texts);
    }

    [Fact]
    public async Task Segments_beyond_those_that_a_message_had_take_from_the_account_s_rate()
    {
        await using var bench = new Bench { Clock = Bench.NewClock() };
        bench.ChangeDemo(account => account with { Rate = 3 });
        var (_, customer) = await WaitingAsync(bench);
        var id = await customer.AcceptedAsync(Sms.Submit());
        var (two, three) = (Replacement(id, new string('x', 200)), Replacement(id, "") with
        {
            Tlvs = default(TlvList).Add(TlvTag.MessagePayload, new byte[400]),
        });

        Assert.Equal(CommandStatus.Ok, await StatusAsync(customer, two));
        Assert.Equal(CommandStatus.Ok, await StatusAsync(customer, two));
        Assert.Equal(CommandStatus.Ok, await StatusAsync(customer, three));
        Assert.Equal(CommandStatus.Throttled, (await customer.SubmitAsync(Sms.Submit())).Header.Status);
        Assert.Equal(
            CommandStatus.Throttled,
            await StatusAsync(customer, three with { Tlvs = default(TlvList).Add(TlvTag.MessagePayload, new byte[4_000]) }));
        Assert.Equal(CommandStatus.Ok, await StatusAsync(customer, two));
    }

    [Fact]
    public async Task An_account_without_receipts_cannot_ask_for_one_in_a_replacement()
    {
        await using var bench = new Bench();
        bench.ChangeDemo(account => account with { Receipts = false });
        var (_, customer) = await WaitingAsync(bench);
        var id = await customer.AcceptedAsync(Sms.Submit(registeredDelivery: 0));

        var replace = Replacement(id, "new") with { RegisteredDelivery = RegisteredDelivery.SuccessOrFailure };
        Assert.Equal(CommandStatus.InvalidRegisteredDelivery, await StatusAsync(customer, replace));
    }

    [Fact]
    public async Task A_datagram_has_no_receipts_also_after_a_replacement_that_asks_for_them()
    {
        await using var bench = new Bench();
        var (carrier, customer) = await WaitingAsync(bench);
        var id = await customer.AcceptedAsync(Sms.Submit() with { EsmClass = EsmClass.Datagram });

        var replace = Replacement(id, "new") with { RegisteredDelivery = RegisteredDelivery.SuccessOrFailure };
        Assert.Equal(CommandStatus.Ok, await StatusAsync(customer, replace));

        carrier.ComeUp();
        await Until.Async(() => bench.Alive == 0);
        Assert.Equal(default, carrier.Submits.Single().Pdu.RegisteredDelivery);
    }

    [Fact]
    public async Task A_message_with_few_event_numbers_left_is_replaced_no_more()
    {
        await using var bench = new Bench();
        var (_, customer) = await WaitingAsync(bench);
        var id = await customer.AcceptedAsync(Sms.Submit());
        var message = bench.Node.Store.Live.Snapshot().OfType<GatewayMessage>().Single();
        Assert.Equal(CommandStatus.Ok, await StatusAsync(customer, Replacement(id, "new")));
        lock (message)
            message.NextNumber = ushort.MaxValue - 1_000;

        Assert.Equal(CommandStatus.ReplaceFailed, await StatusAsync(customer, Replacement(id, "newer")));
        Assert.Equal(
            CommandStatus.InvalidReplaceFlag, (await customer.SubmitAsync(Sms.Submit() with { ReplaceIfPresent = 1 })).Header.Status);
    }

    [Fact]
    public async Task Submits_that_replace_what_is_present_may_follow_each_other_at_once()
    {
        await using var bench = new Bench(Durability.Fsync);
        var disk = new FaultyDisk();
        var carrier = bench.AddCarrier("a");
        carrier.GoDown();
        await bench.StartAsync(disk, whenBound: false);
        var customer = await bench.BindAsync();

        disk.Syncs.Reset();
        var submit = Sms.Submit(registeredDelivery: 0) with { ReplaceIfPresent = 1 };
        Task<string>[] answers =
        [
            .. Enumerable.Range(0, 3).Select(i => customer.AcceptedAsync(submit with { ShortMessage = new[] { (byte)('0' + i) } })),
        ];
        // They are looked at one after the other, and so is this.
        var other = customer.SubmitAsync(Sms.Submit(to: "") with { ReplaceIfPresent = 1 });
        await other;
        var cancelled = await StatusAsync(customer, new CancelSm { Source = Sender, Destination = Address.Parse("447700900999") });
        Assert.Equal(CommandStatus.CancelFailed, cancelled);
        disk.Syncs.Set();

        Assert.Single((await Task.WhenAll(answers)).Distinct());
        Assert.Equal(1, bench.Alive);
        carrier.ComeUp();
        await Until.Async(() => bench.Alive == 0);
        Assert.Equal(["2"], carrier.Texts);
    }

    [Fact]
    public async Task A_replacement_and_the_queue_of_its_message_never_wait_for_each_other()
    {
        await using var bench = new Bench();
        bench.Config = bench.Config with { Store = bench.Config.Store with { Resident = 1 } };
        var (_, customer) = await WaitingAsync(bench);
        await customer.AcceptedAsync(Sms.Submit("in front"));
        var id = await customer.AcceptedAsync(Sms.Submit() with { ScheduleDeliveryTime = "000000010000000R" });
        var message = bench.Node.Store.Live.Snapshot().OfType<GatewayMessage>().Single(one => one.DueAt > 0);
        // As after an attempt, so that it stays in memory.
        lock (message)
            message.Flags |= Storage.EventFlags.PossibleDuplicate;

        using var stop = new CancellationTokenSource();
        var queueing = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
                bench.Node.Dispatch.Enqueue(message, front: false);
        });
        byte[] past = new byte[SmppTime.Length];
        int length = SmppTime.WriteAbsolute(past, DateTimeOffset.UtcNow);
        var now = Replacement(id, "now") with { ScheduleDeliveryTime = System.Text.Encoding.ASCII.GetString(past.AsSpan(0, length)) };
        var later = Replacement(id, "later") with { ScheduleDeliveryTime = "000000010000000R" };
        for (int i = 0; i < 300; i++)
        {
            Assert.Equal(CommandStatus.Ok, await StatusAsync(customer, later));
            Assert.Equal(CommandStatus.Ok, await StatusAsync(customer, now));
        }
        await stop.CancelAsync();
        await queueing.WaitAsync(Until.Limit, TestContext.Current.CancellationToken);
    }

    private static ReplaceSm Replacement(string id, string text) =>
        new() { MessageId = id, Source = Sender, ShortMessage = System.Text.Encoding.ASCII.GetBytes(text) };

    /// <summary>A carrier that does not let us bind, so that everything waits.</summary>
    private static async Task<(FakeCarrier Carrier, Customer Customer)> WaitingAsync(Bench bench)
    {
        var carrier = bench.AddCarrier("a");
        carrier.GoDown();
        await bench.StartAsync(whenBound: false);
        return (carrier, await bench.BindAsync());
    }

    private static async Task<CommandStatus> StatusAsync(Customer customer, Pdu request) =>
        (await customer.Session.SendAsync(request).AsTask().WaitAsync(Until.Limit)).Header.Status;
}
