using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Smpp.Client;
using Smpp.Protocol;
using Smpp.Session;

namespace Simulation.Pools;

/// <summary>
/// A pool of binds as it is, over connections in memory and a virtual clock: hosts that fail in every way, then a time in which all is
/// well and every bind must be there, then a stop after which nothing may be left. Sessions that share a heartbeat are ticked in an order
/// that no seed decides: two runs have the same figures, and not always the same trace.
/// </summary>
internal sealed class PoolWorld : ISessionHandler, IReplySink, IDisposable
{
    private static readonly TimeSpan Trouble = TimeSpan.FromSeconds(90);
    // The longest wait before binding again, the time to notice a dead connection, and that to bind.
    private static readonly TimeSpan Healing = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Stopping = TimeSpan.FromSeconds(20);

    private readonly Random _random;
    private readonly Centre _centre;
    private readonly Heartbeat _heartbeat;
    private readonly BindPool _pool;
    private readonly HashSet<SmppSession> _ended = [];
    private readonly HashSet<long> _open = [];
    private readonly double _perSecond;
    private long _tokens;
    private long _sent;
    private long _answered;
    private long _lost;
    private long _awaited;

    public PoolWorld(int seed, TextWriter? text = null)
    {
        Trace = new Trace(text);
        Time = new VirtualTime(Trace);
        _random = new Random(seed);
        _heartbeat = new Heartbeat(Time);
        Hosts = _random.Next(3) == 0 ? 2 : 1;
        var mode = _random.Next(3) == 0 ? BindMode.Pair : BindMode.Transceiver;
        int binds = _random.Next(2) == 0 ? 1 : _random.Next(1, 5);
        Slots = mode == BindMode.Pair ? binds * 2 : binds;
        _perSecond = _random.Next(4) switch { 0 => 0.2, 1 => 20, _ => 4 };
        CentreOptions = SessionOptions.Default with { InboundWindow = _random.Next(2) == 0 ? 2 : 100 };
        _centre = new Centre(this, new Random(_random.Next()));
        var options = new BindPoolOptions
        {
            Name = "pool",
            EndPoint = new IPEndPoint(IPAddress.Loopback, 1),
            Alternates = Hosts == 1 ? [] : [new IPEndPoint(IPAddress.Loopback, 2)],
            ReturnAfter = TimeSpan.FromSeconds(_random.Next(2) * 10),
            Connect = _centre.ConnectAsync,
            SystemId = "demo",
            Password = "demo",
            Mode = mode,
            Binds = binds,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            ReconnectMin = TimeSpan.FromSeconds(1),
            ReconnectMax = TimeSpan.FromSeconds(8),
            ReconnectRefused = TimeSpan.FromSeconds(15),
            Session = SessionOptions.Default with
            {
                MostUnanswered = _random.Next(2) * 3,
                Window = _random.Next(2) == 0 ? 2 : 10,
                EnquireLink = TimeSpan.FromSeconds(5),
                ResponseTimeout = TimeSpan.FromSeconds(4),
                BindTimeout = TimeSpan.FromSeconds(10),
                UnbindTimeout = TimeSpan.FromSeconds(2),
            },
        };
        _pool = new BindPool(options, this, _heartbeat, NullLogger.Instance, new Random(_random.Next()));
    }

    public VirtualTime Time { get; }

    public Trace Trace { get; }

    public int Slots { get; }

    public int Hosts { get; }

    public SessionOptions CentreOptions { get; }

