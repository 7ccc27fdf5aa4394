using System.Text;
using Shared;
using Smpp.Protocol;
using Smpp.Session;

namespace Smpp.Client.Tests;

/// <summary>Over which bind of a pool requests go, and when.</summary>
public class PoolSendingTests
{
    private static readonly SubmitSm Message = new() { Destination = Address.Parse("12345"), Text = "hello" };

    [Fact]
    public async Task Submits_of_a_pair_go_over_the_transmitter_and_receipts_come_over_the_receiver()
    {
        var peers = new Dictionary<CommandId, RawPeer>();
        await using var carrier = new RawCarrier
        {
            Script = call =>
            {
                if (call.Pdu.Id.IsBind)
                {
                    lock (peers)
                        peers[call.Pdu.Id] = call.Peer;
                }
                return Task.FromResult(false);
            },
        };
        await using var rig = new PoolRig(carrier, options => options with { Mode = BindMode.Pair });
        await rig.BoundAsync(2);
        for (int i = 0; i < 5; i++)
            Assert.Equal(SendResult.Sent, rig.Send());
        await peers[CommandId.BindReceiver].SendAsync(WirePdu.Deliver(9, "receipt"));
        await Until.Async(() => rig.Handler.Texts.Count == 1 && rig.Sink.Replies.Count == 5);

        int transmitter = carrier.Received.Single(received => received.Pdu.Id == CommandId.BindTransmitter).Connection;
        Assert.All(carrier.Received.Where(received => received.Pdu.Id == CommandId.SubmitSm),
            received => Assert.Equal(transmitter, received.Connection));
        Assert.Equal("receipt", Assert.Single(rig.Handler.Texts));
    }

    [Fact]
    public async Task A_pair_without_its_transmitter_cannot_submit_and_without_its_receiver_can()
    {
        var refused = CommandId.BindTransmitter;
        await using var carrier = new RawCarrier
        {
            Script = call => call.Is(refused)
                ? call.SayAsync(WirePdu.Empty(call.Pdu.Id.Response, call.Pdu.Sequence, CommandStatus.SystemError))
                : Task.FromResult(false),
        };
        await using (var rig = new PoolRig(carrier, options => options with { Mode = BindMode.Pair }))
        {
            await rig.BoundAsync(1);
            Assert.Equal((false, 0, SendResult.NotBound), (rig.Pool.CanSubmit, rig.Pool.Free, rig.Send()));
        }
        refused = CommandId.BindReceiver;
        await using (var rig = new PoolRig(carrier, options => options with { Mode = BindMode.Pair }))
        {
            await rig.BoundAsync(1);
            Assert.Equal((true, 10, SendResult.Sent), (rig.Pool.CanSubmit, rig.Pool.Free, rig.Send()));
        }
    }

    [Fact]
    public async Task The_bind_with_the_most_room_gets_the_next_message()
    {
        await using var carrier = new RawCarrier { Script = call => Task.FromResult(call.Is(CommandId.SubmitSm)) };
        await using var rig = new PoolRig(carrier, options => options with { Binds = 3 });
        await rig.BoundAsync(3);
        for (int i = 0; i < 30; i++)
            Assert.Equal(SendResult.Sent, rig.Send(i));
        Assert.Equal(SendResult.Full, rig.Send());
        await Until.Async(() => carrier.Count(CommandId.SubmitSm) == 30);

        Assert.All(PerConnection(carrier).Values, submits => Assert.Equal(10, submits.Count));
    }

    [Fact]
    public async Task Parts_of_one_message_go_over_one_bind_in_their_order_though_others_have_more_room()
    {
        await using var carrier = new RawCarrier();
        await using var rig = new PoolRig(carrier, options => options with { Binds = 4 });
        await rig.BoundAsync(4);
        for (int part = 0; part < 5; part++)
        {
            for (uint message = 0; message < 8; message++)
            {
                uint parts = message;
                long token = message * 10 + part;
                await Until.Async(() => rig.Send(token, parts) == SendResult.Sent);
            }
        }
        await Until.Async(() => rig.Sink.Replies.Count == 40);

        foreach (var message in rig.Sink.Replies.GroupBy(reply => reply.Token / 10))
            Assert.Equal([0, 1, 2, 3, 4], message.Select(reply => reply.Token % 10));
        Assert.Equal(4, PerConnection(carrier).Count);
    }

