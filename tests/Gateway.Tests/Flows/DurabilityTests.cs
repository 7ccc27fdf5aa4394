using Gateway.Configuration;
using Gateway.Tests.Harness;
using Shared;
using Smpp.Protocol;

namespace Gateway.Tests.Flows;

/// <summary>Nothing is acknowledged that is not durable.</summary>
public class DurabilityTests
{
    [Fact]
    public async Task A_submit_is_answered_and_sent_on_only_when_its_sync_is_done()
    {
        await using var bench = new Bench(Durability.Fsync);
        var disk = new FaultyDisk();
        var carrier = bench.AddCarrier("a");
        await bench.StartAsync(disk);
        var customer = await bench.BindAsync();

        disk.Syncs.Reset();
        var answer = customer.SubmitAsync(Sms.Submit(registeredDelivery: 0));
        await Until.Async(() => bench.Alive == 1);
        // A refusal needs no disk: when it is here, the answer would have been here too.
        Assert.Equal(CommandStatus.InvalidDestinationAddress, (await customer.SubmitAsync(Sms.Submit(to: ""))).Header.Status);
        Assert.False(answer.IsCompleted);
        Assert.Empty(carrier.Submits);
        disk.Syncs.Set();

        Assert.Equal(CommandStatus.Ok, (await answer).Header.Status);
        await Until.Async(() => carrier.Submits.Count == 1);
    }

    [Fact]
    public async Task A_carrier_s_receipt_and_MO_are_answered_only_when_their_sync_is_done()
    {
        await using var bench = new Bench(Durability.Fsync);
        var disk = new FaultyDisk();
        var carrier = bench.AddCarrier("a");
        bench.Config = bench.Config with { Routes = [.. bench.Config.Routes, Bench.MoRoute("12345", "demo")] };
        await bench.StartAsync(disk);
        var customer = await bench.BindAsync();
        await customer.AcceptedAsync(Sms.Submit());
        await Until.Async(() => bench.Counters.Sent == 1 && IsQuiet(bench));

        disk.Syncs.Reset();
        Task<CommandStatus>[] answers =
        [
            carrier.ReceiptAsync(carrier.Submits[0]), carrier.DeliverAsync(Sms.Mo()),
            carrier.ReceiptAsync(carrier.Submits[0], id: "too-early"),
        ];
        Assert.Equal(CommandStatus.ReceiverRejected, await carrier.DeliverAsync(Sms.Mo(to: "99999")));
        Assert.DoesNotContain(answers, answer => answer.IsCompleted);
        Assert.Empty(customer.Deliveries);
        disk.Syncs.Set();

        Assert.All(await Task.WhenAll(answers), status => Assert.Equal(CommandStatus.Ok, status));
        await Until.Async(() => customer.Deliveries.Count == 2);
    }

    [Theory]
    [InlineData(Durability.Fsync)]
    [InlineData(Durability.Os)]
    public async Task After_an_error_of_the_disk_nothing_is_acknowledged_any_more_and_the_failure_is_told(Durability durability)
    {
        await using var bench = new Bench(durability);
        var disk = new FaultyDisk();
        var carrier = bench.AddCarrier("a");
        bench.Config = bench.Config with { Routes = [.. bench.Config.Routes, Bench.MoRoute("12345", "demo")] };
        await bench.StartAsync(disk);
        var customer = await bench.BindAsync();
        var accepted = await customer.AcceptedAsync(Sms.Submit("accepted"));
        await Until.Async(() => bench.Counters.Sent == 1 && IsQuiet(bench));
        Assert.False(bench.Node.StoreFailure.IsCompleted);

        if (durability == Durability.Fsync)
            disk.FailsSyncs = true;
        else
            disk.FailsWrites = true;
        var refused = await customer.SubmitAsync(Sms.Submit("refused"));

        Assert.Equal(CommandStatus.SystemError, refused.Header.Status);
        Assert.IsType<Storage.JournalIoException>(
            await bench.Node.StoreFailure.WaitAsync(Until.Limit, TestContext.Current.CancellationToken));
        disk.FailsSyncs = disk.FailsWrites = false;
        Assert.Equal(CommandStatus.SystemError, (await customer.SubmitAsync(Sms.Submit("refused too"))).Header.Status);
        Assert.Equal(CommandStatus.SystemError, await carrier.ReceiptAsync(carrier.Submits[0]));
        Assert.Equal(CommandStatus.SystemError, await carrier.DeliverAsync(Sms.Mo()));
        Assert.Equal(CommandStatus.SystemError, await carrier.ReceiptAsync(carrier.Submits[0], id: "too-early"));
        Assert.Equal(["accepted"], carrier.Texts);
        Assert.Empty(customer.Deliveries);

        await bench.RestartAsync();
        var again = await bench.BindAsync();
        Assert.Equal(CommandStatus.Ok, await carrier.ReceiptAsync(carrier.Submits[0]));
        await Until.Async(() => again.Receipts.Count > 0);
        Assert.Equal(accepted, again.Receipts[0].Id);
        Assert.DoesNotContain("refused too", carrier.Texts);
    }

