using Gateway.Configuration;
using Gateway.Tests.Harness;
using Shared;
using Smpp.Protocol;

namespace Gateway.Tests.Flows;

/// <summary>What becomes of a message that its upstream refuses, for good or for now.</summary>
public class RefusalTests
{
    [Fact]
    public async Task A_permanent_refusal_ends_the_message_with_a_REJECTD_receipt()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        carrier.Script = submit => submit.Reject(CommandStatus.InvalidDestinationAddress);
        await bench.StartAsync();
        var customer = await bench.BindAsync();

        var id = await customer.AcceptedAsync(Sms.Submit());

        await Until.Async(() => customer.Receipts.Count == 1 && bench.Alive == 0);
        Assert.Equal(id, customer.Receipts[0].Id);
        Assert.Equal(MessageState.Rejected, customer.Receipts[0].State);
        Assert.Single(carrier.Submits);
        Assert.Equal(1, bench.Counters.Failed);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task A_permanent_refusal_is_silent_for_who_wants_no_receipt_of_failures(byte registeredDelivery)
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        carrier.Script = submit => submit.Reject(CommandStatus.SubmitFailed);
        await bench.StartAsync();
        var customer = await bench.BindAsync();

        await customer.AcceptedAsync(Sms.Submit(registeredDelivery: registeredDelivery));

