using Smpp.Protocol;

namespace Smpp.Session.Tests;

/// <summary>What two threads do to one session at the same moment.</summary>
public class RaceTests
{
    [Fact]
    public void A_session_that_is_told_to_leave_as_it_becomes_inactive_is_not_inactive()
    {
        using var rig = SessionRig.Centre(
            options: SessionOptions.Default with { EnquireLink = TimeSpan.Zero, Inactivity = TimeSpan.FromSeconds(100) });
        rig.Advance(99);
        rig.WhenTimersAreRead = () => rig.Session.UnbindAsync();
        rig.Advance(1);
        rig.Feed(WirePdu.Empty(CommandId.UnbindResp, rig.Take(CommandId.Unbind).Sequence));

        Assert.Equal(SessionEndReason.Unbound, rig.End().Reason);
    }

    [Fact]
    public void A_request_that_comes_as_a_session_becomes_inactive_keeps_it()
    {
        using var rig = SessionRig.Centre(
            options: SessionOptions.Default with { EnquireLink = TimeSpan.Zero, Inactivity = TimeSpan.FromSeconds(100) });
        rig.Advance(99);
        bool came = false;
        rig.WhenTimersAreRead = () =>
        {
            if (!came)
                rig.Send();
            came = true;
        };
        rig.Advance(5);

        rig.Take(CommandId.DeliverSm);
        Assert.Empty(rig.Sent);
        Assert.True(rig.Session.State.IsBound);
    }

    [Fact]
    public void Two_that_ask_the_peer_at_once_send_one_enquire_link()
    {
        SessionRig? rig = null;
        int most = 0;
        Race(
            20_000,
            _ => rig!.Session.Enquire(),
            _ => rig!.Session.Enquire(),
            _ =>
            {
                rig!.Drain();
                most = Math.Max(most, rig.Sent.Count);
                rig.Dispose();
            },
            before: _ =>
            {
                rig = SessionRig.Centre();
                rig.Stalled = true;
                rig.Advance(1);
            });

        Assert.Equal(1, most);
    }

    [Fact]
    public void An_answer_does_not_wipe_out_an_enquire_link_that_is_sent_at_the_same_moment()
    {
        var timers = new SessionTimers(opened: 1);
        int wiped = 0;
        Race(
            50_000,
            i => timers.OnEnquireSent((uint)i + 1, i + 1),
            i => timers.OnResponse((uint)i),
            i => wiped += timers.OnResponse((uint)i + 1) || i == 0 ? 0 : 1,
            before: i => timers.OnEnquireSent((uint)i, i));

        Assert.Equal(0, wiped);
    }

    [Fact]
    public void A_last_answer_just_as_the_time_for_answers_is_over_leaves_the_peer_its_time_to_answer_the_unbind()
    {
        SessionRig? rig = null;
        Inbound submit = default;
        long due = 0;
        int cut = 0;
        Race(
            20_000,
            _ => submit.Accept("42"u8),
            _ => ((IHeartbeatTarget)rig!.Session).OnHeartbeat(due),
            _ =>
            {
                cut += rig!.Session.State == SessionState.Closed ? 1 : 0;
                rig.Dispose();
            },
            before: round =>
            {
                rig = SessionRig.Centre();
                rig.Stalled = true;
                rig.Feed(WirePdu.Submit(1));
                Assert.True(rig.Handler.Messages.TryDequeue(out submit));
                _ = rig.Session.UnbindAsync();
                due = rig.Heartbeat.DeadlineIn(SessionOptions.Default.UnbindTimeout);
                rig.Advance(4);
            });

        Assert.Equal(0, cut);
    }

    [Fact]
    public void A_bind_that_is_decided_as_the_connection_goes_tells_its_handler_of_nothing_after_the_end()
    {
        using var heartbeat = new Heartbeat(TimeProvider.System);
        SmppSession? session = null;
        Func<Task>? decision = null;
        var handler = new RecordingHandler();
        int late = 0, ends = 0;
        Race(
            20_000,
            _ => decision!(),
            _ => session!.Finish(new SessionEnd(SessionEndReason.ConnectionLost)),
            _ => ends += handler.Ends.Count,
            before: _ =>
            {
                var told = handler = new RecordingHandler();
                told.WhenReady = _ => late += told.Ends.Count;
                session = new SmppSession(
                    SessionRole.MessageCentre, SessionOptions.Default, heartbeat, authorizer: FixedAuthorizer.Accepting(told))
                {
                    DecisionRunner = decide => decision = decide,
                };
                session.Receive(WirePdu.Bind(CommandId.BindTransceiver), 1, out var _);
            });

        Assert.Equal((0, 20_000), (late, ends));
    }

    /// <summary>Does one thing beside the other, again and again and as closely together as two threads can be.</summary>
    private static void Race(int rounds, Action<int> one, Action<int> other, Action<int> after, Action<int> before)
    {
        int go = -1, done = -1;
        var beside = Task.Factory.StartNew(
            () =>
            {
                for (int i = 0; i < rounds; i++)
                {
                    SpinUntil(ref go, i);
                    other(i);
                    Volatile.Write(ref done, i);
                }
            },
            TaskCreationOptions.LongRunning);
        for (int i = 0; i < rounds && !beside.IsFaulted; i++)
        {
            before(i);
            Volatile.Write(ref go, i);
            Thread.SpinWait(i % 8);
            one(i);
            SpinUntil(ref done, i);
            after(i);
        }
        beside.GetAwaiter().GetResult();
    }

    private static void SpinUntil(ref int value, int expected)
    {
        var spin = new SpinWait();
        while (Volatile.Read(ref value) != expected)
            spin.SpinOnce(sleep1Threshold: -1);
    }
}
