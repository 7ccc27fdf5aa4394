using Gateway.Tests.Harness;
using Routing;
using Shared;
using Smpp.Protocol;
using Storage;
using Durability = Gateway.Configuration.Durability;

namespace Gateway.Tests.Flows;

/// <summary>What happens to messages that are accepted while the journal, behind a disk that stands, takes nothing at all.</summary>
public class NoRoomTests
{
    [Fact]
    public async Task A_receipt_that_came_early_waits_until_it_can_be_booked()
    {
        await using var bench = new Bench(Durability.Fsync);
        var disk = new FaultyDisk();
        var carrier = bench.AddCarrier("a");
        carrier.Script = FakeCarrier.KeepQuiet;
        await bench.StartAsync(disk);
        var customer = await bench.BindAsync();
        var id = await customer.AcceptedAsync(Sms.Submit());
        await Until.Async(() => carrier.Submits.Count == 1);
        var submit = carrier.Submits[0];
        Assert.Equal(CommandStatus.Ok, await carrier.ReceiptAsync(submit));
        Assert.Equal(1, bench.Counters.ReceiptsEarly);

        disk.Syncs.Reset();
        Fill(bench);
        submit.Accept();
        // Handled after the answer to the submit, as it comes behind it.
        Assert.NotEqual(CommandStatus.Ok, await carrier.DeliverAsync(Sms.Mo(), submit.Bind));
        Assert.Equal(1, bench.Counters.Sent);
        Assert.Empty(customer.Receipts);
        disk.Syncs.Set();

        await Until.Async(() => customer.Receipts.Count == 1 && bench.Alive == 0);
        Assert.Equal(id, customer.Receipts[0].Id);
        Assert.Single(await bench.EventsAsync(EventKind.EarlySettled));
        Assert.Equal(0, bench.Counters.ReceiptsOrphaned);
    }

    [Fact]
    public async Task A_message_that_is_given_up_is_booked_as_that_and_not_as_sent()
    {
        await using var bench = new Bench(Durability.Fsync);
        var disk = new FaultyDisk();
        var carrier = bench.AddCarrier("a");
        bench.Config = bench.Config with { Routes = [Bench.Route("a") with { Uncertain = UncertainPolicy.Fail }] };
        carrier.Script = FakeCarrier.KeepQuiet;
        await bench.StartAsync(disk);
        var customer = await bench.BindAsync();
        await customer.AcceptedAsync(Sms.Submit());
        await Until.Async(() => carrier.Submits.Count == 1);

        disk.Syncs.Reset();
        Fill(bench);
        carrier.Cut();
        await Until.Async(() => bench.Counters.Uncertain == 1 && carrier.BindsEver > 1);
        Assert.Empty(customer.Receipts);
        disk.Syncs.Set();

        await Until.Async(() => customer.Receipts.Count == 1 && bench.Alive == 0);
        Assert.Equal(MessageState.Undeliverable, customer.Receipts[0].State);
        Assert.Empty(await bench.EventsAsync(EventKind.Sent));
        Assert.Single(await bench.EventsAsync(EventKind.Failed));
    }