    [Fact]
    public async Task A_full_disk_refuses_new_messages_goes_on_with_the_rest_and_recovers_by_itself()
    {
        await using var bench = new Bench();
        var disk = new FaultyDisk();
        var carrier = bench.AddCarrier("a");
        bench.Config = bench.Config with { Routes = [.. bench.Config.Routes, Bench.MoRoute("12345", "demo")] };
        await bench.StartAsync(disk);
        var customer = await bench.BindAsync();
        var id = await customer.AcceptedAsync(Sms.Submit());
        await Until.Async(() => bench.Counters.Sent == 1);
        var large = Sms.Submit("", registeredDelivery: 0) with { Tlvs = default(TlvList).Add(TlvTag.MessagePayload, new byte[60_000]) };

        disk.IsFull = true;
        CommandStatus status;
        do
        {
            status = (await customer.SubmitAsync(large)).Header.Status;
        }
        while (status == CommandStatus.Ok);
        Assert.Equal(CommandStatus.MessageQueueFull, status);
        Assert.Equal(CommandStatus.MessageQueueFull, await carrier.DeliverAsync(Sms.Mo()));
        Assert.Equal(CommandStatus.Ok, await carrier.ReceiptAsync(carrier.Submits[0]));
        await Until.Async(() => customer.Receipts.Count == 1);
        Assert.Equal(id, customer.Receipts[0].Id);
        await bench.BindAsync();

        disk.IsFull = false;
        await Until.Async(async () => (await customer.SubmitAsync(Sms.Submit(registeredDelivery: 0))).Header.Status == CommandStatus.Ok);
        await Until.Async(() => bench.Alive == 0);
        Assert.False(bench.Node.StoreFailure.IsCompleted);
    }

    [Fact]
    public async Task A_disk_so_full_that_nothing_can_be_booked_holds_the_upstreams_up_and_nothing_is_sent_twice()
    {
        const int Messages = 9_000;
        await using var bench = new Bench();
        var disk = new FaultyDisk();
        var carrier = bench.AddCarrier("a", upstream => upstream with { Window = 100 });
        // Each event repeats the route's name: together they need more room than the segment in use and the spare one have.
        bench.Config = bench.Config with { Routes = [Bench.Route("a") with { Name = new string('r', 250) }] };
        carrier.OnBind = _ => CommandStatus.SystemError;
        carrier.Script = submit =>
        {
            if (submit.Text == "refused")
                submit.Reject(CommandStatus.InvalidDestinationAddress);
            else
                submit.Accept();
        };
        await bench.StartAsync(disk);
        var customer = await bench.BindAsync();
        var messages = Enumerable.Range(0, Messages).Select(i => Sms.Submit(i % 3 == 0 ? "refused" : $"{i}", registeredDelivery: 0));
        // So many at once may come faster than segments of this size are made.
        await Task.WhenAll(messages.Select(
            message => Until.Async(async () => (await customer.SubmitAsync(message)).Header.Status == CommandStatus.Ok)));

        disk.IsFull = true;
        carrier.ComeUp();
        var upstream = bench.Node.Snapshot.Upstreams["a"];
        await Until.Async(() => bench.Node.Store.Journal.IsDiskFull && upstream.InFlight == 0 && carrier.Submits.Count > Messages / 3);
        disk.IsFull = false;

        await Until.Async(() => bench.Alive == 0);
        Assert.Equal((Messages * 2 / 3, Messages / 3), (bench.Counters.Sent, bench.Counters.Failed));
        await bench.RestartAsync();
        Assert.Equal(0, bench.Alive);
        Assert.Equal(Messages * 2 / 3, carrier.Submits.Count(submit => submit.Text != "refused"));
    }

    private static bool IsQuiet(Bench bench) => bench.Node.Store.Journal.DurablePosition == bench.Node.Store.Journal.AppendPosition;
}
