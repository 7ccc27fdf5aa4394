using Smpp.Protocol;

namespace Smpp.Session.Tests;

public class FlushScopeTests
{
    [Fact]
    public void Without_a_scope_every_send_is_flushed_at_once()
    {
        using var rig = SessionRig.Esme();
        int before = rig.Flushes;
        rig.Send();
        rig.Send();

        Assert.Equal(before + 2, rig.Flushes);
    }

    [Fact]
    public void In_a_scope_each_session_is_flushed_once_and_at_its_end()
    {
        using var first = SessionRig.Esme();
        using var second = SessionRig.Centre();
        int before = first.Flushes + second.Flushes;
        using (FlushScope.Enter())
        {
            for (int i = 0; i < 5; i++)
            {
                first.Send();
                second.Send();
            }
            Assert.Equal(before, first.Flushes + second.Flushes);
        }

        Assert.Equal(before + 2, first.Flushes + second.Flushes);
        Assert.Equal((5, 5), (first.Sent.Count, second.Sent.Count));
    }

    [Fact]
    public void An_inner_scope_leaves_the_flush_to_the_outermost()
    {
        using var rig = SessionRig.Esme();
        int before = rig.Flushes;
        using (FlushScope.Enter())
        {
            using (FlushScope.Enter())
                rig.Send();
            Assert.Equal(before, rig.Flushes);
            rig.Send();
        }

        Assert.Equal(before + 1, rig.Flushes);
    }

    [Fact]
    public void A_scope_of_two_calls_flushes_at_the_second()
    {
        using var rig = SessionRig.Esme();
        int before = rig.Flushes;
        FlushScope.Begin();
        rig.Send();
        Assert.Equal(before, rig.Flushes);
        FlushScope.End();

        Assert.Equal(before + 1, rig.Flushes);
    }

    [Fact]
    public void What_a_flush_causes_to_be_written_elsewhere_is_flushed_too()
    {
        using var first = SessionRig.Esme(options: SessionOptions.Default with { OutputLimit = 1 });
        using var second = SessionRig.Esme();
        first.Handler.WhenReady = _ => second.Send();
        using (FlushScope.Enter())
        {
            first.Send();
            // Refused, so that the drained output is told to the handler.
            Assert.Equal(SendResult.Full, first.Send());
        }

        Assert.Single(second.Sent);
    }

    [Fact]
    public void A_session_touched_by_two_threads_is_flushed_by_both()
    {
        using var rig = SessionRig.Esme();
        int before = rig.Flushes;
        using (FlushScope.Enter())
        {
            rig.Send(1);
            var other = new Thread(() =>
            {
                using (FlushScope.Enter())
                    rig.Send(2);
            });
            other.Start();
            other.Join();
            rig.Send(3);
            Assert.Equal(before + 1, rig.Flushes);
            Assert.Equal(2, rig.Sent.Count);
        }

        Assert.True(rig.Flushes > before + 1);
        Assert.Equal(3, rig.Sent.Count);
    }

    [Fact]
    public void A_flush_that_throws_leaves_the_thread_able_to_flush()
    {
        using var heartbeat = new Heartbeat(TimeProvider.System);
        using var rig = SessionRig.Esme();
        var broken = new SmppSession(
            SessionRole.MessageCentre, SessionOptions.Default, heartbeat, authorizer: FixedAuthorizer.Accepting(rig.Handler));
        broken.Attach(new ThrowingOutput());
        Assert.Throws<InvalidOperationException>(() =>
        {
            using (FlushScope.Enter())
                broken.Receive(WirePdu.Empty(CommandId.EnquireLink, 1), 1, out _);
        });

        int before = rig.Flushes;
        rig.Send();
        using (FlushScope.Enter())
            rig.Send();

        Assert.Equal(before + 2, rig.Flushes);
        Assert.Equal(2, rig.Sent.Count);
    }

    [Fact]
    public void An_awaited_request_leaves_at_once_when_it_is_alone_and_soon_beside_others()
    {
        using var heartbeat = new Heartbeat(TimeProvider.System);
        using var rig = SessionRig.Esme();
        var output = new CountingOutput();
        var session = new SmppSession(SessionRole.Esme, SessionOptions.Default, heartbeat, rig.Handler);
        session.Attach(output);
        _ = session.BindAsync(new Bind(CommandId.BindTransceiver)).AsTask();
        session.Receive(WirePdu.BindResp(1, CommandId.BindTransceiver), 1, out _);

        int before = output.Flushes;
        _ = session.SendAsync(new SubmitSm()).AsTask();
        Assert.Equal((before + 1, 0), (output.Flushes, output.FlushesSoon));
        _ = session.SendAsync(new SubmitSm()).AsTask();
        _ = session.SendAsync(new SubmitSm()).AsTask();
        Assert.Equal((before + 1, 2), (output.Flushes, output.FlushesSoon));
        using (FlushScope.Enter())
            _ = session.SendAsync(new SubmitSm()).AsTask();
        Assert.Equal((before + 2, 2), (output.Flushes, output.FlushesSoon));
    }

    [Fact]
    public void An_answer_leaves_at_once_when_it_is_the_last_and_soon_beside_others()
    {
        using var heartbeat = new Heartbeat(TimeProvider.System);
        var handler = new RecordingHandler();
        var output = new CountingOutput();
        var session = new SmppSession(
            SessionRole.MessageCentre, SessionOptions.Default, heartbeat, authorizer: FixedAuthorizer.Accepting(handler))
        {
            DecisionRunner = static decide => Assert.True(decide().IsCompletedSuccessfully),
        };
        session.Attach(output);
        session.Receive(WirePdu.Bind(CommandId.BindTransceiver), 1, out _);
        session.Receive(WirePdu.Submit(2), 1, out _);
        session.Receive(WirePdu.Submit(3), 1, out _);

        int before = output.Flushes;
        Assert.True(handler.Messages.TryDequeue(out var first));
        first.Accept();
        Assert.Equal((before, 1), (output.Flushes, output.FlushesSoon));
        Assert.True(handler.Messages.TryDequeue(out var last));
        last.Accept();
        Assert.Equal((before + 1, 1), (output.Flushes, output.FlushesSoon));
    }

    private sealed class CountingOutput : ISessionOutput
    {
        public int Flushes { get; private set; }

        public int FlushesSoon { get; private set; }

        public long WritingSince => 0;

        public void Flush() => Flushes++;

        public void FlushSoon() => FlushesSoon++;

        public void Abort()
        {
        }
    }

    private sealed class ThrowingOutput : ISessionOutput
    {
        public long WritingSince => 0;

        public void Flush() => throw new InvalidOperationException();

        public void Abort()
        {
        }
    }
}
