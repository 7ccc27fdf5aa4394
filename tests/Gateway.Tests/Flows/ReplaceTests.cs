using System.Text;
using Gateway.Configuration;
using Gateway.Flows;
using Gateway.Tests.Harness;
using Shared;
using Smpp.Protocol;
using Smpp.Session;
using Storage.Live;
using Durability = Gateway.Configuration.Durability;

namespace Gateway.Tests.Flows;

/// <summary>replace_sm and replace_if_present_flag: what a replacement may be, and when what it replaced is sent.</summary>
public class ReplaceTests
{
    private static readonly Address Sender = Address.Parse("ACME");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_replaced_message_goes_with_its_new_text_under_its_old_id_also_after_a_crash(bool crash)
    {
        await using var bench = new Bench();
        var (carrier, customer) = await bench.WaitingAsync();
        var id = await customer.AcceptedAsync(Sms.Submit("old", registeredDelivery: 0));
        var replace = new ReplaceSm
        {
            MessageId = id,
            Source = Sender,
            ShortMessage = "new"u8.ToArray(),
            RegisteredDelivery = RegisteredDelivery.SuccessOrFailure,
        };

        Assert.Equal(CommandStatus.Ok, await customer.StatusAsync(replace));

        if (crash)
        {
            await bench.CrashAsync(whenBound: false);
            customer = await bench.BindAsync();
        }
        carrier.ComeUp();
        await Until.Async(() => bench.Counters.Sent == 1);
        Assert.Equal(["new"], carrier.Texts);
        await carrier.ReceiptAsync(carrier.Submits[0]);
        await Until.Async(() => customer.Receipts.Count == 1 && bench.Alive == 0);
        Assert.Equal(id, customer.Receipts[0].Id);
    }

    [Fact]
    public async Task The_text_of_a_message_payload_is_replaced_and_its_other_TLVs_stay()
    {
        await using var bench = new Bench();
        var (carrier, customer) = await bench.WaitingAsync();
        var tlvs = default(TlvList).Add(TlvTag.MessagePayload, "old"u8).AddUInt16(TlvTag.UserMessageReference, 7);
        var id = await customer.AcceptedAsync(Sms.Submit("", registeredDelivery: 0) with { Tlvs = tlvs });

        Assert.Equal(
            CommandStatus.Ok,
            await customer.StatusAsync(new ReplaceSm { MessageId = id, Source = Sender, ShortMessage = "new"u8.ToArray() }));

        carrier.ComeUp();
        await Until.Async(() => bench.Alive == 0);
        var sent = Assert.Single(carrier.Submits).Pdu;
        Assert.Equal("new", Encoding.ASCII.GetString(sent.UserData));
        Assert.True(sent.Tlvs.Reader.TryGetUInt16(TlvTag.UserMessageReference, out ushort reference) && reference == 7);
    }

    [Fact]
    public async Task A_submit_that_replaces_what_is_present_takes_its_place_and_its_id()
    {
        await using var bench = new Bench();
        var (carrier, customer) = await bench.WaitingAsync();
        var first = await customer.AcceptedAsync(Sms.Submit("one", registeredDelivery: 0) with { ReplaceIfPresent = 1 });
        var second = await customer.AcceptedAsync(Sms.Submit("two", registeredDelivery: 0) with { ReplaceIfPresent = 1 });
        var other = Sms.Submit("three", "447700900999", registeredDelivery: 0) with { ReplaceIfPresent = 1 };
        var elsewhere = await customer.AcceptedAsync(other);

        Assert.Equal(first, second);
        Assert.NotEqual(first, elsewhere);
        carrier.ComeUp();
        await Until.Async(() => bench.Alive == 0);
        Assert.Equal(["three", "two"], carrier.Texts.Order());
        Assert.All(carrier.Submits, submit => Assert.Equal(0, submit.Pdu.ReplaceIfPresent));
    }

    [Fact]
    public async Task Two_messages_that_could_be_meant_are_not_replaced()
    {
        await using var bench = new Bench();
        var (_, customer) = await bench.WaitingAsync();
        await customer.AcceptedAsync(Sms.Submit("one"));
        await customer.AcceptedAsync(Sms.Submit("two"));

        var response = await customer.SubmitAsync(Sms.Submit("three") with { ReplaceIfPresent = 1 });

        Assert.Equal(CommandStatus.InvalidReplaceFlag, response.Header.Status);
        Assert.Equal(2, bench.Alive);
    }