        await Until.Async(() => bench.Counters.Failed == 1 && bench.Alive == 0);
        Assert.Empty(customer.Deliveries);
    }

    [Fact]
    public async Task A_throttling_upstream_gets_everything_again_later_and_nothing_is_lost_or_doubled()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        int asked = 0;
        carrier.Script = submit =>
        {
            if (Interlocked.Increment(ref asked) % 3 == 1)
                submit.Reject(asked % 2 == 0 ? CommandStatus.Throttled : CommandStatus.MessageQueueFull);
            else
                submit.Accept();
        };
        var accepted = new List<string>();
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        for (int i = 0; i < 5; i++)
            await customer.AcceptedAsync(Sms.Submit($"{i}", registeredDelivery: 0));

        await Until.Async(() => bench.Alive == 0);

        Assert.Equal(5, bench.Counters.Sent);
        Assert.Equal(["0", "1", "2", "3", "4"], carrier.Texts.Distinct().Order());
        Assert.Equal(bench.Counters.Retried, carrier.Submits.Count - 5);
        Assert.True(bench.Counters.Retried > 0);
    }

    [Fact]
    public async Task Throttling_never_makes_a_message_fail_however_often_it_comes()
    {
        await using var bench = new Bench { Clock = Bench.NewClock() };
        var carrier = bench.AddCarrier("a");
        carrier.Script = submit =>
        {
            if (carrier.Submits.Count <= 12)
                submit.Reject(CommandStatus.Throttled);
            else
                submit.Accept();
        };
        await bench.StartAsync();
        var customer = await bench.BindAsync();

        await customer.AcceptedAsync(Sms.Submit(registeredDelivery: 0));

        await bench.PassUntilAsync(() => bench.Alive == 0, TimeSpan.FromSeconds(1), "the message is taken");
        Assert.Equal(13, carrier.Submits.Count);
        Assert.Equal(0, bench.Counters.Failed);
    }

    [Fact]
    public async Task A_throttled_upstream_gets_nothing_until_its_pause_is_over()
    {
        await using var bench = new Bench { Clock = Bench.NewClock() };
        var carrier = bench.AddCarrier("a", upstream => upstream with { Window = 1 });
        carrier.Script = submit => submit.Reject(CommandStatus.Throttled);
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        await customer.AcceptedAsync(Sms.Submit("first"));
        await Until.Async(() => bench.Counters.Retried == 1);

        await customer.AcceptedAsync(Sms.Submit("second"));
        Assert.True(bench.Node.Snapshot.Upstreams["a"].IsPaused);
        Assert.Equal(["first"], carrier.Texts);
        carrier.Script = FakeCarrier.Accept;

        await bench.PassUntilAsync(() => carrier.Submits.Count == 3, TimeSpan.FromMilliseconds(200), "both are sent");
        Assert.Equal(["first", "first", "second"], carrier.Texts);
    }

    [Fact]
    public async Task A_whole_window_that_is_throttled_at_once_is_one_reason_to_pause()
    {
        await using var bench = new Bench { Clock = Bench.NewClock() };
        var carrier = bench.AddCarrier("a", upstream => upstream with { Window = 50 });
        carrier.Script = FakeCarrier.KeepQuiet;
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => customer.AcceptedAsync(Sms.Submit($"{i}", registeredDelivery: 0))));
        await Until.Async(() => carrier.Submits.Count == 50);

        foreach (var submit in carrier.Submits)
            submit.Reject(CommandStatus.Throttled);
        await Until.Async(() => bench.Counters.Retried == 50);
        carrier.Script = FakeCarrier.Accept;
        var began = bench.Clock.GetUtcNow();

        await bench.PassUntilAsync(() => bench.Alive == 0, TimeSpan.FromMilliseconds(200), "all are taken");
        Assert.Equal(100, carrier.Submits.Count);
        Assert.True(bench.Clock.GetUtcNow() - began < TimeSpan.FromSeconds(10), "fifty reasons would be minutes");
    }

    [Fact]
    public async Task A_message_that_the_upstream_cannot_take_now_is_offered_again_after_growing_pauses()
    {
        await using var bench = new Bench { Clock = Bench.NewClock() };
        var carrier = bench.AddCarrier("a");
        carrier.Script = submit =>
        {
            if (submit.Text == "sick" && carrier.Texts.Count(text => text == "sick") <= 3)
                submit.Reject(CommandStatus.SystemError);
            else
                submit.Accept();
        };
        await bench.StartAsync();
        var customer = await bench.BindAsync();

        await customer.AcceptedAsync(Sms.Submit("sick", registeredDelivery: 0));
        await Until.Async(() => bench.Counters.Retried == 1);
        // The others do not wait for it.
        await customer.AcceptedAsync(Sms.Submit("sound", registeredDelivery: 0));
        await Until.Async(() => bench.Counters.Sent == 1);
        Assert.Equal(["sick", "sound"], carrier.Texts);

        var began = bench.Clock.GetUtcNow();
        await bench.PassUntilAsync(() => bench.Alive == 0, TimeSpan.FromMilliseconds(200), "the message is taken");
        Assert.Equal(5, carrier.Submits.Count);
        Assert.True(bench.Clock.GetUtcNow() - began > TimeSpan.FromSeconds(3), "an upstream that is out of order gets time to recover");
        Assert.Equal(0, bench.Counters.Failed);
    }

    [Fact]
    public async Task A_message_that_the_upstream_never_can_take_ends_REJECTD()
    {
        await using var bench = new Bench { Clock = Bench.NewClock() };
        var timetable = new RetryTimetable { Waits = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(20)] };
        var carrier = bench.AddCarrier("a", upstream => upstream with { Retry = timetable });
        carrier.Script = submit => submit.Reject(CommandStatus.SystemError);
        await bench.StartAsync();
        var customer = await bench.BindAsync();

        var id = await customer.AcceptedAsync(Sms.Submit());

        await bench.PassUntilAsync(() => customer.Receipts.Count == 1, TimeSpan.FromSeconds(1), "it is given up");
        Assert.Equal(id, customer.Receipts[0].Id);
        Assert.Equal(MessageState.Rejected, customer.Receipts[0].State);
        Assert.Equal(4, carrier.Submits.Count);
    }

    [Theory]
    [InlineData(CommandStatus.SubmitFailed, 2)]
    [InlineData(CommandStatus.SystemError, 1)]
    public async Task An_upstream_s_timetable_says_which_refusals_are_for_now(CommandStatus refusal, int submits)
    {
        await using var bench = new Bench { Clock = Bench.NewClock() };
        var timetable = new RetryTimetable
        {
            Rules =
            [
                new RetryRule(CommandStatus.SubmitFailed, [TimeSpan.FromSeconds(3)]),
                new RetryRule(CommandStatus.SystemError, []),
            ],
        };
        var carrier = bench.AddCarrier("a", upstream => upstream with { Retry = timetable });
        carrier.Script = submit => submit.Reject(refusal);
        await bench.StartAsync();
        var customer = await bench.BindAsync();

        await customer.AcceptedAsync(Sms.Submit());

        await bench.PassUntilAsync(() => customer.Receipts.Count == 1, TimeSpan.FromSeconds(1), "it is given up");
        Assert.Equal(submits, carrier.Submits.Count);
    }

    /// <summary>It is the answer to what the carrier could not make out (v3.4 §4.3.1), whatever its status.</summary>
    [Fact]
    public async Task A_generic_nack_never_says_that_the_upstream_took_the_message()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        carrier.Script = submit => submit.Nack();
        await bench.StartAsync();
        var customer = await bench.BindAsync();

        await customer.AcceptedAsync(Sms.Submit());

        await Until.Async(() => customer.Receipts.Count == 1 && bench.Alive == 0);
        Assert.Equal(MessageState.Rejected, customer.Receipts[0].State);
        Assert.Equal((0, 1), (bench.Counters.Sent, bench.Counters.Failed));
    }
}