    [Fact]
    public async Task Parts_wait_for_their_bind_while_its_window_is_full_and_leave_it_when_it_is_lost()
    {
        bool quiet = true;
        await using var carrier = new RawCarrier { Script = call => Task.FromResult(quiet && call.Is(CommandId.SubmitSm)) };
        await using var rig = new PoolRig(
            carrier, options => options with { Binds = 2, Session = options.Session with { Window = 1 } });
        await rig.BoundAsync(2);
        Assert.Equal(SendResult.Sent, rig.Send(1, message: 77));
        Assert.Equal(SendResult.Full, rig.Send(2, message: 77));
        Assert.Equal(1, rig.Pool.Free);
        await Until.Async(() => carrier.Count(CommandId.SubmitSm) == 1);

        quiet = false;
        var session = rig.Pool.Binds.Single(bind => bind.Session!.Outstanding == 1).Session!;
        session.Close(new SessionEnd(SessionEndReason.ClosedLocally));
        await Until.Async(() => rig.Sink.Losses.Count == 1);
        Assert.Equal(SendResult.Sent, rig.Send(1, message: 77));
        await Until.Async(() => rig.Sink.Replies.Count == 1);
        await rig.PassUntilAsync(() => rig.Bound == 2, "bound again");
        int other = carrier.Received.Last(received => received.Pdu.Id == CommandId.SubmitSm).Connection;
        // The bind that came back gets none of this message any more.
        for (int i = 2; i < 6; i++)
        {
            int replies = i;
            Assert.Equal(SendResult.Sent, rig.Send(i, message: 77));
            await Until.Async(() => rig.Sink.Replies.Count == replies);
        }
        Assert.All(carrier.Received.Where(received => received.Pdu.Id == CommandId.SubmitSm).Skip(1),
            received => Assert.Equal(other, received.Connection));
    }

    [Fact]
    public void The_parts_of_a_text_share_a_number_that_other_messages_do_not_have()
    {
        var to = new SubmitSm { Source = Address.Parse("+4477"), Destination = Address.Parse("+447700900123") };
        var text = new string('x', 400);
        uint?[] parts = [.. to.ToParts(text, 7).Select(Number)];

        Assert.Equal(3, parts.Length);
        Assert.NotNull(Assert.Single(parts.Distinct()));
        Assert.Null(Number(to with { ShortMessage = "alone"u8.ToArray() }));
        Assert.NotEqual(parts[0], Number(to.ToParts(text, 8)[0]));
        Assert.NotEqual(parts[0], Number((to with { Destination = Address.Parse("+447700900124") }).ToParts(text, 7)[0]));
        Assert.NotEqual(parts[0], Number((to with { Source = Address.Parse("+4478") }).ToParts(text, 7)[0]));
    }

    [Fact]
    public async Task Congestion_that_a_peer_of_v5_tells_slows_the_pool_down_and_that_of_an_older_one_does_not()
    {
        foreach (var version in new[] { InterfaceVersion.V50, InterfaceVersion.V34 })
        {
            await using var carrier = new RawCarrier
            {
                Script = call => call.Is(CommandId.SubmitSm)
                    ? call.SayAsync(WirePdu.Raw(CommandId.SubmitSmResp, call.Pdu.Sequence, [.. "42"u8, 0, 0x04, 0x28, 0, 1, 100]))
                    : call.Pdu.Id.IsBind
                        ? call.SayAsync(WirePdu.BindResp(call.Pdu.Sequence, call.Pdu.Id, version))
                        : Task.FromResult(false),
            };
            await using var rig = new PoolRig(
                carrier, options => options with { Session = options.Session with { Version = InterfaceVersion.V50 } });
            await rig.BoundAsync();
            Assert.Equal(SendResult.Sent, rig.Send());
            await Until.Async(() => rig.Sink.Replies.Count == 1);

            bool told = version == InterfaceVersion.V50;
            Assert.Equal((told ? SendResult.Full : SendResult.Sent, told), (rig.Send(), rig.Pool.Congestion.IsLimiting));
            Assert.Equal(told, rig.Pool.Free == 0);
        }
    }