    [Fact]
    public async Task A_replacement_may_bring_the_time_of_a_scheduled_message_forward()
    {
        await using var bench = new Bench { Clock = Bench.NewClock() };
        var carrier = bench.AddCarrier("a");
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        var id = await customer.AcceptedAsync(Sms.Submit(registeredDelivery: 0) with { ScheduleDeliveryTime = "000001000000000R" });

        var replace = new ReplaceSm
        {
            MessageId = id,
            Source = Sender,
            ShortMessage = "sooner"u8.ToArray(),
            ScheduleDeliveryTime = "000000000100000R",
        };
        Assert.Equal(CommandStatus.Ok, await customer.StatusAsync(replace));

        var began = bench.Clock.GetUtcNow();
        await bench.PassUntilAsync(() => bench.Alive == 0, TimeSpan.FromSeconds(1), "it is due");
        Assert.InRange(bench.Clock.GetUtcNow() - began, TimeSpan.FromSeconds(50), TimeSpan.FromMinutes(30));
        Assert.Equal(["sooner"], carrier.Texts);
    }

    [Fact]
    public async Task A_replacement_s_validity_period_takes_the_place_of_a_qos_time_to_live()
    {
        await using var bench = new Bench { Clock = Bench.NewClock() };
        var carrier = bench.AddCarrier("a");
        carrier.OnBind = _ => CommandStatus.SystemError;
        await bench.StartAsync(whenBound: false);
        var customer = await bench.BindAsync();
        var id = await customer.AcceptedAsync(Sms.Submit() with { Tlvs = default(TlvList).AddUInt32(TlvTag.QosTimeToLive, 200_000) });
        var replace = new ReplaceSm
        {
            MessageId = id,
            Source = Sender,
            ValidityPeriod = "000000000100000R",
            RegisteredDelivery = RegisteredDelivery.SuccessOrFailure,
        };
        Assert.Equal(CommandStatus.Ok, await customer.StatusAsync(replace));

        await bench.PassUntilAsync(() => bench.Counters.Expired == 1, TimeSpan.FromSeconds(10), "it expires");
        Assert.Empty(carrier.Submits);
    }

    [Fact]
    public async Task A_replacement_with_a_later_schedule_waits_for_it_though_its_carrier_comes_up_before()
    {
        await using var bench = new Bench { Clock = Bench.NewClock() };
        var (carrier, customer) = await bench.WaitingAsync();
        var id = await customer.AcceptedAsync(Sms.Submit("old", registeredDelivery: 0));
        var replace = Replacement(id, "new") with { ScheduleDeliveryTime = "000000010000000R" };
        Assert.Equal(CommandStatus.Ok, await customer.StatusAsync(replace));
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
        Assert.Equal(CommandStatus.Ok, await customer.StatusAsync(Replacement(id, "new")));
        if (crash)
            await bench.CrashAsync();

        await bench.PassUntilAsync(() => bench.Alive == 0, TimeSpan.FromSeconds(5), "it is due");
        Assert.InRange(bench.Clock.GetUtcNow(), due, due + TimeSpan.FromMinutes(30));
        Assert.Equal(["new"], carrier.Texts);
        var sent = carrier.Submits.Single().Pdu;
        Assert.True(SmppTime.TryParse(Encoding.ASCII.GetBytes(sent.ValidityPeriod), due, out var expires));
        Assert.InRange(expires, over - TimeSpan.FromMinutes(30), over);
    }

