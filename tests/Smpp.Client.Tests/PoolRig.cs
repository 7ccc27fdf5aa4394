using System.Net;
using Microsoft.Extensions.Time.Testing;
using Shared;
using Smpp.Protocol;
using Smpp.Session;

namespace Smpp.Client.Tests;

/// <summary>A pool on a clock that the test moves, bound to carriers on real sockets.</summary>
internal sealed class PoolRig : IAsyncDisposable
{
    // A bind and an answer, there and back, before the clock moves on.
    private const int TurnsOfSockets = 4;

    private readonly SocketTurn _sockets = new();

    public PoolRig(RawCarrier carrier, Func<BindPoolOptions, BindPoolOptions>? change = null)
    {
        Heartbeat = new Heartbeat(Time);
        var options = new BindPoolOptions
        {
            Name = "carrier",
            EndPoint = carrier.EndPoint,
            SystemId = "gw",
            Password = "secret",
            Session = SessionOptions.Default with { EnquireLink = TimeSpan.Zero, ResponseTimeout = TimeSpan.FromSeconds(5) },
        };
        Pool = new BindPool(change is null ? options : change(options), Handler, Heartbeat, Log, new Random(1));
        Pool.Start();
    }

    public FakeTimeProvider Time { get; } = new();

    public Heartbeat Heartbeat { get; }

    public BindPool Pool { get; }

    public RecordingHandler Handler { get; } = RecordingHandler.Accepting();

    public RecordingLogger Log { get; } = new();

    public RecordingSink Sink { get; } = new();

    public int Bound => Pool.Binds.Count(bind => bind.Session is { State.IsBound: true });

    public Task BoundAsync(int binds = 1) => Until.Async(() => Bound == binds, what: $"{binds} bound");

    public SendResult Send(long token = 0, uint? message = null)
    {
        var body = new MessageView(CommandId.SubmitSm) { Destination = Address.Parse("+447700900123") };
        return Pool.TrySend(ref body, Sink, token, message);
    }

    /// <summary>Moves the clock on until a condition holds, no faster than sockets carry what has been written.</summary>
    public Task PassUntilAsync(Func<bool> condition, string what, double step = 0.2) => Until.Async(
        async () =>
        {
            for (int turn = 0; turn < TurnsOfSockets; turn++)
                await _sockets.PassAsync();
            if (condition())
                return true;
            Time.Advance(TimeSpan.FromSeconds(step));
            return condition();
        },
        what: what);

    public async ValueTask DisposeAsync()
    {
        var stopping = Pool.StopAsync();
        await PassUntilAsync(() => stopping.IsCompleted, "the pool stops");
        await Pool.DisposeAsync();
        Heartbeat.Dispose();
        _sockets.Dispose();
    }
}
