using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;
using Shared;
using Smpp.Protocol;

namespace Smpp.Session.Tests;

/// <summary>Peers that send more than they should must not be served before others.</summary>
public sealed class FloodTests : IDisposable
{
    private const int Submits = 2_000;

    private readonly FakeTimeProvider _time = new();
    private readonly Heartbeat _heartbeat;

    public FloodTests() => _heartbeat = new Heartbeat(_time);

    public void Dispose() => _heartbeat.Dispose();

    [Fact]
    public async Task A_peer_far_beyond_its_window_is_read_with_pauses_and_told_of_every_refusal()
    {
        var (flooding, flooded) = Centre(new RecordingHandler(), new SessionOptions { InboundWindow = 1 });
        var (honest, _) = Centre(RecordingHandler.Accepting(), SessionOptions.Default);
        await flooding.Peer.BindAsync();
        await honest.Peer.BindAsync();
        await flooding.Peer.SendAsync([.. Enumerable.Range(2, Submits).Select(sequence => WirePdu.Submit((uint)sequence))]);
        Assert.Equal(CommandStatus.Throttled, (await flooding.Peer.ReceiveAsync(CommandId.SubmitSmResp)).Status);

        for (uint i = 2; i < 100; i++)
        {
            await honest.Peer.SendAsync(WirePdu.Submit(i));
            await honest.Peer.ReceiveAsync(CommandId.SubmitSmResp);
        }
        Assert.InRange(flooded.Counters.PdusIn, 1, Submits - 1);
        for (int i = 2; i < Submits; i++)
        {
            var answer = flooding.Peer.ReceiveAsync(CommandId.SubmitSmResp);
            await Until.Async(() =>
            {
                if (!answer.IsCompleted)
                    _time.Advance(TimeSpan.FromMilliseconds(10));
                return answer.IsCompleted;
            });
            Assert.Equal(CommandStatus.Throttled, (await answer).Status);
        }
    }

    [Fact]
    public async Task A_peer_that_sends_more_than_a_window_at_once_is_read_where_it_gives_way_to_others()
    {
        var options = new SessionOptions { InboundWindow = 20 };
        var places = new ConcurrentQueue<bool>();
        var handler = new RecordingHandler
        {
            WhenMessage = request =>
            {
                places.Enqueue(Thread.CurrentThread.IsThreadPoolThread);
                request.Accept("42"u8);
            },
        };
        var (flooding, _) = Centre(handler, options, givesWay: true);
        await flooding.Peer.BindAsync();
        await flooding.Peer.SendAsync([.. Enumerable.Range(2, Submits).Select(sequence => WirePdu.Submit((uint)sequence))]);
        for (int i = 0; i < Submits; i++)
            await flooding.Peer.ReceiveAsync(CommandId.SubmitSmResp);

        // The first read is of 4 KiB, which is when it is noticed.
        Assert.InRange(places.Count(isPool => isPool), 1, 4096 / WirePdu.Submit(1).Length);
        for (uint i = 0; i < 2; i++)
        {
            await flooding.Peer.SendAsync(WirePdu.Submit(Submits + 2 + i));
            await flooding.Peer.ReceiveAsync(CommandId.SubmitSmResp);
        }
        Assert.True(places.Last());
    }

    [Fact]
    public async Task A_peer_that_has_a_windows_answers_unread_is_asked_for_no_more()
    {
        var (transport, session) = Centre(RecordingHandler.Accepting(), new SessionOptions { InboundWindow = 20 }, room: 64);
        await transport.Peer.BindAsync();
        await transport.Peer.SendAsync([.. Enumerable.Range(2, Submits).Select(sequence => WirePdu.Submit((uint)sequence))]);
        await Until.Async(() => session.IsUnread);

        // 4 KiB of answers and those to one more read, of at most 16 KiB by then, of 32 + 2 × 10 octets each.
        Assert.InRange(session.OutputLength, 4 * 1024, 12 * 1024);
        long taken = session.Counters.PdusIn;
        Assert.InRange(taken, 1, Submits / 2);
        for (int i = 0; i < Submits; i++)
            await transport.Peer.ReceiveAsync(CommandId.SubmitSmResp);
        Assert.Equal(Submits + 1, session.Counters.PdusIn);
    }

    [Fact]
    public async Task Who_is_busy_takes_turns_with_all_others_who_are()
    {
        int running = 0, most = 0;
        async Task TakeTurnsAsync()
        {
            for (int i = 0; i < 1_000; i++)
            {
                await BusyTurns.NextAsync();
                most = Math.Max(most, Interlocked.Increment(ref running));
                Interlocked.Decrement(ref running);
            }
        }
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => TakeTurnsAsync())).InTime();

        Assert.InRange(most, 1, Environment.ProcessorCount);
    }

    private (MemoryTransport Transport, SmppSession Session) Centre(
        ISessionHandler handler, SessionOptions options, bool givesWay = false, int room = 1024 * 1024)
    {
        var transport = new MemoryTransport(room);
        var session = new SmppSession(
            SessionRole.MessageCentre, options, _heartbeat, authorizer: FixedAuthorizer.Accepting(handler, options));
        _ = new SessionConnection(transport, session, _time) { GivesWay = givesWay }.RunAsync();
        return (transport, session);
    }
}