    [Theory]
    [InlineData(CommandId.SubmitSmResp, CommandStatus.Ok, "42\0\u0004\u0028\0\u0001\u005F", 95)]
    [InlineData(CommandId.SubmitSmResp, CommandStatus.Throttled, "\u0004\u0028\0\u0001\u005F", 95)]
    [InlineData(CommandId.SubmitSmResp, CommandStatus.Throttled, "\0\u0004\u0028\0\u0001\u005F", 95)]
    [InlineData(CommandId.GenericNack, CommandStatus.SystemError, "\u0004\u0028\0\u0001\u0000", 0)]
    [InlineData(CommandId.EnquireLinkResp, CommandStatus.Ok, "\u0004\u0028\0\u0001\u0064", 100)]
    [InlineData(CommandId.EnquireLinkResp, CommandStatus.Ok, "\u0004\u0028\0\u0001\u0065", -1)]
    [InlineData(CommandId.EnquireLinkResp, CommandStatus.Ok, "\u0004\u0028\0\u0002\u0064\0", -1)]
    [InlineData(CommandId.EnquireLinkResp, CommandStatus.Ok, "\u0004\u0028\0\u0009\u0064", -1)]
    [InlineData(CommandId.SubmitSmResp, CommandStatus.Ok, "42\0", -1)]
    [InlineData(CommandId.SubmitSmResp, CommandStatus.Ok, "", -1)]
    public void The_congestion_state_is_found_in_any_answer_and_nonsense_is_none(
        CommandId id, CommandStatus status, string body, int expected)
    {
        var octets = Encoding.Latin1.GetBytes(body);
        var header = new PduHeader((uint)(16 + octets.Length), id, status, 1);

        Assert.Equal(expected < 0 ? null : (byte)expected, CongestionState.Of(InterfaceVersion.V50, header, octets));
        Assert.Null(CongestionState.Of(InterfaceVersion.V34, header, octets));
    }

    [Fact]
    public async Task Whoever_awaits_a_request_in_a_pause_is_told_when_the_pool_stops()
    {
        await using var carrier = new RawCarrier
        {
            Script = call => call.Is(CommandId.SubmitSm)
                ? call.SayAsync(WirePdu.Empty(CommandId.SubmitSmResp, call.Pdu.Sequence, CommandStatus.Throttled))
                : Task.FromResult(false),
        };
        Task<Response> waiting;
        await using (var rig = new PoolRig(carrier))
        {
            await rig.BoundAsync();
            rig.Send();
            await Until.Async(() => rig.Sink.Replies.Count == 1);
            waiting = rig.Pool.Choose()!.SendAsync(Message, TestContext.Current.CancellationToken).AsTask();
        }

        await Assert.ThrowsAsync<SmppNotSentException>(() => waiting);
    }

    [Fact]
    public async Task The_heartbeat_lets_go_who_still_waits_when_a_limit_has_ended_without_an_answer_to_the_pool()
    {
        await using var carrier = new RawCarrier();
        await using var rig = new PoolRig(carrier);
        await rig.BoundAsync();
        rig.Pool.Congestion.OnAnswer(CommandStatus.MessageQueueFull, null, rig.Time.GetTimestamp());
        Task[] waiting =
        [
            .. Enumerable.Range(0, 3).Select(_ => rig.Pool.Choose()!.SendAsync(Message, TestContext.Current.CancellationToken).AsTask()),
        ];
        Assert.Equal((3, 0), (rig.Pool.Choose()!.Waiting, rig.Pool.Outstanding));
        long later = rig.Time.GetTimestamp() + (rig.Time.TimestampFrequency * 60);
        for (int i = 0; i < 100 && rig.Pool.Congestion.IsLimiting; i++)
            rig.Pool.Congestion.OnAnswer(CommandStatus.Ok, null, later);
        Assert.False(rig.Pool.Congestion.IsLimiting);
        rig.Time.Advance(Heartbeat.Interval);

        await Task.WhenAll(waiting).InTime();
    }

    [Fact]
    public async Task The_handler_hears_when_a_pause_is_over()
    {
        bool refuses = true;
        await using var carrier = new RawCarrier
        {
            Script = call => refuses && call.Is(CommandId.SubmitSm)
                ? call.SayAsync(WirePdu.Empty(CommandId.SubmitSmResp, call.Pdu.Sequence, CommandStatus.MessageQueueFull))
                : Task.FromResult(false),
        };
        await using var rig = new PoolRig(carrier);
        await rig.BoundAsync();
        rig.Send();
        await Until.Async(() => rig.Sink.Replies.Count == 1);
        refuses = false;
        int sent = 0;
        rig.Handler.WhenReady = _ =>
        {
            if (Volatile.Read(ref sent) == 0 && rig.Send() == SendResult.Sent)
                Interlocked.Increment(ref sent);
        };
        await rig.PassUntilAsync(() => rig.Sink.Replies.Count == 2, "it was sent when there was room");

        Assert.Equal(1, sent);
    }

    private static uint? Number(SubmitSm message)
    {
        var body = new byte[message.BodyLength];
        message.WriteBody(body);
        Assert.True(MessageView.TryRead(CommandId.SubmitSm, body, out var view, out _));
        return MessageParts.Of(view);
    }

    private static Dictionary<int, List<WirePdu>> PerConnection(RawCarrier carrier) =>
        carrier.Received.Where(received => received.Pdu.Id == CommandId.SubmitSm)
            .GroupBy(received => received.Connection, received => received.Pdu).ToDictionary(group => group.Key, group => group.ToList());
}
