using Gateway.Tests.Harness;
using Routing;
using Shared;
using Smpp.Protocol;

namespace Gateway.Tests.Flows;

/// <summary>What becomes of receipts, owed or parked, when their upstream leaves, returns or compares ids in another form.</summary>
public class ReloadedReceiptTests
{
    [Fact]
    public async Task A_changed_id_form_holds_for_receipts_that_are_owed_already()
    {
        await using var bench = new Bench();
        var (carrier, customer, id) = await SentAsync(bench, ReceiptIdForm.Verbatim, carrierId: "00AB");

        bench.ChangeUpstream(upstream => upstream with { ReceiptId = ReceiptIdForm.Hex });
        await bench.ReloadAsync();
        await bench.BoundAsync(carrier);
        await carrier.ReceiptAsync(carrier.Submits[0], id: "ab");

        await Until.Async(() => bench.Alive == 0);
        Assert.Equal(id, Assert.Single(customer.Receipts).Id);
    }

    [Fact]
    public async Task A_receipt_parked_for_an_upstream_that_is_removed_expires_there_too()
    {
        await using var bench = new Bench { Clock = Bench.NewClock() };
        var carrier = bench.AddCarrier("a");
        bench.AddCarrier("b");
        bench.Config = bench.Config with { Routes = [Bench.Route("b")] };
        await bench.StartAsync();
        Assert.Equal(CommandStatus.Ok, await ParkAsync(carrier, "77"));
        var with = bench.Config;

        bench.Config = with with { Upstreams = [.. with.Upstreams.Where(upstream => upstream.Name == "b")] };
        await bench.PassAsync(bench.ReloadAsync());
        await bench.PassUntilAsync(() => bench.Alive == 0, TimeSpan.FromSeconds(10), "it expires");
        bench.Config = with;
        await bench.PassAsync(bench.ReloadAsync());

        Assert.Equal(1, bench.Counters.ReceiptsOrphaned);
        Assert.Equal(0, bench.Node.Snapshot.Upstreams["a"].Receipts.Parked);
    }

    [Fact]
    public async Task A_receipt_parked_before_the_upstream_left_is_matched_when_it_is_back_though_the_node_had_started_without_it()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        carrier.Script = FakeCarrier.KeepQuiet;
        bench.AddCarrier("b");
        await bench.StartAsync();
        Assert.Equal(CommandStatus.Ok, await ParkAsync(carrier, "77"));
        var with = bench.Config;

        bench.Config = with with { Upstreams = [.. with.Upstreams.Where(upstream => upstream.Name == "b")], Routes = [Bench.Route("b")] };
        await bench.StopAsync();
        await bench.StartAsync(whenBound: false);
        bench.Config = with;
        await bench.ReloadAsync();
        await bench.BoundAsync(carrier);
        var customer = await bench.BindAsync();
        var id = await customer.AcceptedAsync(Sms.Submit());
        await Until.Async(() => carrier.Submits.Count == 1);
        carrier.Submits[0].Accept("77");

        await Until.Async(() => customer.Receipts.Count == 1 && bench.Alive == 0);
        Assert.Equal(id, customer.Receipts[0].Id);
    }

    [Fact]
    public async Task A_receipt_that_was_parked_for_its_form_of_the_id_is_matched_when_that_is_mended()
    {
        await using var bench = new Bench();
        var (carrier, customer, id) = await SentAsync(bench, ReceiptIdForm.Verbatim, carrierId: "00AB");
        Assert.Equal(CommandStatus.Ok, await carrier.ReceiptAsync(carrier.Submits[0], id: "ab"));
        // It is acknowledged once durable, which may be a moment before it is parked.
        await Until.Async(() => bench.Node.Snapshot.Upstreams["a"].Receipts.Parked == 1);

        bench.ChangeUpstream(upstream => upstream with { ReceiptId = ReceiptIdForm.Hex });
        await bench.ReloadAsync();

        await Until.Async(() => customer.Receipts.Count == 1 && bench.Alive == 0);
        Assert.Equal(id, customer.Receipts[0].Id);
    }

    private static Task<CommandStatus> ParkAsync(FakeCarrier carrier, string id) => carrier.DeliverAsync(Sms.Mo(
        $"id:{id} sub:001 dlvrd:001 submit date:2601010000 done date:2601010000 stat:DELIVRD err:000 text:", from: Sms.Someone) with
    {
        EsmClass = EsmClass.Receipt,
    });

    /// <summary>A message whose receipt is owed.</summary>
    private static async Task<(FakeCarrier Carrier, Customer Customer, string Id)> SentAsync(
        Bench bench, ReceiptIdForm form, string carrierId)
    {
        var carrier = bench.AddCarrier("a", upstream => upstream with { ReceiptId = form });
        carrier.IdOf = _ => carrierId;
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        var id = await customer.AcceptedAsync(Sms.Submit());
        await Until.Async(() => bench.Counters.Sent == 1);
        return (carrier, customer, id);
    }
}