    public TimeSpan LeastWait { get; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest wait after refused credentials.</summary>
    public TimeSpan MostWait { get; } = TimeSpan.FromSeconds(15);

    /// <summary>Runs to the end; on the thread pool, whose only thread it gives back between any two moments.</summary>
    public async Task<PoolOutcome> RunAsync()
    {
        Rule.Begin();
        _pool.Start();
        PlanSend();
        await PassAsync(Trouble);
        _centre.Heal();
        await PassAsync(Healing);
        foreach (var bind in _pool.Binds)
            Rule.Holds(bind.Session is { State.IsBound: true }, $"a bind is not there though all is well: {bind.LastError}");
        var stopped = _pool.StopAsync();
        await PassAsync(Stopping);
        Rule.Holds(stopped.IsCompletedSuccessfully, "the pool does not stop");
        Rule.Holds(_centre.Live == 0, $"{_centre.Live} connections are left of a stopped pool");
        Rule.Holds(_open.Count == 0, $"{_open.Count} requests never had an outcome");
        _centre.IsOver = true;
        await PassAsync(Stopping);
        Rule.ThrowIfBroken();
        return new PoolOutcome(1, _centre.Connects, _centre.Binds, _sent, _answered, _lost, _awaited);
    }

    /// <summary>Stops the clocks. A pool that is not stopped yet cannot be any more: its time has ended.</summary>
    public void Dispose()
    {
        _heartbeat.Dispose();
        _centre.Dispose();
    }

    public void OnMessage(in Inbound request, scoped in MessageView message) => request.Accept();

    public void OnReady(SmppSession session) => Rule.Holds(!_ended.Contains(session), "a session is ready after its end");

    public void OnEnd(SmppSession session, SessionEnd end) => Rule.Holds(_ended.Add(session), "a session ended twice");

    public void OnReply(long token, in PduHeader header, ReadOnlySpan<byte> body)
    {
        Rule.Holds(_open.Remove(token), $"request {token} had a second outcome");
        _answered++;
        Trace.Add(Time.Now, 0, Deed.Answered, token);
        if (header.Status == CommandStatus.Ok && MessageIdBody.TryRead(header.Id, body, out var answer, out _))
            Rule.Holds(
                long.Parse(answer.MessageId, CultureInfo.InvariantCulture) == token, $"request {token} got another's answer");
    }

    public void OnLost(long token, LossReason reason)
    {
        Rule.Holds(_open.Remove(token), $"request {token} had a second outcome");
        _lost++;
        Trace.Add(Time.Now, 0, Deed.Lost, token);
    }

    /// <summary>Lets time pass: the clock goes on only when nothing is left to be done at the present moment.</summary>
    private async Task PassAsync(TimeSpan duration)
    {
        long end = Time.Now + duration.Ticks;
        while (true)
        {
            // The one thread of the pool takes what was queued before this first: once nothing else is queued, nothing goes on.
            do
                await Task.Yield();
            while (ThreadPool.PendingWorkItemCount > 0);
            Rule.ThrowIfBroken();
            if (!Time.TryNext(end))
                return;
        }
    }

    private void PlanSend() => Time.After(TimeSpan.FromSeconds(-Math.Log(1 - _random.NextDouble()) / _perSecond), () =>
    {
        if (_random.Next(4) == 0)
            _ = SendAwaitedAsync();
        else
            TrySend();
        if (Time.Now < (Trouble + Healing).Ticks)
            PlanSend();
    });

    private async Task SendAwaitedAsync()
    {
        if (_pool.Binds.FirstOrDefault(bind => bind.Session is { State.CanSubmit: true }).Session is not { } session)
            return;
        long token = _tokens++;
        _open.Add(token);
        try
        {
            var answer = await session.SendAsync(new SubmitSm
            {
                Destination = Address.Parse("12345"),
                ShortMessage = System.Text.Encoding.ASCII.GetBytes(token.ToString(CultureInfo.InvariantCulture)),
            });
            _sent++;
            _awaited++;
            OnReply(token, answer.Header, answer.Body.Span);
        }
        catch (SmppRequestLostException e)
        {
            _sent++;
            OnLost(token, e.Reason);
        }
        catch (SmppNotSentException)
        {
            _open.Remove(token);
        }
    }

    private void TrySend()
    {
        long token = _tokens++;
        var message = new MessageView(CommandId.SubmitSm)
        {
            Destination = new Address(0, 0, "12345"u8),
            ShortMessage = System.Text.Encoding.ASCII.GetBytes(token.ToString(CultureInfo.InvariantCulture)),
        };
        _open.Add(token);
        if (_pool.TrySend(ref message, this, token) == SendResult.Sent)
        {
            _sent++;
            Trace.Add(Time.Now, 0, Deed.Sent, token);
            return;
        }
        Rule.Holds(_open.Remove(token), $"request {token} was refused and had an outcome");
    }
}

/// <summary>What happened in worlds with pools.</summary>
internal readonly record struct PoolOutcome(
    int Worlds, long Connects, long Binds, long Sent, long Answered, long Lost, long Awaited)
{
    public static PoolOutcome operator +(PoolOutcome a, PoolOutcome b) => new(
        a.Worlds + b.Worlds, a.Connects + b.Connects, a.Binds + b.Binds, a.Sent + b.Sent, a.Answered + b.Answered, a.Lost + b.Lost,
        a.Awaited + b.Awaited);
}
