using Gateway.Admin;
using Gateway.Flows;
using Gateway.Tests.Harness;
using Routing;
using Shared;
using Smpp.Protocol;
using Storage.Live;

namespace Gateway.Tests.Flows;

/// <summary>What waits beyond the bound of memory is only a place in the journal, and behaves as if it were not.</summary>
public class BoundedMemoryTests
{
    private const int Resident = 10;
    private const int Messages = 300;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_backlog_leaves_memory_and_goes_out_in_order_before_and_after_a_restart(bool killed)
    {
        await using var bench = New();
        var carrier = bench.AddCarrier("a");
        carrier.OnBind = _ => CommandStatus.SystemError;
        await bench.StartAsync(whenBound: false);
        await SubmitAsync(bench, Messages);
        // An answer may be here a moment before its message is queued.
        await Until.Async(
            () => bench.Node.Snapshot.Upstreams["a"].Queued == Messages && bench.Node.Store.Live.Resident is > 0 and <= Resident);
        Assert.Equal(Messages, bench.Alive);

        if (killed)
        {
            await bench.CrashAsync(whenBound: false);
            Assert.Equal(Messages, bench.Alive);
            Assert.InRange(bench.Node.Store.Live.Resident, 0, Resident);
        }
        carrier.ComeUp();

        await Until.Async(() => bench.Counters.Sent == Messages);
        Assert.Equal(Enumerable.Range(0, Messages).Select(i => $"{i}"), carrier.Texts);
        await Until.Async(() => bench.Node.Store.Live.Resident <= Resident);
        Assert.Equal(Messages, bench.Node.Snapshot.Upstreams["a"].Receipts.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Receipts_find_messages_that_have_left_memory_and_wait_for_their_customer_in_order(bool killed)
    {
        await using var bench = New();
        var carrier = bench.AddCarrier("a");
        carrier.IdOf = number => $"{0xAB00 + number:X}";
        await bench.StartAsync();
        var ids = await SubmitAsync(bench, Messages);
        await Until.Async(() => bench.Counters.Sent == Messages && bench.Node.Store.Live.Resident <= Resident);

        // The first ones twice, and in the other base: one that is not final, which keeps its message waiting.
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(
                CommandStatus.Ok,
                await carrier.ReceiptAsync(carrier.Submits[i], MessageState.Enroute, id: $"{0xAB01 + i}"));
        }
        for (int i = 0; i < Messages; i++)
            Assert.Equal(CommandStatus.Ok, await carrier.ReceiptAsync(carrier.Submits[i], id: $"{0xAB01 + i}"));
        await Until.Async(() => bench.Node.Snapshot.Accounts["demo"].Outbox.Waiting == Messages);
        Assert.InRange(bench.Node.Store.Live.Resident, 1, Resident);
        if (killed)
            await bench.CrashAsync();

        var receiver = await bench.BindAsync(kind: CommandId.BindReceiver);
        await Until.Async(() => bench.Alive == 0);
        Assert.Equal(ids, receiver.Receipts.Select(receipt => receipt.Id));
        Assert.Equal(0, bench.Counters.ReceiptsEarly);
    }

    [Fact]
    public async Task What_expires_out_of_memory_ends_on_time_and_its_owner_is_told()
    {
        await using var bench = New(Bench.NewClock());
        var carrier = bench.AddCarrier("a");
        carrier.OnBind = _ => CommandStatus.SystemError;
        await bench.StartAsync(whenBound: false);
        var customer = await bench.BindAsync(kind: CommandId.BindTransmitter);
        for (int i = 0; i < 50; i++)
            await bench.PassAsync(customer.AcceptedAsync(Sms.Submit($"{i}") with { ValidityPeriod = "000000000100000R" }));

        bench.Clock!.Advance(TimeSpan.FromSeconds(40));
        Assert.Equal(0, bench.Counters.Expired);
        await bench.PassUntilAsync(() => bench.Counters.Expired == 50, TimeSpan.FromSeconds(1), "all expire");

        var receiver = await bench.BindAsync(kind: CommandId.BindReceiver);
        await bench.PassUntilAsync(() => bench.Alive == 0, TimeSpan.FromMilliseconds(100), "all are told");
        Assert.Equal(50, receiver.Receipts.Count(receipt => receipt.State == MessageState.Expired));
    }

    [Fact]
    public async Task A_backlog_goes_to_another_carrier_of_the_group_when_that_comes_up()
    {
        await using var bench = New();
        var first = bench.AddCarrier("a");
        var second = bench.AddCarrier("b");
        bench.Group(Routing.GroupStrategy.Failover);
        first.OnBind = second.OnBind = _ => CommandStatus.SystemError;
        await bench.StartAsync(whenBound: false);
        await SubmitAsync(bench, Messages);

        second.ComeUp();

        await Until.Async(() => bench.Counters.Sent == Messages);
        Assert.Equal(Enumerable.Range(0, Messages).Select(i => $"{i}").Order(), second.Texts.Order());
        Assert.Empty(first.Submits);
    }

    [Fact]
    public async Task Another_form_of_ids_holds_for_messages_that_have_left_memory()
    {
        await using var bench = New();
        var carrier = bench.AddCarrier("a", upstream => upstream with { ReceiptId = ReceiptIdForm.Verbatim });
        carrier.IdOf = number => $"{0xAB00 + number:X}";
        await bench.StartAsync();
        var ids = await SubmitAsync(bench, 50);
        await Until.Async(() => bench.Counters.Sent == 50 && bench.Node.Store.Live.Resident <= Resident);

        bench.Config = bench.Config with { Upstreams = [bench.Config.Upstreams[0] with { ReceiptId = ReceiptIdForm.Auto }] };
        await bench.ReloadAsync();
        await bench.BoundAsync(carrier);
        var receiver = await bench.BindAsync(kind: CommandId.BindReceiver);
        for (int i = 0; i < 50; i++)
            Assert.Equal(CommandStatus.Ok, await carrier.ReceiptAsync(carrier.Submits[i], id: $"{0xAB01 + i}"));

        await Until.Async(() => bench.Alive == 0);
        Assert.Equal(ids.Order(), receiver.Receipts.Select(receipt => receipt.Id).Order());
    }

    [Fact]
    public async Task Old_segments_go_though_places_in_them_are_alive_and_what_was_copied_is_what_it_was()
    {
        await using var bench = New();
        var carrier = bench.AddCarrier("a");
        var other = bench.AddCarrier("b");
        bench.Config = bench.Config with
        {
            Routes =
            [
                Bench.Route("b") with { Match = new Routing.RouteMatch { Destinations = ["49"] } },
                Bench.Route("a"),
            ],
        };
        other.OnBind = _ => CommandStatus.SystemError;
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        var texts = Enumerable.Range(0, 100).Select(i => $"old {i}").ToArray();
        foreach (var text in texts)
            await customer.AcceptedAsync(Sms.Submit(text, to: "49151000000", registeredDelivery: 0));
        long first = bench.Node.Store.Journal.OldestSegment;

        // Segments of 1 MiB, of which eight may stand before anything is copied.
        var filler = Sms.Submit(registeredDelivery: 0) with { Tlvs = default(TlvList).Add((TlvTag)0x1405, new byte[30_000]) };
        await Until.Async(
            async () =>
            {
                await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => customer.SubmitAsync(filler)));
                return bench.Node.Store.Journal.OldestSegment > first + 2;
            });
        Assert.Equal(100, bench.Node.Snapshot.Upstreams["b"].Queued);
        await Until.Async(() => bench.Alive == 100);
        await bench.RestartAsync(whenBound: false);
        other.ComeUp();

