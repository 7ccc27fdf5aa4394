using Shared;
using Smpp.Protocol;
using Smpp.Session;

namespace Smpp.Client.Tests;

/// <summary>Carriers that misbehave, each met by a pool: every request gets one outcome, and the pool comes back.</summary>
public class HostileCarrierTests
{
    [Fact]
    public async Task One_that_answers_enquiries_and_no_submit_is_bound_anew_after_so_many_timeouts()
    {
        await using var carrier = new RawCarrier { Script = call => Task.FromResult(call.Is(CommandId.SubmitSm)) };
        await using var rig = new PoolRig(carrier, Bearing(4));
        await rig.BoundAsync();
        for (int i = 0; i < 4; i++)
            Assert.Equal(SendResult.Sent, rig.Send(i));
        await rig.PassUntilAsync(() => carrier.Accepted == 2 && rig.Bound == 1, "it is bound anew");

        Assert.Equal(4, rig.Sink.Losses.Count(loss => loss.Reason == LossReason.Timeout));
        Assert.Equal((1, 1), (carrier.MostLive, carrier.Count(CommandId.Unbind)));
        Assert.True(rig.Log.Has("4 requests in a row"));
    }

    [Fact]
    public async Task One_that_answers_now_and_then_is_not_bound_anew()
    {
        int count = 0;
        await using var carrier = new RawCarrier
        {
            Script = call => Task.FromResult(call.Is(CommandId.SubmitSm) && Interlocked.Increment(ref count) % 4 != 0),
        };
        await using var rig = new PoolRig(carrier, Bearing(4));
        await rig.BoundAsync();
        for (int i = 1; i <= 40; i++)
        {
            int outcomes = i;
            await rig.PassUntilAsync(() => rig.Send(outcomes) == SendResult.Sent, "there is room");
            await rig.PassUntilAsync(() => rig.Sink.Outcomes == outcomes, "it has its outcome", step: 1);
        }

        Assert.Equal((30, 10, 1), (rig.Sink.Losses.Count, rig.Sink.Replies.Count, carrier.Accepted));
    }

    [Fact]
    public async Task One_that_answers_everything_too_late_is_not_bound_anew()
    {
        RawCarrier.Call? open = null;
        await using var carrier = new RawCarrier
        {
            Script = call =>
            {
                if (!call.Is(CommandId.SubmitSm))
                    return Task.FromResult(false);
                Volatile.Write(ref open, call);
                return Task.FromResult(true);
            },
        };
        await using var rig = new PoolRig(carrier, Bearing(4));
        await rig.BoundAsync();
        for (int i = 1; i <= 12; i++)
        {
            int outcomes = i;
            Assert.Equal(SendResult.Sent, rig.Send(i));
            await Until.Async(() => carrier.Count(CommandId.SubmitSm) == outcomes && Volatile.Read(ref open) is not null);
            await rig.PassUntilAsync(() => rig.Sink.Losses.Count == outcomes, "it times out", step: 1);
            var call = Interlocked.Exchange(ref open, null)!;
            await call.SayAsync(WirePdu.MessageId(CommandId.SubmitSmResp, call.Pdu.Sequence));
            await Until.Async(() => Counters(rig).LateResponses == outcomes);
        }

        Assert.Equal((0, 1, 0), (rig.Sink.Replies.Count, carrier.Accepted, carrier.Count(CommandId.Unbind)));
    }

    [Fact]
    public async Task One_that_loses_many_at_once_and_answers_what_came_after_is_not_bound_anew()
    {
        bool loses = true;
        await using var carrier = new RawCarrier { Script = call => Task.FromResult(loses && call.Is(CommandId.SubmitSm)) };
        await using var rig = new PoolRig(carrier, Bearing(4));
        await rig.BoundAsync();
        for (int i = 0; i < 8; i++)
            Assert.Equal(SendResult.Sent, rig.Send(i));
        await Until.Async(() => carrier.Count(CommandId.SubmitSm) == 8);
        loses = false;
        rig.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(SendResult.Sent, rig.Send(8));
        await Until.Async(() => rig.Sink.Replies.Count == 1);
        await rig.PassUntilAsync(() => rig.Sink.Losses.Count == 8, "they time out");
        rig.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(SendResult.Sent, rig.Send(9));
        await Until.Async(() => rig.Sink.Replies.Count == 2);

        Assert.Equal((1, 0), (carrier.Accepted, carrier.Count(CommandId.Unbind)));
    }

