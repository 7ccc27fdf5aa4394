using System.Net;
using Microsoft.Extensions.Time.Testing;
using Shared;
using Smpp.Protocol;

namespace Smpp.Session.Tests;

/// <summary>A session on its connection, with a peer that reads and writes octets: the reader, the sender and how they end.</summary>
public sealed class ConnectionTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly Heartbeat _heartbeat;
    private readonly RecordingHandler _handler = RecordingHandler.Accepting();

    public ConnectionTests() => _heartbeat = new Heartbeat(_time);

    public void Dispose() => _heartbeat.Dispose();

    [Fact]
    public async Task A_refused_peer_can_read_the_refusal_before_the_stream_ends()
    {
        var (transport, _, running) = Centre(authorizer: new FixedAuthorizer((_, _) => BindDecision.Refuse(CommandStatus.InvalidPassword)));
        var refusal = await transport.Peer.BindAsync();

        Assert.Equal((CommandStatus.InvalidPassword, 0), (refusal.Status, refusal.Body.Length));
        Assert.Null(await transport.Peer.ReceiveAsync());
        Assert.False(running.IsCompleted);
        transport.EndPeer();
        Assert.Equal(SessionEndReason.BindRefused, (await running.InTime()).Reason);
    }

    [Fact]
    public async Task A_session_that_was_closed_before_it_had_a_connection_ends_with_it()
    {
        var session = new SmppSession(SessionRole.Esme, SessionOptions.Default, _heartbeat, _handler);
        session.Close(new SessionEnd(SessionEndReason.ClosedLocally));
        var end = await new SessionConnection(new MemoryTransport(), session, _time).RunAsync().InTime();

        Assert.Equal(SessionEndReason.ClosedLocally, end.Reason);
    }

    [Fact]
    public async Task What_is_pipelined_behind_a_bind_is_answered_however_the_decision_falls_in_time()
    {
        for (int i = 0; i < 200; i++)
        {
            var (transport, _, running) = Centre();
            await transport.Peer.SendAsync(WirePdu.Bind(sequence: 1), WirePdu.Submit(2), WirePdu.Empty(CommandId.EnquireLink, 3));

            await transport.Peer.ReceiveAsync(CommandId.BindTransceiverResp);
            Assert.Equal(2u, (await transport.Peer.ReceiveAsync(CommandId.SubmitSmResp)).Sequence);
            Assert.Equal(3u, (await transport.Peer.ReceiveAsync(CommandId.EnquireLinkResp)).Sequence);
            transport.EndPeer();
            await running.InTime();
        }
    }

    [Fact]
    public async Task A_bind_that_takes_its_time_holds_only_its_own_session()
    {
        var decision = new TaskCompletionSource<BindDecision>(TaskCreationOptions.RunContinuationsAsynchronously);
        var (slow, slowSession, _) = Centre(authorizer: new SlowAuthorizer(decision.Task));
        var (quick, _, _) = Centre();
        await slow.Peer.SendAsync(WirePdu.Bind(), WirePdu.Empty(CommandId.EnquireLink, 2));
        await quick.Peer.BindAsync();
        Assert.Equal(SessionState.Open, slowSession.State);
        decision.SetResult(new BindDecision(CommandStatus.Ok, "centre", _handler));

        await slow.Peer.ReceiveAsync(CommandId.BindTransceiverResp);
        await slow.Peer.ReceiveAsync(CommandId.EnquireLinkResp);
    }

    [Fact]
    public async Task A_session_closed_while_its_bind_is_decided_ends_at_once_and_the_decisions_handler_when_it_comes()
    {
        var decision = new TaskCompletionSource<BindDecision>(TaskCreationOptions.RunContinuationsAsynchronously);
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var (transport, session, running) = Centre(authorizer: new SlowAuthorizer(decision.Task, asked));
        await transport.Peer.SendAsync(WirePdu.Bind(), WirePdu.Submit(2));
        await asked.Task.InTime();
        session.Close(new SessionEnd(SessionEndReason.ClosedLocally));
        Assert.Equal(SessionEndReason.ClosedLocally, (await running.InTime()).Reason);
        Assert.Empty(_handler.Ends);
        decision.SetResult(new BindDecision(CommandStatus.Ok, "centre", _handler));
        await Until.Async(() => !_handler.Ends.IsEmpty);

        Assert.Equal(SessionEndReason.ClosedLocally, Assert.Single(_handler.Ends).Reason);
        Assert.Empty(_handler.Messages);
    }

    [Fact]
    public async Task A_peer_that_closes_without_unbind_ends_the_session_and_its_requests()
    {
        var (transport, session, running) = await BoundCentreAsync();
        var sink = new RecordingSink();
        Assert.Equal(SendResult.Sent, Send(session, sink));
        transport.EndPeer();

        Assert.Equal(SessionEndReason.ClosedByPeer, (await running.InTime()).Reason);
        Assert.Equal(LossReason.SessionEnded, Assert.Single(sink.Losses).Reason);
        Assert.Equal(SessionEndReason.ClosedByPeer, Assert.Single(_handler.Ends).Reason);
        Assert.Equal(SendResult.NotBound, Send(session, sink));
    }

    [Theory]
    [InlineData(typeof(InvalidOperationException))]
    [InlineData(typeof(IOException))]
    [InlineData(typeof(ObjectDisposedException))]
    public async Task A_handler_that_throws_ends_its_session_with_a_fault_and_no_other(Type exception)
    {
        var (healthy, _, _) = await BoundCentreAsync();
        var handler = new RecordingHandler { WhenMessage = _ => throw (Exception)Activator.CreateInstance(exception, "broken")! };
        var (transport, _, running) = await BoundCentreAsync(handler);
        await transport.Peer.SendAsync(WirePdu.Submit(2));

        Assert.Equal(SessionEndReason.Fault, (await running.InTime()).Reason);
        Assert.Single(handler.Ends);
        await healthy.Peer.SendAsync(WirePdu.Submit(2));
        await healthy.Peer.ReceiveAsync(CommandId.SubmitSmResp);
    }

    [Fact]
    public async Task A_sink_that_throws_ends_its_session_with_a_fault()
    {
        var (transport, session, running) = await BoundCentreAsync();
        var sink = new RecordingSink { WhenReply = () => throw new InvalidOperationException() };
        Send(session, sink);
        var deliver = await transport.Peer.ReceiveAsync(CommandId.DeliverSm);
        await transport.Peer.SendAsync(WirePdu.MessageId(CommandId.DeliverSmResp, deliver.Sequence, ""));

        Assert.Equal(SessionEndReason.Fault, (await running.InTime()).Reason);
        Assert.Equal(1, sink.Outcomes);
    }

    [Fact]
    public async Task A_write_that_fails_ends_the_session_even_while_the_peer_sends_nothing()
    {
        var (transport, session, running) = await BoundCentreAsync();
        transport.FailsWrites = true;
        Send(session, new RecordingSink());

        var end = await running.InTime();
        Assert.Equal(new SessionEnd(SessionEndReason.ConnectionLost, "reset by the test"), end);
    }

    [Fact]
    public async Task A_peer_that_does_not_read_is_cut_off_when_a_write_has_stalled()
    {
        var options = SessionOptions.Default with { EnquireLink = TimeSpan.Zero };
        var (_, session, running) = await BoundCentreAsync(options: options, room: 16);
        Send(session, new RecordingSink());
        await Until.Async(() => session.OutputLength == 0 && session.IsWriting);
        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(running.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(SessionEndReason.SlowPeer, (await running.InTime()).Reason);
    }

    [Fact]
    public async Task A_peer_that_sends_and_does_not_read_is_not_read_from_and_still_cut_off()
    {
        var options =
            SessionOptions.Default with { EnquireLink = TimeSpan.Zero, OutputLimit = 1_024, PartialPduTimeout = TimeSpan.FromSeconds(5) };
        var (transport, session, running) = await BoundCentreAsync(options: options, room: 64);
        // Each flood is one read; its answers fill the output twice over, so that reading pauses.
        byte[][] flood = [.. Enumerable.Range(1, 200).Select(i => WirePdu.Empty(CommandId.EnquireLink, (uint)i))];
        for (int i = 0; i < 3; i++)
            await transport.Peer.SendAsync(flood);
        await Until.Async(() => session.IsUnread && session.IsWriting);
        _time.Advance(TimeSpan.FromSeconds(31));

        Assert.Equal(SessionEndReason.SlowPeer, (await running.InTime()).Reason);
        Assert.Single(_handler.Ends);
    }

    [Fact]
    public async Task Reading_goes_on_when_a_slow_peer_reads_again_and_nothing_is_lost()
    {
        var options = SessionOptions.Default with { OutputLimit = 1_024, InboundWindow = 10_000 };
        var (transport, session, _) = await BoundCentreAsync(options: options, room: 64);
        for (uint i = 0; i < 10; i++)
        {
            uint first = 1 + (i * 100);
            await transport.Peer.SendAsync([.. Enumerable.Range(0, 100).Select(n => WirePdu.Submit(first + (uint)n))]);
        }
        await Until.Async(() => session.IsUnread);

        for (uint i = 1; i <= 1_000; i++)
            Assert.Equal(i, (await transport.Peer.ReceiveAsync(CommandId.SubmitSmResp)).Sequence);
        Assert.Equal(1_000, _handler.Messages.Count);
    }

    [Fact]
    public async Task Own_requests_that_wait_to_be_written_do_not_keep_a_session_from_reading()
    {
        var options = SessionOptions.Default with { Window = 1_000, OutputLimit = 10_000 };
        var (transport, session, _) = await BoundCentreAsync(options: options, room: 64);
        var sink = new RecordingSink();
        while (session.OutputLength < options.OutputLimit)
            Assert.Equal(SendResult.Sent, Send(session, sink));

        await transport.Peer.SendAsync(WirePdu.Submit(1));

        await Until.Async(() => _handler.Messages.Count == 1);
        Assert.True(session.OutputLength >= options.OutputLimit);
    }

    [Fact]
    public async Task Everything_written_during_one_write_leaves_in_the_next()
    {
        var (transport, session, _) = await BoundCentreAsync(options: SessionOptions.Default with { Window = 1_000 }, room: 64);
        int before = transport.Writes;
        var sink = new RecordingSink();
        for (int i = 0; i < 500; i++)
            Assert.Equal(SendResult.Sent, Send(session, sink));
        for (int i = 0; i < 500; i++)
            await transport.Peer.ReceiveAsync(CommandId.DeliverSm);

        Assert.InRange(transport.Writes - before, 2, 4);
    }

    [Fact]
    public async Task Threads_that_send_at_once_never_mix_their_octets_nor_exceed_the_window()
    {
        var (transport, session, _) = await BoundCentreAsync(options: SessionOptions.Default with { Window = 50 });
        var sink = new RecordingSink();
        int sent = 0, most = 0;
        var peer = Task.Run(async () =>
        {
            for (int i = 0; i < 2_000; i++)
            {
                var deliver = await transport.Peer.ReceiveAsync(CommandId.DeliverSm);
                await transport.Peer.SendAsync(WirePdu.MessageId(CommandId.DeliverSmResp, deliver.Sequence, ""));
            }
        }, TestContext.Current.CancellationToken);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (true)
            {
                int mine = Interlocked.Increment(ref sent);
                if (mine > 2_000)
                    return;
                while (Send(session, sink, mine) == SendResult.Full)
                    await Task.Yield();
                InterlockedMax(ref most, session.Outstanding);
            }
        }, TestContext.Current.CancellationToken)));
        await peer;
        await Until.Async(() => sink.Outcomes == 2_000);

        Assert.Equal(Enumerable.Range(1, 2_000).Select(i => (long)i), sink.Replies.Select(reply => reply.Token).Order());
        Assert.InRange(most, 1, 50);
    }

    [Fact]
    public async Task A_busy_session_leaves_the_thread_on_which_sockets_are_waited_for()
    {
        var transport = new Gushing(_time, reads: 10);
        var session = new SmppSession(
            SessionRole.MessageCentre, SessionOptions.Default, _heartbeat, authorizer: FixedAuthorizer.Accepting(_handler));
        var connection = new SessionConnection(transport, session, _time);
        var ended = new TaskCompletionSource<SessionEnd>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() => connection.RunAsync().ContinueWith(end => ended.SetResult(end.Result), TaskScheduler.Default)).Start();

        Assert.Equal(SessionEndReason.ClosedByPeer, (await ended.Task.InTime()).Reason);
        Assert.Equal(11, transport.OnPool.Count);
        Assert.False(transport.OnPool[0]);
        Assert.True(transport.OnPool[^1]);
    }

    [Fact]
    public async Task Two_sessions_talk_to_each_other()
    {
        var (centreTransport, _, centreRunning) = Centre();
        var handler = new RecordingHandler();
        var esme = new SmppSession(SessionRole.Esme, SessionOptions.Default, _heartbeat, handler);
        var esmeRunning = new SessionConnection(new StreamTransport(centreTransport.PeerEnd, null), esme, _time).RunAsync();

        Assert.Equal(CommandStatus.Ok, await esme.BindAsync(new Bind(CommandId.BindTransceiver) { SystemId = "demo" }));
        var responses = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ =>
            esme.SendAsync(new SubmitSm { Destination = Address.Parse("12345"), ShortMessage = "hi"u8.ToArray() }).AsTask()));
        Assert.All(responses, response => Assert.Equal("42", response.MessageId));
        var end = await esme.UnbindAsync().InTime();

        Assert.Equal(SessionEndReason.Unbound, end.Reason);
        Assert.Equal(end, await esmeRunning.InTime());
        Assert.Equal(SessionEndReason.Unbound, (await centreRunning.InTime()).Reason);
    }

    /// <summary>Always has one request more, each a millisecond after the one before, up to a number of reads.</summary>
    private sealed class Gushing(FakeTimeProvider time, int reads) : Transport
    {
        public List<bool> OnPool { get; } = [];

        public override EndPoint? RemoteEndPoint => null;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer)
        {
            OnPool.Add(Thread.CurrentThread.IsThreadPoolThread);
            time.Advance(TimeSpan.FromMilliseconds(1));
            if (OnPool.Count > reads)
                return ValueTask.FromResult(0);
            byte[] request = WirePdu.Empty(CommandId.EnquireLink, (uint)OnPool.Count);
            request.CopyTo(buffer.Span);
            return ValueTask.FromResult(request.Length);
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> data) => ValueTask.CompletedTask;

        public override void ShutdownSend()
        {
        }

        public override void Abort()
        {
        }
    }

    private static SendResult Send(SmppSession session, RecordingSink sink, long token = 0)
    {
        var message = new MessageView(CommandId.DeliverSm) { Destination = Address.Parse("12345"), ShortMessage = "hello"u8 };
        return session.TrySend(ref message, sink, token);
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen;
        while (value > (seen = Volatile.Read(ref target)) && Interlocked.CompareExchange(ref target, value, seen) != seen)
        {
        }
    }

    private (MemoryTransport Transport, SmppSession Session, Task<SessionEnd> Running) Centre(
        ISessionHandler? handler = null, SessionOptions? options = null, int room = 1024 * 1024, IBindAuthorizer? authorizer = null)
    {
        var transport = new MemoryTransport(room);
        var session = new SmppSession(
            SessionRole.MessageCentre, options ?? SessionOptions.Default, _heartbeat,
            authorizer: authorizer ?? FixedAuthorizer.Accepting(handler ?? _handler, options));
        return (transport, session, new SessionConnection(transport, session, _time).RunAsync());
    }

    private async Task<(MemoryTransport Transport, SmppSession Session, Task<SessionEnd> Running)> BoundCentreAsync(
        ISessionHandler? handler = null, SessionOptions? options = null, int room = 1024 * 1024)
    {
        var centre = Centre(handler, options, room);
        Assert.Equal(CommandStatus.Ok, (await centre.Transport.Peer.BindAsync()).Status);
        return centre;
    }

    private sealed class SlowAuthorizer(Task<BindDecision> decision, TaskCompletionSource? asked = null) : IBindAuthorizer
    {
        public ValueTask<BindDecision> AuthorizeAsync(SmppSession session, Bind bind)
        {
            asked?.TrySetResult();
            return new(decision);
        }
    }
}