    [Fact]
    public async Task A_cancel_is_refused_once()
    {
        await using var bench = new Bench(Durability.Fsync);
        var disk = new FaultyDisk();
        var carrier = bench.AddCarrier("a");
        carrier.OnBind = _ => CommandStatus.SystemError;
        await bench.StartAsync(disk, whenBound: false);
        var customer = await bench.BindAsync();
        var submit = Sms.Submit();
        var cancel = new CancelSm { MessageId = await customer.AcceptedAsync(submit), Source = submit.Source };

        disk.Syncs.Reset();
        Fill(bench);
        Assert.Equal(CommandStatus.MessageQueueFull, await StatusAsync());
        // Whatever else it answers comes before this.
        Assert.Equal(CommandStatus.InvalidDestinationAddress, (await customer.SubmitAsync(Sms.Submit(to: ""))).Header.Status);
        Assert.Equal(0, customer.Session.Counters.UnmatchedResponses);
        disk.Syncs.Set();

        await Until.Async(() => bench.Node.Store.Journal.DurablePosition == bench.Node.Store.Journal.AppendPosition);
        Assert.Equal(CommandStatus.Ok, await StatusAsync());

        Task<CommandStatus> StatusAsync() => customer.StatusAsync(cancel);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public async Task A_cancel_of_two_of_which_one_finds_no_room_is_put_off(byte receiptOfFirst, byte receiptOfSecond)
    {
        await using var bench = new Bench(Durability.Fsync);
        // Nothing but events fills a batch then.
        bench.Config = bench.Config with { Store = bench.Config.Store with { SegmentMib = 64 } };
        var disk = new FaultyDisk();
        var carrier = bench.AddCarrier("a");
        carrier.OnBind = _ => CommandStatus.SystemError;
        await bench.StartAsync(disk, whenBound: false);
        var customer = await bench.BindAsync();
        var store = bench.Node.Store;
        var cancel = new CancelSm { Source = Sms.Submit().Source, Destination = Address.Parse(Sms.Someone) };
        await customer.AcceptedAsync(Sms.Submit(registeredDelivery: 0));
        long before = store.Journal.AppendPosition.Offset;
        Assert.Equal(CommandStatus.Ok, await AnswerAsync());
        int needed = (int)(store.Journal.AppendPosition.Offset - before);
        await customer.AcceptedAsync(Sms.Submit(registeredDelivery: receiptOfFirst));
        await customer.AcceptedAsync(Sms.Submit(registeredDelivery: receiptOfSecond));

        // The end with a receipt is an event of more octets than there is room for.
        await StandAsync();
        int most = Fill(bench);
        disk.Syncs.Set();
        int smallest = await StandAsync();
        Fill(bench, most - ((needed + smallest - 1) / smallest));
        var answer = AnswerAsync();
        await Until.Async(() => bench.Alive == 1);
        disk.Syncs.Set();

        Assert.Equal(CommandStatus.MessageQueueFull, await answer);
        Assert.Equal(CommandStatus.Ok, await AnswerAsync());
        Assert.Equal(CommandStatus.CancelFailed, await AnswerAsync());

        // From then on all stands in one batch, behind that which waits for the disk; returns the octets of the smallest event.
        async Task<int> StandAsync()
        {
            await Until.Async(() => store.Journal.DurablePosition == store.Journal.AppendPosition);
            disk.Syncs.Reset();
            Assert.Equal(AppendResult.Ok, Append(bench, 0));
            await Until.Async(() => disk.IsSyncWaiting);
            Assert.Equal(AppendResult.Ok, Append(bench, 0));
            long first = store.Journal.AppendPosition.Offset;
            Assert.Equal(AppendResult.Ok, Append(bench, 0));
            return (int)(store.Journal.AppendPosition.Offset - first);
        }

        async Task<CommandStatus> AnswerAsync() => (await customer.Session.SendAsync(cancel).AsTask().WaitAsync(Until.Limit)).Header.Status;
    }

    [Fact]
    public async Task What_a_customer_acknowledges_is_booked_when_there_is_room_and_little_more_goes_out_before()
    {
        const int Messages = 500;
        await using var bench = new Bench(Durability.Fsync);
        var disk = new FaultyDisk();
        var carrier = bench.AddCarrier("a");
        await bench.StartAsync(disk);
        var transmitter = await bench.BindAsync(kind: CommandId.BindTransmitter);
        await Task.WhenAll(Enumerable.Range(0, Messages).Select(i => transmitter.AcceptedAsync(Sms.Submit($"{i}"))));
        await Until.Async(() => carrier.Submits.Count == Messages);
        foreach (var submit in carrier.Submits)
            Assert.Equal(CommandStatus.Ok, await carrier.ReceiptAsync(submit));

        disk.Syncs.Reset();
        Fill(bench);
        var receiver = await bench.BindAsync(kind: CommandId.BindReceiver);
        int window = bench.Config.Accounts[0].DeliverWindow;
        // Its window went out before the first acknowledgement found no room, and nothing after that.
        await Until.Async(() => bench.Counters.ReceiptsOut >= window);
        Assert.InRange(receiver.Receipts.Count, window, 2 * window);
        disk.Syncs.Set();

        await Until.Async(() => bench.Alive == 0);
        Assert.Equal(Messages, receiver.Receipts.Count);
        Assert.Equal(Messages, bench.Counters.ReceiptsOut);
        var settled = await bench.EventsAsync(EventKind.ReceiptSent);
        Assert.Equal(Messages, settled.Count);
        Assert.Equal(Messages, settled.Distinct().Count());
    }

    /// <summary>Appends what is of no message until not even the smallest event finds room; returns how many of those did.</summary>
    private static int Fill(Bench bench, int most = int.MaxValue)
    {
        int count = 0;
        foreach (int octets in (int[])[200_000, 2_000, 0])
        {
            count = 0;
            while ((octets > 0 || count < most) && Append(bench, octets) == AppendResult.Ok)
                count++;
        }
        return count;
    }

    private static AppendResult Append(Bench bench, int octets)
    {
        var store = bench.Node.Store;
        return store.Append(
            new JournalEvent
            {
                Kind = EventKind.OrphanReceipt,
                MessageId = store.Journal.Ids.Next(),
                Time = store.Now,
                SubmittedAt = store.Now,
                Payload = new byte[octets],
            },
            null, out _);
    }
}
