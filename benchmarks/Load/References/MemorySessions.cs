using System.Diagnostics;
using Load.Figures;
using Smpp.Protocol;
using Smpp.Session;
using Smpp.Testing;

namespace Load.References;

/// <summary>A customer's session and a message centre's in this process, joined in memory: what sessions cost without sockets.</summary>
internal sealed class MemorySessions : ISessionHandler, IBindAuthorizer, IReplySink, IDisposable
{
    public const string Name = "session/memory";

    private const int Window = 100;

    private static readonly SessionOptions Options = SessionOptions.Default with { Window = Window, InboundWindow = Window };

    private readonly Heartbeat _heartbeat = new(TimeProvider.System);
    private readonly SubmitSm _submit = new()
    {
        Source = Address.Parse("LOAD"),
        Destination = Address.Parse("447700900123"),
        ShortMessage = Enumerable.Repeat((byte)'x', 100).ToArray(),
    };

    private readonly SmppSession _customer;
    private readonly SmppSession _centre;
    private readonly Task _running;
    private long _answered;

    private MemorySessions()
    {
        var link = new MemoryLink();
        _customer = new SmppSession(SessionRole.Esme, Options, _heartbeat, this);
        _centre = new SmppSession(SessionRole.MessageCentre, Options, _heartbeat, authorizer: this);
        _running = Task.WhenAll(
            new SessionConnection(link.First, _customer, _heartbeat.Time).RunAsync(),
            new SessionConnection(link.Second, _centre, _heartbeat.Time).RunAsync());
    }

    public static async Task<Figure> MeasureAsync(int runs, double seconds)
    {
        using var sessions = new MemorySessions();
        await sessions._customer.BindAsync(new Bind(CommandId.BindTransceiver) { SystemId = "bench", Password = "secret" });
        sessions.Fill();
        await RunAsync(sessions, seconds);
        var measured = new List<(double Rate, double Cpu)>();
        for (int i = 0; i < runs; i++)
            measured.Add(await RunAsync(sessions, seconds));
        sessions._customer.Close(new SessionEnd(SessionEndReason.ClosedLocally));
        await sessions._running;
        return new Figure(Name, "both sessions in one process, joined in memory, 1 x 100", new Dictionary<string, Measure>
        {
            [Quantity.Rate] = Measure.Of(measured.Select(run => run.Rate)),
            [Quantity.Cpu] = Measure.Of(measured.Select(run => run.Cpu)),
        });
    }

    public ValueTask<BindDecision> AuthorizeAsync(SmppSession session, Bind bind) =>
        new(new BindDecision(CommandStatus.Ok, "centre", this));

    public void OnMessage(in Inbound request, scoped in MessageView message) => request.Accept("0123456789ABC"u8);

    public void OnReady(SmppSession session)
    {
        if (session == _customer && Volatile.Read(ref _answered) > 0)
            Fill();
    }

    public void OnEnd(SmppSession session, SessionEnd end)
    {
    }

    void IReplySink.OnReply(long token, in PduHeader header, ReadOnlySpan<byte> body) => Interlocked.Increment(ref _answered);

    void IReplySink.OnLost(long token, LossReason reason)
    {
    }

    public void Dispose() => _heartbeat.Dispose();

    private static async Task<(double Rate, double Cpu)> RunAsync(MemorySessions sessions, double seconds)
    {
        var processor = Environment.CpuUsage.TotalTime;
        long started = Stopwatch.GetTimestamp(), before = Volatile.Read(ref sessions._answered);
        await Task.Delay(TimeSpan.FromSeconds(seconds));
        long messages = Volatile.Read(ref sessions._answered) - before;
        if (messages == 0)
            throw new InvalidOperationException("the sessions in memory exchange nothing");
        double elapsed = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return (messages / elapsed, (Environment.CpuUsage.TotalTime - processor).TotalSeconds * 1e6 / messages);
    }

    private void Fill()
    {
        using (FlushScope.Enter())
        {
            var message = _submit;
            while (_customer.TrySend(ref message, this, 0) == SendResult.Sent)
            {
            }
        }
    }
}