    [Fact]
    public async Task One_that_is_dead_altogether_is_noticed_by_enquire_link_and_bound_anew()
    {
        bool dead = false;
        await using var carrier = new RawCarrier { Script = call => Task.FromResult(dead && !call.Is(CommandId.BindTransceiver)) };
        await using var rig = new PoolRig(
            carrier, options => options with { Session = options.Session with { EnquireLink = TimeSpan.FromSeconds(10) } });
        await rig.BoundAsync();
        dead = true;
        await rig.PassUntilAsync(() => carrier.Accepted == 2, "it is bound anew");

        Assert.Equal(1, carrier.MostLive);
        Assert.Equal(SessionEndReason.EnquireLinkTimeout, Assert.Single(rig.Handler.Ends).Reason);
    }

    [Theory]
    [InlineData(CommandStatus.Throttled)]
    [InlineData(CommandStatus.MessageQueueFull)]
    public async Task One_that_throttles_everything_is_asked_seldom_and_the_other_upstream_is_not_slowed(CommandStatus refusal)
    {
        await using var carrier = new RawCarrier
        {
            Script = call => call.Is(CommandId.SubmitSm)
                ? call.SayAsync(WirePdu.Empty(CommandId.SubmitSmResp, call.Pdu.Sequence, refusal))
                : Task.FromResult(false),
        };
        await using var other = new RawCarrier();
        await using var rig = new PoolRig(carrier);
        await using var sound = new PoolRig(other);
        await rig.BoundAsync();
        await sound.BoundAsync();
        int tries = 0, answered = 0;
        // A minute, in which the sender tries a hundred times a second.
        for (int i = 0; i < 6_000; i++)
        {
            rig.Time.Advance(TimeSpan.FromMilliseconds(10));
            tries++;
            if (rig.Send() == SendResult.Sent)
            {
                answered++;
                await Until.Async(() => rig.Sink.Outcomes == answered);
            }
        }
        for (int i = 0; i < 100; i++)
        {
            int outcomes = i + 1;
            Assert.Equal(SendResult.Sent, sound.Send());
            await Until.Async(() => sound.Sink.Outcomes == outcomes);
        }

        Assert.Equal(6_000, tries);
        Assert.InRange(answered, 5, 15);
        Assert.Equal((false, true), (sound.Pool.Congestion.IsLimiting, rig.Pool.Congestion.IsLimiting));
    }

    [Fact]
    public async Task One_that_answers_twice_counts_once()
    {
        await using var carrier = new RawCarrier
        {
            Script = call => call.Is(CommandId.SubmitSm)
                ? call.SayAsync(
                    WirePdu.MessageId(CommandId.SubmitSmResp, call.Pdu.Sequence),
                    WirePdu.MessageId(CommandId.SubmitSmResp, call.Pdu.Sequence))
                : Task.FromResult(false),
        };
        await using var rig = new PoolRig(carrier);
        await rig.BoundAsync();
        for (int i = 0; i < 10; i++)
            Assert.Equal(SendResult.Sent, rig.Send(i));
        await Until.Async(() => Counters(rig).UnmatchedResponses == 10);

        Assert.Equal(Enumerable.Range(0, 10).Select(i => (long)i), rig.Sink.Replies.Select(reply => reply.Token));
        Assert.Equal((10, 10, 1), (rig.Sink.Outcomes, rig.Pool.Free, rig.Bound));
    }

    [Fact]
    public async Task One_that_answers_with_other_numbers_gets_no_request_answered_and_none_answered_wrongly()
    {
        await using var carrier = new RawCarrier
        {
            Script = call => call.Is(CommandId.SubmitSm)
                ? call.SayAsync(WirePdu.MessageId(CommandId.SubmitSmResp, call.Pdu.Sequence + 1_000_000))
                : Task.FromResult(false),
        };
        await using var rig = new PoolRig(carrier, Bearing(3));
        await rig.BoundAsync();
        for (int i = 0; i < 3; i++)
            Assert.Equal(SendResult.Sent, rig.Send(i));
        await Until.Async(() => Counters(rig).UnmatchedResponses == 3);
        await rig.PassUntilAsync(() => carrier.Accepted == 2 && rig.Bound == 1, "it is bound anew");

        Assert.Empty(rig.Sink.Replies);
        Assert.Equal(3, rig.Sink.Losses.Count(loss => loss.Reason == LossReason.Timeout));
    }

