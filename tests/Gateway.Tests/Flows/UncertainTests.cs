using Gateway.Flows;
using Gateway.Tests.Harness;
using Routing;
using Shared;
using Smpp.Protocol;
using Storage;

namespace Gateway.Tests.Flows;

/// <summary>Submits that were written and never answered: the carrier may have them.</summary>
public class UncertainTests
{
    [Fact]
    public async Task A_submit_that_a_cut_leaves_unanswered_is_sent_again_and_counted_as_uncertain()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        carrier.Script = FakeCarrier.KeepQuiet;
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        var id = await customer.AcceptedAsync(Sms.Submit());
        await Until.Async(() => carrier.Submits.Count == 1);

        carrier.Script = FakeCarrier.Accept;
        carrier.Cut();
        await Until.Async(() => carrier.Submits.Count == 2);
        await Until.Async(() => bench.Counters.Sent == 1);

        Assert.Equal(carrier.Submits[0].Pdu, carrier.Submits[1].Pdu);
        Assert.Equal(1, bench.Counters.Uncertain);
        await carrier.ReceiptAsync(carrier.Submits[1]);
        await Until.Async(() => customer.Receipts.Count == 1 && bench.Alive == 0);
        Assert.Equal(id, customer.Receipts[0].Id);
    }

    [Fact]
    public async Task A_full_window_that_a_cut_leaves_unanswered_is_sent_again_once_each()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a", upstream => upstream with { Window = 20 });
        carrier.Script = FakeCarrier.KeepQuiet;
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => customer.AcceptedAsync(Sms.Submit($"{i}", registeredDelivery: 0))));
        await Until.Async(() => carrier.Submits.Count == 20);

        carrier.Script = FakeCarrier.Accept;
        carrier.Cut();

        await Until.Async(() => bench.Alive == 0);
        Assert.Equal(70, carrier.Submits.Count);
        Assert.Equal(50, carrier.Texts.Distinct().Count());
        Assert.Equal(20, bench.Counters.Uncertain);
        Assert.Equal(50, bench.Counters.Sent);
    }

    [Fact]
    public async Task A_submit_that_is_not_answered_in_time_is_sent_again_and_a_late_answer_does_no_harm()
    {
        await using var bench = new Bench { Clock = Bench.NewClock() };
        var carrier =
            bench.AddCarrier("a", upstream => upstream with { ResponseTimeout = TimeSpan.FromSeconds(10), EnquireLink = TimeSpan.Zero });
        carrier.Script = FakeCarrier.KeepQuiet;
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        await customer.AcceptedAsync(Sms.Submit(registeredDelivery: 0));
        await Until.Async(() => carrier.Submits.Count == 1);

        await bench.PassUntilAsync(() => carrier.Submits.Count == 2, TimeSpan.FromSeconds(1), "it is sent again");
        Assert.Equal(1, bench.Counters.Uncertain);
        carrier.Submits[0].Accept("late");
        carrier.Submits[1].Accept();

        await Until.Async(() => bench.Alive == 0);
        Assert.Equal(1, bench.Counters.Sent);
        Assert.Equal(2, carrier.Submits.Count);
    }

    [Theory]
    [InlineData(UncertainPolicy.Retry)]
    [InlineData(UncertainPolicy.Hold)]
    public async Task A_late_answer_completes_a_message_that_has_not_been_sent_again(UncertainPolicy policy)
    {
        await using var bench = new Bench { Clock = Bench.NewClock() };
        var carrier = Quiet(bench);
        bench.Config = bench.Config with { Routes = [Bench.Route("a") with { Uncertain = policy }] };
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        var id = await customer.AcceptedAsync(Sms.Submit("first"));
        await Until.Async(() => carrier.Submits.Count == 1);

        // The carrier is passed over for some time now, so that the message waits.
        await bench.PassUntilAsync(() => bench.Counters.Uncertain == 1, TimeSpan.FromSeconds(1), "it is given up");
        carrier.Submits[0].Accept();
        await Until.Async(() => bench.Counters.Sent == 1);
        await carrier.ReceiptAsync(carrier.Submits[0]);
        await bench.PassUntilAsync(() => customer.Receipts.Count == 1 && bench.Alive == 0, TimeSpan.FromSeconds(1), "all is over");

        Assert.Equal((id, MessageState.Delivered), (customer.Receipts[0].Id, customer.Receipts[0].State));
        Assert.Equal(1, bench.Counters.LateReplies);
        Assert.Single(carrier.Submits);
        var sent = Assert.Single(await bench.EventsAsync(EventKind.Sent));
        Assert.True(sent.Flags.HasFlag(EventFlags.PossibleDuplicate));
    }

    [Fact]
    public async Task A_late_answer_says_nothing_about_a_message_that_was_replaced_meanwhile()
    {
        await using var bench = new Bench { Clock = Bench.NewClock() };
        var carrier = Quiet(bench);
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        var id = await customer.AcceptedAsync(Sms.Submit("old", registeredDelivery: 0));
        await Until.Async(() => carrier.Submits.Count == 1);
        await bench.PassUntilAsync(() => bench.Counters.Uncertain == 1, TimeSpan.FromSeconds(1), "it is given up");

        carrier.Script = FakeCarrier.Accept;
        var replace = new ReplaceSm { MessageId = id, Source = Address.Parse("ACME"), ShortMessage = "new"u8.ToArray() };
        Assert.Equal(CommandStatus.Ok, (await customer.Session.SendAsync(replace).AsTask().WaitAsync(Until.Limit)).Header.Status);
        carrier.Submits[0].Accept();
        // Handled after the answer, as it comes behind it.
        await carrier.DeliverAsync(Sms.Mo(), carrier.Submits[0].Bind);

        await bench.PassUntilAsync(() => bench.Alive == 0, TimeSpan.FromSeconds(1), "the new text is taken");
        Assert.Equal(["old", "new"], carrier.Texts);
    }

    [Theory]
    [InlineData(CommandStatus.InvalidDestinationAddress, false)]
    [InlineData(CommandStatus.SystemError, true)]
    [InlineData(CommandStatus.Throttled, true)]
    public async Task A_late_refusal_decides_about_a_message_that_is_held(CommandStatus refusal, bool isForNow)
    {
        await using var bench = new Bench { Clock = Bench.NewClock() };
        var carrier = Quiet(bench);
        bench.Config = bench.Config with { Routes = [Bench.Route("a") with { Uncertain = UncertainPolicy.Hold }] };
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        await customer.AcceptedAsync(Sms.Submit(registeredDelivery: (byte)(isForNow ? 0 : 1)));
        await Until.Async(() => carrier.Submits.Count == 1);
        await bench.PassUntilAsync(() => bench.Counters.Uncertain == 1, TimeSpan.FromSeconds(1), "it is given up");

        carrier.Script = FakeCarrier.Accept;
        carrier.Submits[0].Reject(refusal);

        await bench.PassUntilAsync(() => bench.Alive == 0, TimeSpan.FromSeconds(1), "all is over");
        Assert.Equal(isForNow ? 2 : 1, carrier.Submits.Count);
        Assert.Equal(isForNow ? [] : [MessageState.Rejected], customer.Receipts.Select(receipt => receipt.State));
        Assert.Equal(isForNow ? (1, 1, 0) : (0, 0, 1), (bench.Counters.Sent, bench.Counters.Retried, bench.Counters.Failed));
    }

    [Fact]
    public async Task A_message_whose_late_answer_came_as_its_time_was_over_waits_for_its_receipt()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        await customer.AcceptedAsync(Sms.Submit());
        await Until.Async(() => bench.Counters.Sent == 1);
        var message = bench.Node.Store.Live.Snapshot().OfType<GatewayMessage>().Single();

        // As decided a moment before, while it was held.
        bench.Node.Dispatch.Fail(message, CommandStatus.Ok, MessageState.Unknown);
        await carrier.ReceiptAsync(carrier.Submits[0]);

        await Until.Async(() => bench.Alive == 0);
        Assert.Equal(MessageState.Delivered, Assert.Single(customer.Receipts).State);
    }

    [Fact]
    public async Task An_answer_without_an_id_ends_the_message_since_no_receipt_can_be_matched()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        carrier.IdOf = _ => "";
        await bench.StartAsync();
        var customer = await bench.BindAsync();

        await customer.AcceptedAsync(Sms.Submit());

        await Until.Async(() => bench.Counters.Sent == 1 && bench.Alive == 0);
    }

    /// <summary>A carrier that answers nothing and is asked for one message at a time.</summary>
    private static FakeCarrier Quiet(Bench bench)
    {
        var carrier = bench.AddCarrier(
            "a", upstream => upstream with { Window = 1, ResponseTimeout = TimeSpan.FromSeconds(10), EnquireLink = TimeSpan.Zero });
        carrier.Script = FakeCarrier.KeepQuiet;
        return carrier;
    }
}
