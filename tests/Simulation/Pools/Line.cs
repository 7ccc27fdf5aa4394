using System.Net;
using Smpp.Session;

namespace Simulation.Pools;

/// <summary>One connection in memory: two ends, octets that take their time, in order, and may stop to arrive.</summary>
internal sealed class Line
{
    private readonly VirtualTime _time;
    private readonly Random _random;
    private readonly TimeSpan _mostDelay;

    public Line(VirtualTime time, Random random, TimeSpan mostDelay, Action onClientClosed)
    {
        _time = time;
        _random = random;
        _mostDelay = mostDelay;
        Client = new End(this, onClientClosed);
        Server = new End(this, static () => { });
        Client.Other = Server;
        Server.Other = Client;
    }

    public End Client { get; }

    public End Server { get; }

    /// <summary>Set once octets vanish and nobody is told.</summary>
    public bool BlackHole { get; set; }

    /// <summary>Both ends hear that the connection is broken.</summary>
    public void Break()
    {
        Client.Break();
        Server.Break();
    }

    internal sealed class End(Line line, Action onClosed) : Transport
    {
        private readonly Queue<byte[]> _arrived = new();
        private TaskCompletionSource? _waiting;
        private int _taken;
        private long _lastArrival;
        private bool _endOfStream;
        private bool _broken;

        public End Other { get; set; } = null!;

        public bool IsClosed { get; private set; }

        public override EndPoint? RemoteEndPoint => null;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer)
        {
            while (true)
            {
                ObjectDisposedException.ThrowIf(IsClosed, this);
                if (_broken)
                    throw new IOException("broken by the simulation");
                if (_arrived.TryPeek(out var octets))
                {
                    int count = Math.Min(buffer.Length, octets.Length - _taken);
                    octets.AsSpan(_taken, count).CopyTo(buffer.Span);
                    _taken += count;
                    if (_taken == octets.Length)
                    {
                        _arrived.Dequeue();
                        _taken = 0;
                    }
                    return count;
                }
                if (_endOfStream)
                    return 0;
                _waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                await _waiting.Task;
            }
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> data)
        {
            ObjectDisposedException.ThrowIf(IsClosed, this);
            if (_broken)
                throw new IOException("broken by the simulation");
            byte[] octets = data.ToArray();
            Arrive(() => Other._arrived.Enqueue(octets));
            return ValueTask.CompletedTask;
        }

        public override void ShutdownSend() => Arrive(() => Other._endOfStream = true);

        public override void Abort()
        {
            if (IsClosed)
                return;
            IsClosed = true;
            onClosed();
            Wake();
            Arrive(() => Other._endOfStream = true);
        }

        public void Break()
        {
            _broken = true;
            Wake();
        }

        private void Arrive(Action arrival)
        {
            if (line.BlackHole)
                return;
            _lastArrival = Math.Max(_lastArrival, line._time.Now + (line._mostDelay * line._random.NextDouble()).Ticks);
            line._time.After(TimeSpan.FromTicks(_lastArrival - line._time.Now), () =>
            {
                arrival();
                Other.Wake();
            });
        }

        private void Wake()
        {
            _waiting?.TrySetResult();
            _waiting = null;
        }
    }
}