    [Fact]
    public async Task One_that_answers_with_another_command_leaves_the_outcome_unknown_and_the_bind_up()
    {
        await using var carrier = new RawCarrier
        {
            Script = call => call.Is(CommandId.SubmitSm)
                ? call.SayAsync(WirePdu.MessageId(CommandId.DataSmResp, call.Pdu.Sequence))
                : Task.FromResult(false),
        };
        await using var rig = new PoolRig(carrier);
        await rig.BoundAsync();
        for (int i = 0; i < 10; i++)
            Assert.Equal(SendResult.Sent, rig.Send(i));
        await Until.Async(() => rig.Sink.Outcomes == 10);

        Assert.All(rig.Sink.Losses, loss => Assert.Equal(LossReason.Mismatched, loss.Reason));
        Assert.Equal((10, 1, 1), (rig.Pool.Free, rig.Bound, carrier.Accepted));
    }

    [Fact]
    public async Task One_that_hangs_up_half_way_through_a_pdu_loses_what_was_unanswered_once_and_is_bound_anew()
    {
        await using var carrier = new RawCarrier
        {
            Script = async call =>
            {
                if (!call.Is(CommandId.SubmitSm) || call.Connection > 1)
                    return false;
                await call.Peer.SendAsync(WirePdu.MessageId(CommandId.SubmitSmResp, call.Pdu.Sequence)[..18]);
                return await call.HangUpAsync();
            },
        };
        await using var rig = new PoolRig(carrier);
        await rig.BoundAsync();
        for (int i = 0; i < 3; i++)
            rig.Send(i);
        await rig.PassUntilAsync(() => carrier.Accepted == 2 && rig.Bound == 1, "it is bound anew");

        Assert.Empty(rig.Sink.Replies);
        Assert.All(rig.Sink.Losses, loss => Assert.Equal(LossReason.SessionEnded, loss.Reason));
        Assert.Equal(1, carrier.MostLive);
        int before = rig.Sink.Outcomes;
        Assert.Equal(SendResult.Sent, rig.Send());
        await Until.Async(() => rig.Sink.Outcomes == before + 1);
        Assert.Single(rig.Sink.Replies);
    }

    [Fact]
    public async Task One_that_begins_an_answer_and_does_not_end_it_is_given_up()
    {
        await using var carrier = new RawCarrier
        {
            Script = call => call.Is(CommandId.SubmitSm) && call.Connection == 1
                ? call.SayAsync(WirePdu.MessageId(CommandId.SubmitSmResp, call.Pdu.Sequence)[..17])
                : Task.FromResult(false),
        };
        await using var rig = new PoolRig(
            carrier, options => options with { Session = options.Session with { ResponseTimeout = TimeSpan.FromMinutes(5) } });
        await rig.BoundAsync();
        rig.Send();
        await rig.PassUntilAsync(() => carrier.Accepted == 2 && rig.Bound == 1, "it is bound anew");

        Assert.Equal(SessionEndReason.PartialPdu, Assert.Single(rig.Handler.Ends).Reason);
        Assert.Equal(1, rig.Sink.Outcomes);
    }

    [Fact]
    public async Task One_that_refuses_binds_is_asked_ever_more_seldom_on_one_connection_at_a_time()
    {
        await using var carrier = new RawCarrier
        {
            Script = call => call.SayAsync(WirePdu.Empty(call.Pdu.Id.Response, call.Pdu.Sequence, CommandStatus.SystemError)),
        };
        await using var rig = new PoolRig(carrier);
        var began = rig.Time.GetUtcNow();
        await rig.PassUntilAsync(() => carrier.Count(CommandId.BindTransceiver) == 12, "it has refused twelve times", step: 2);

        // With full jitter up to 1, 2, 4, … 60 s, eleven waits are a quarter of an hour at most and seconds at least.
        Assert.InRange((rig.Time.GetUtcNow() - began).TotalSeconds, 30, 900);
        Assert.Equal(1, carrier.MostLive);
        Assert.Contains("SYSERR", Assert.Single(rig.Pool.Binds).LastError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_takes_connections_and_never_answers_the_bind_is_given_up_each_time()
    {
        await using var carrier = new RawCarrier { Script = _ => Task.FromResult(true) };
        await using var rig = new PoolRig(carrier);
        await rig.PassUntilAsync(() => carrier.Accepted == 4, "it was tried four times", step: 1);

        Assert.Equal((1, false), (carrier.MostLive, rig.Pool.CanSubmit));
        Assert.All(rig.Handler.Ends, end => Assert.Equal(SessionEndReason.BindTimeout, end.Reason));
    }

    private static SessionCounters Counters(PoolRig rig) => rig.Pool.Binds.Single().Session!.Counters;

    private static Func<BindPoolOptions, BindPoolOptions> Bearing(int most) =>
        options => options with { Session = options.Session with { MostUnanswered = most } };
}
