using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Smpp.Protocol;

namespace Smpp.Session.Tests;

/// <summary>What every message goes through must leave nothing to the garbage collector.</summary>
[Collection(nameof(AllocationTests))]
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
public class AllocationTests
{
    private const int Messages = 20_000;
    private const int Batch = 10;

    // Growth of pools and queues: what does not grow with the number of messages.
    private const long Constant = 4 * 1024;

    // What the runtime allocates to ask a listener whether it samples a span.
    private const int MostUnsampled = 64;

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, MostUnsampled)]
    public void Sending_a_request_and_matching_its_response_allocates_nothing_and_next_to_nothing_unsampled(bool listened, int each)
    {
        using var listening = listened ? SamplingNone() : null;
        using var heartbeat = new Heartbeat(TimeProvider.System);
        var handler = new QuietHandler();
        var session = new SmppSession(SessionRole.Esme, SessionOptions.Default, heartbeat, handler);
        var output = new EchoOutput(session);
        session.Attach(output);
        _ = session.BindAsync(new Bind(CommandId.BindTransceiver)).AsTask();
        output.Answer();
        var sink = new CountingSink();

        void Exchange()
        {
            for (int i = 0; i < Messages / Batch; i++)
            {
                using (FlushScope.Enter())
                {
                    for (int n = 0; n < Batch; n++)
                        Submit(session, sink);
                }
                output.Answer();
            }
        }

        Exchange();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Exchange();
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(2 * Messages, sink.Replies);
        Assert.InRange(allocated, 0, Constant + (Messages * each));
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, MostUnsampled)]
    public void Receiving_a_request_and_answering_it_allocates_nothing_and_next_to_nothing_unsampled(bool listened, int each)
    {
        using var listening = listened ? SamplingNone() : null;
        using var heartbeat = new Heartbeat(TimeProvider.System);
        var handler = new QuietHandler();
        var session = new SmppSession(
            SessionRole.MessageCentre, SessionOptions.Default, heartbeat, authorizer: FixedAuthorizer.Accepting(handler))
        {
            DecisionRunner = static decide => decide(),
        };
        var output = new EchoOutput(session);
        session.Attach(output);
        Receive(session, WirePdu.Bind());
        byte[] batch = [.. Enumerable.Range(1, Batch).SelectMany(i => WirePdu.Submit((uint)i))];

        void Exchange()
        {
            for (int i = 0; i < Messages / Batch; i++)
                Receive(session, batch);
        }

        Exchange();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Exchange();
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal((2 * Messages, 0), (handler.Messages, session.InboundOutstanding));
        Assert.InRange(allocated, 0, Constant + (Messages * each));
    }

    [Fact]
    public async Task A_message_and_its_response_over_a_socket_allocate_nothing_on_either_side()
    {
        using var heartbeat = new Heartbeat(TimeProvider.System);
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var dialled = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await dialled.ConnectAsync(listener.LocalEndPoint!, TestContext.Current.CancellationToken);
        var accepted = await listener.AcceptAsync(TestContext.Current.CancellationToken);
        var options = SessionOptions.Default with { Window = 100, InboundWindow = 1_000 };
        var handler = new QuietHandler();
        var centre =
            new SmppSession(SessionRole.MessageCentre, options, heartbeat, authorizer: FixedAuthorizer.Accepting(handler, options));
        _ = new SessionConnection(new SocketTransport(accepted), centre, heartbeat.Time).RunAsync();
        var pump = new PumpingHandler();
        var esme = new SmppSession(SessionRole.Esme, options, heartbeat, pump);
        _ = new SessionConnection(new SocketTransport(dialled), esme, heartbeat.Time).RunAsync();
        Assert.Equal(CommandStatus.Ok, await esme.BindAsync(new Bind(CommandId.BindTransceiver)));

        await pump.RunAsync(esme, Messages).InTime();
        long before = GC.GetTotalAllocatedBytes(precise: true);
        await pump.RunAsync(esme, 5 * Messages).InTime();
        long allocated = GC.GetTotalAllocatedBytes(precise: true) - before;

        Assert.Equal(6 * Messages, handler.Messages);
        // The runtime's own thread pool and socket engine allocate now and then; a single object a message would be 2 MB.
        Assert.InRange(allocated, 0, 16 * Constant);
        await esme.UnbindAsync().InTime();
    }

    /// <summary>The listener is the process's: no other test runs beside these.</summary>
    private static ActivityListener SamplingNone()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "Smpp.Session",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.None,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private static SendResult Submit(SmppSession session, IReplySink sink)
    {
        var message = new MessageView(CommandId.SubmitSm) { Destination = new Address(0, 0, "12345"u8), ShortMessage = "hello, world"u8 };
        return session.TrySend(ref message, sink, 1);
    }

    private static void Receive(SmppSession session, ReadOnlySpan<byte> octets)
    {
        using (FlushScope.Enter())
            session.Receive(octets, 1, out _);
    }

    /// <summary>Answers every request it is given to write, with octets that are made once.</summary>
    private sealed class EchoOutput(SmppSession session) : ISessionOutput
    {
        private readonly byte[] _answers = new byte[64 * 1024];
        private int _length;

        public long WritingSince => 0;

        public void Flush()
        {
            var octets = session.TakeOutput().Span;
            while (octets.Length > 0)
            {
                var header = PduHeader.Read(octets);
                if (!header.Id.IsResponse)
                {
                    new PduHeader(PduHeader.Size, header.Id.Response, CommandStatus.Ok, header.Sequence).Write(_answers.AsSpan(_length));
                    _length += PduHeader.Size;
                }
                octets = octets[(int)header.Length..];
            }
        }

        public void Answer()
        {
            int length = _length;
            _length = 0;
            Receive(session, _answers.AsSpan(0, length));
        }

        public void Abort()
        {
        }
    }

    private sealed class CountingSink : IReplySink
    {
        public int Replies { get; private set; }

        public void OnReply(long token, in PduHeader header, ReadOnlySpan<byte> body) => Replies++;

        public void OnLost(long token, LossReason reason) => Assert.Fail("lost");
    }

    private sealed class QuietHandler : ISessionHandler
    {
        private int _messages;

        public int Messages => Volatile.Read(ref _messages);

        public void OnMessage(in Inbound request, scoped in MessageView message)
        {
            _messages++;
            request.Accept("0123456789"u8);
        }

        public void OnEnd(SmppSession session, SessionEnd end)
        {
        }
    }

    /// <summary>Keeps the window full, from the reader, as a gateway's pump does.</summary>
    private sealed class PumpingHandler : ISessionHandler, IReplySink
    {
        private TaskCompletionSource _done = new();
        private int _left;
        private int _unanswered;

        public Task RunAsync(SmppSession session, int messages)
        {
            _done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _unanswered = messages;
            Volatile.Write(ref _left, messages);
            OnReady(session);
            return _done.Task;
        }

        public void OnMessage(in Inbound request, scoped in MessageView message) => request.Accept();

        public void OnReady(SmppSession session)
        {
            using (FlushScope.Enter())
            {
                lock (this)
                {
                    while (_left > 0 && Submit(session, this) == SendResult.Sent)
                        _left--;
                }
            }
        }

        public void OnReply(long token, in PduHeader header, ReadOnlySpan<byte> body)
        {
            if (--_unanswered == 0)
                _done.SetResult();
        }

        public void OnLost(long token, LossReason reason) => _done.TrySetException(new InvalidOperationException($"lost: {reason}"));

        public void OnEnd(SmppSession session, SessionEnd end)
        {
        }
    }
}