    [Fact]
    public async Task Replacements_whose_schedules_are_over_add_nothing_to_the_queue()
    {
        await using var bench = new Bench { Clock = Bench.NewClock() };
        var (carrier, customer) = await bench.WaitingAsync();
        var id = await customer.AcceptedAsync(Sms.Submit(registeredDelivery: 0));

        byte[] schedule = new byte[SmppTime.Length];
        for (int i = 1; i <= 20; i++)
        {
            int length = SmppTime.WriteAbsolute(schedule, bench.Clock.GetUtcNow() - TimeSpan.FromSeconds(i));
            var replace = Replacement(id, $"{i}") with
            {
                ScheduleDeliveryTime = Encoding.ASCII.GetString(schedule.AsSpan(0, length)),
            };
            Assert.Equal(CommandStatus.Ok, await customer.StatusAsync(replace));
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
        var (_, customer) = await bench.WaitingAsync();
        var id = await customer.AcceptedAsync(Sms.Submit());
        var (two, three) = (Replacement(id, new string('x', 200)), Replacement(id, "") with
        {
            Tlvs = default(TlvList).Add(TlvTag.MessagePayload, new byte[400]),
        });

        Assert.Equal(CommandStatus.Ok, await customer.StatusAsync(two));
        Assert.Equal(CommandStatus.Ok, await customer.StatusAsync(two));
        Assert.Equal(CommandStatus.Ok, await customer.StatusAsync(three));
        Assert.Equal(CommandStatus.Throttled, (await customer.SubmitAsync(Sms.Submit())).Header.Status);
        Assert.Equal(
            CommandStatus.Throttled,
            await customer.StatusAsync(three with { Tlvs = default(TlvList).Add(TlvTag.MessagePayload, new byte[4_000]) }));
        Assert.Equal(CommandStatus.Ok, await customer.StatusAsync(two));
    }

    [Fact]
    public async Task An_account_without_receipts_cannot_ask_for_one_in_a_replacement()
    {
        await using var bench = new Bench();
        bench.ChangeDemo(account => account with { Receipts = false });
        var (_, customer) = await bench.WaitingAsync();
        var id = await customer.AcceptedAsync(Sms.Submit(registeredDelivery: 0));

        var replace = Replacement(id, "new") with { RegisteredDelivery = RegisteredDelivery.SuccessOrFailure };
        Assert.Equal(CommandStatus.InvalidRegisteredDelivery, await customer.StatusAsync(replace));
    }

    [Fact]
    public async Task A_datagram_has_no_receipts_also_after_a_replacement_that_asks_for_them()
    {
        await using var bench = new Bench();
        var (carrier, customer) = await bench.WaitingAsync();
        var id = await customer.AcceptedAsync(Sms.Submit() with { EsmClass = EsmClass.Datagram });

        var replace = Replacement(id, "new") with { RegisteredDelivery = RegisteredDelivery.SuccessOrFailure };
        Assert.Equal(CommandStatus.Ok, await customer.StatusAsync(replace));

        carrier.ComeUp();
        await Until.Async(() => bench.Alive == 0);
        Assert.Equal(default, carrier.Submits.Single().Pdu.RegisteredDelivery);
    }

    [Fact]
    public async Task A_message_with_few_event_numbers_left_is_replaced_no_more()
    {
        await using var bench = new Bench();
        var (_, customer) = await bench.WaitingAsync();
        var id = await customer.AcceptedAsync(Sms.Submit());
        var message = bench.Node.Store.Live.Snapshot().OfType<GatewayMessage>().Single();
        Assert.Equal(CommandStatus.Ok, await customer.StatusAsync(Replacement(id, "new")));
        lock (message)
            message.NextNumber = ushort.MaxValue - 1_000;

        Assert.Equal(CommandStatus.ReplaceFailed, await customer.StatusAsync(Replacement(id, "newer")));
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
        var cancelled = await customer.StatusAsync(new CancelSm { Source = Sender, Destination = Address.Parse("447700900999") });
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
        var (_, customer) = await bench.WaitingAsync();
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
        var now = Replacement(id, "now") with { ScheduleDeliveryTime = Encoding.ASCII.GetString(past.AsSpan(0, length)) };
        var later = Replacement(id, "later") with { ScheduleDeliveryTime = "000000010000000R" };
        for (int i = 0; i < 300; i++)
        {
            Assert.Equal(CommandStatus.Ok, await customer.StatusAsync(later));
            Assert.Equal(CommandStatus.Ok, await customer.StatusAsync(now));
        }
        await stop.CancelAsync();
        await queueing.WaitAsync(Until.Limit, TestContext.Current.CancellationToken);
    }

    private static ReplaceSm Replacement(string id, string text) =>
        new() { MessageId = id, Source = Sender, ShortMessage = Encoding.ASCII.GetBytes(text) };
}