        await Until.Async(() => bench.Alive == 0);
        Assert.Equal(texts, other.Texts);
    }

    [Fact]
    public async Task A_message_out_of_memory_is_found_by_its_id_and_can_be_taken()
    {
        await using var bench = New();
        var carrier = bench.AddCarrier("a");
        carrier.OnBind = _ => CommandStatus.SystemError;
        await bench.StartAsync(whenBound: false);
        await SubmitAsync(bench, 100);
        var first = bench.Node.Store.Live.Snapshot().Min(entity => entity.Id);
        var last = Storage.MessageIds.Move(first, 99);

        var seen = await FindAsync(bench, last, take: false);
        Assert.Equal((last, false), (seen!.Id, seen.IsLive));
        var taken = await FindAsync(bench, last, take: true);
        Assert.True(taken!.IsLive);
        Assert.Null(await FindAsync(bench, last, take: true));
        Assert.Equal((100, 99), (bench.Alive, bench.Node.Snapshot.Upstreams["a"].Queued));
    }

    [Fact]
    public async Task A_message_out_of_memory_can_be_cancelled()
    {
        await using var bench = New();
        var carrier = bench.AddCarrier("a");
        carrier.OnBind = _ => CommandStatus.SystemError;
        await bench.StartAsync(whenBound: false);
        var ids = await SubmitAsync(bench, 100);
        var customer = await bench.BindAsync();

        var cancel = new CancelSm { MessageId = ids[^1], Source = Address.Parse("ACME"), Destination = Address.Parse(Sms.Someone) };
        Assert.Equal(CommandStatus.Ok, (await customer.Session.SendAsync(cancel).AsTask().WaitAsync(Until.Limit)).Header.Status);
        Assert.Equal(CommandStatus.CancelFailed, (await customer.Session.SendAsync(cancel).AsTask().WaitAsync(Until.Limit)).Header.Status);

        carrier.ComeUp();
        await Until.Async(() => bench.Counters.Sent == 99);
        Assert.DoesNotContain("99", carrier.Texts);
    }

    [Fact]
    public async Task Messages_out_of_memory_are_cancelled_with_those_in_it_by_their_addresses()
    {
        await using var bench = New();
        bench.AddAccount(Bench.Account("other"));
        var carrier = bench.AddCarrier("a");
        carrier.OnBind = _ => CommandStatus.SystemError;
        await bench.StartAsync(whenBound: false);
        var customer = await bench.BindAsync();
        var other = await bench.BindAsync("other");
        for (int i = 0; i < 60; i++)
        {
            await customer.AcceptedAsync(Sms.Submit($"gone {i}", registeredDelivery: 0));
            await customer.AcceptedAsync(Sms.Submit($"elsewhere {i}", to: "447700900999", registeredDelivery: 0));
            await other.AcceptedAsync(Sms.Submit($"another's {i}", registeredDelivery: 0));
        }
        var cancel = new CancelSm { Source = Address.Parse("ACME"), Destination = Address.Parse(Sms.Someone) };

        Assert.Equal(CommandStatus.Ok, (await customer.Session.SendAsync(cancel).AsTask().WaitAsync(Until.Limit)).Header.Status);
        // The answer may be here a moment before the last of them has left.
        await Until.Async(() => bench.Alive == 120);
        Assert.Equal(CommandStatus.CancelFailed, (await customer.Session.SendAsync(cancel).AsTask().WaitAsync(Until.Limit)).Header.Status);

        carrier.ComeUp();
        await Until.Async(() => bench.Alive == 0);
        Assert.Equal(
            Enumerable.Range(0, 60).SelectMany(i => (string[])[$"elsewhere {i}", $"another's {i}"]).Order(StringComparer.Ordinal),
            carrier.Texts.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_message_out_of_memory_is_replaced_by_one_that_wants_to_replace_what_is_present()
    {
        await using var bench = New();
        var carrier = bench.AddCarrier("a");
        carrier.OnBind = _ => CommandStatus.SystemError;
        await bench.StartAsync(whenBound: false);
        var customer = await bench.BindAsync();
        var ids = new List<string>();
        for (int i = 0; i < 100; i++)
            ids.Add(await customer.AcceptedAsync(Sms.Submit("first", to: $"{447700900000 + i}")));
        var resident = bench.Node.Store.Live.Snapshot().Select(entity => entity.Id).ToHashSet();
        int away = ids.FindIndex(id => !resident.Contains(IdOf(bench, id)));
        Assert.InRange(away, 0, 99);
        var second = Sms.Submit("second", to: $"{447700900000 + away}") with { ReplaceIfPresent = 1 };

        Assert.Equal(ids[away], await customer.AcceptedAsync(second));
        await customer.AcceptedAsync(Sms.Submit("third", to: $"{447700900000 + away}"));
        Assert.Equal(CommandStatus.InvalidReplaceFlag, (await customer.SubmitAsync(second)).Header.Status);
        Assert.DoesNotContain(await customer.AcceptedAsync(second with { Destination = Address.Parse("447700900777") }), ids);

        carrier.ComeUp();
        await Until.Async(() => bench.Counters.Sent == 102);
        Assert.Equal((99, 2, 1), (Count("first"), Count("second"), Count("third")));

        int Count(string text) => carrier.Texts.Count(one => one == text);
    }

    [Fact]
    public async Task Of_more_cancels_than_may_wait_for_the_disk_the_rest_are_put_off_and_none_fails()
    {
        await using var bench = New();
        bench.AddCarrier("a").OnBind = _ => CommandStatus.SystemError;
        await bench.StartAsync(whenBound: false);
        var customer = await bench.BindAsync();
        await SubmitAsync(bench, Messages);

        // Each is cancelled as soon as it is accepted, which is also while it leaves memory.
        await Task.WhenAll(Enumerable.Range(0, Messages).Select(async i =>
        {
            var cancel = new CancelSm { MessageId = await customer.AcceptedAsync(Sms.Submit($"{i}")), Source = Sms.Submit("").Source };
            CommandStatus status;
            do
                status = (await customer.Session.SendAsync(cancel).AsTask().WaitAsync(Until.Limit)).Header.Status;
            while (status == CommandStatus.Throttled);
            Assert.Equal(CommandStatus.Ok, status);
        }));

        await Until.Async(() => bench.Alive == Messages);
    }

    [Fact]
    public async Task All_of_a_submit_multi_is_cancelled_wherever_each_of_it_is()
    {
        await using var bench = New();
        var carrier = bench.AddCarrier("a");
        carrier.OnBind = _ => CommandStatus.SystemError;
        await bench.StartAsync(whenBound: false);
        var customer = await bench.BindAsync();
        await SubmitAsync(bench, Resident - 1);
        var multi = new SubmitMulti
        {
            Source = Address.Parse("ACME"),
            Destinations = [.. Enumerable.Range(1, 20).Select(i => new MultiDestination(Address.Parse($"{447700900000 + i}")))],
            ShortMessage = "gone"u8.ToArray(),
        };
        var response = await customer.Session.SendAsync(multi).AsTask().WaitAsync(Until.Limit);
        Assert.True(SubmitMultiResp.TryRead(response.Body.Span, out var answer, out _));
        await SubmitAsync(bench, 50);
        Assert.InRange(bench.Node.Store.Live.Resident, 1, Resident);

        var cancel = new CancelSm { MessageId = answer!.MessageId, Source = multi.Source };
        Assert.Equal(CommandStatus.Ok, (await customer.Session.SendAsync(cancel).AsTask().WaitAsync(Until.Limit)).Header.Status);

        // The last of them leaves what is alive as its answer leaves.
        await Until.Async(() => bench.Alive == Resident - 1 + 50);
        carrier.ComeUp();
        await Until.Async(() => bench.Counters.Sent == Resident - 1 + 50);
        Assert.DoesNotContain("gone", carrier.Texts);
    }

    [Fact]
    public async Task A_receipt_out_of_memory_is_never_taken_for_its_message()
    {
        await using var bench = New();
        var carrier = bench.AddCarrier("a");
        await bench.StartAsync();
        var ids = await SubmitAsync(bench, 50);
        await Until.Async(() => bench.Counters.Sent == 50);
        foreach (var submit in carrier.Submits)
            await carrier.ReceiptAsync(submit);
        await Until.Async(() => bench.Node.Snapshot.Accounts["demo"].Outbox.Waiting == 50 && bench.Node.Store.Live.Resident <= Resident);

        var taken = new TaskCompletionSource<int>();
        bench.Node.Store.Keeper.Post(
            keeper => taken.SetResult(keeper.Take(ids.Select(id => IdOf(bench, id)).ToHashSet(), _ => true).Count));
        Assert.Equal(0, await taken.Task.WaitAsync(Until.Limit, TestContext.Current.CancellationToken));

        var receiver = await bench.BindAsync(kind: CommandId.BindReceiver);
        await Until.Async(() => bench.Alive == 0);
        Assert.Equal(50, receiver.Receipts.Count);
    }

    [Fact]
    public async Task What_waits_out_of_memory_is_listed_with_the_rest()
    {
        await using var bench = New();
        var carrier = bench.AddCarrier("a");
        await bench.StartAsync();
        var sent = await SubmitAsync(bench, 50);
        await Until.Async(() => bench.Counters.Sent == 50);
        carrier.GoDown();
        var waiting = await SubmitAsync(bench, 50);
        await Until.Async(() => bench.Node.Store.Live.Resident <= Resident);

        var all = await ListAsync(bench, new LiveFilter { Limit = 70 });
        Assert.Equal((100, 70), (all.Total, all.Messages.Length));
        Assert.Equal(sent.Concat(waiting).Order(StringComparer.Ordinal).Take(70), all.Messages.Select(message => message.Id));
        var queued = await ListAsync(bench, new LiveFilter { Limit = 10, State = "queued" });
        Assert.Equal((50, 10), (queued.Total, queued.Messages.Length));
        Assert.Equal(50, (await ListAsync(bench, new LiveFilter { Limit = 10, State = "awaiting_receipt" })).Total);
        foreach (var id in (string[])[sent[0], sent[^1], waiting[0], waiting[^1]])
        {
            var one = await ListAsync(bench, new LiveFilter { Limit = 1, Id = IdOf(bench, id) });
            Assert.Equal((1, id), (one.Total, one.Messages.Single().Id));
        }
    }

    [Fact]
    public async Task What_is_on_its_way_back_into_memory_leaves_an_upstream_that_goes_down_too()
    {
        await using var bench = New();
        var disk = new FaultyDisk();
        var a = bench.AddCarrier("a", upstream => upstream with { Window = Resident });
        var b = bench.AddCarrier("b");
        bench.Group(GroupStrategy.Failover);
        a.OnBind = b.OnBind = _ => CommandStatus.SystemError;
        a.Script = FakeCarrier.KeepQuiet;
        await bench.StartAsync(disk, whenBound: false);
        await SubmitAsync(bench, Messages);
        await Until.Async(() => bench.Node.Snapshot.Upstreams["a"].Queued == Messages);

        disk.Recalls.Reset();
        a.ComeUp();
        await Until.Async(() => disk.IsRecallWaiting);
        b.ComeUp();
        await bench.BoundAsync(b);
        a.GoDown();
        await Until.Async(() => !bench.Node.Snapshot.Upstreams["a"].CanSubmit);
        disk.Recalls.Set();

        await Until.Async(() => bench.Counters.Sent == Messages);
        Assert.Equal(Messages, b.Texts.Distinct().Count());
    }

    [Fact]
    public async Task An_upstream_that_was_replaced_is_not_looked_through_any_more()
    {
        await using var bench = New();
        bench.AddCarrier("a").OnBind = _ => CommandStatus.SystemError;
        await bench.StartAsync(whenBound: false);
        await SubmitAsync(bench, 50);
        await Until.Async(() => bench.Node.Snapshot.Upstreams["a"].Queued == 50);
        int holders = bench.Node.Store.Keeper.Holders.Length;

        for (int i = 1; i <= 3; i++)
        {
            bench.Config = bench.Config with { Upstreams = [bench.Config.Upstreams[0] with { Window = 10 + i }] };
            await bench.ReloadAsync();
            await Until.Async(() => bench.Node.Snapshot.Upstreams["a"].Queued == 50);
        }

        await Until.Async(() => bench.Node.Store.Keeper.Holders.Length == holders);
    }

    private static ulong IdOf(Bench bench, string text)
    {
        Assert.True(bench.Node.Store.Journal.Ids.TryResolve(text, out ulong id));
        return id;
    }

    private static async Task<MessagesView> ListAsync(Bench bench, LiveFilter filter) =>
        (await new MessageSearch(bench.Node.Store, filter).RunAsync().WaitAsync(Until.Limit))!;

    private static Task<LiveEntity?> FindAsync(Bench bench, ulong id, bool take)
    {
        var found = new TaskCompletionSource<LiveEntity?>();
        bench.Node.Store.Keeper.Find(id, take, found.SetResult);
        return found.Task.WaitAsync(Until.Limit);
    }

    private static Bench New(Microsoft.Extensions.Time.Testing.FakeTimeProvider? clock = null)
    {
        var bench = new Bench { Clock = clock };
        bench.Config = bench.Config with { Store = bench.Config.Store with { Resident = Resident } };
        return bench;
    }

    private static async Task<List<string>> SubmitAsync(Bench bench, int count)
    {
        var customer = await bench.BindAsync(kind: CommandId.BindTransmitter);
        var ids = await Task.WhenAll(Enumerable.Range(0, count).Select(i => customer.AcceptedAsync(Sms.Submit($"{i}"))));
        return [.. ids];
    }
}
