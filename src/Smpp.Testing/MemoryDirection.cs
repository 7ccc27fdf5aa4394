using System.Buffers;
using System.IO.Pipelines;
using System.Threading.Channels;

namespace Smpp.Testing;

/// <summary>One way of a <see cref="MemoryLink"/>.</summary>
internal sealed class MemoryDirection
{
    private readonly MemoryLink _link;
    private readonly TimeProvider _time;
    private readonly Pipe _pipe;
    private readonly Lock _gate = new();
    private readonly Queue<(byte[] Octets, long Due)> _delayed = new();
    private readonly ITimer _due;
    private readonly Channel<byte[]> _arriving = Channel.CreateUnbounded<byte[]>();
    private volatile bool _cut;
    private volatile bool _readerClosed;
    private volatile bool _writerClosed;
    private int _underWay;

    public MemoryDirection(MemoryLink link, TimeProvider time, int room)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(room);
        _link = link;
        _time = time;
        _pipe = new Pipe(new PipeOptions(
            pauseWriterThreshold: room, resumeWriterThreshold: Math.Max(1, room / 2), useSynchronizationContext: false));
        _due = time.CreateTimer(_ => MoveDue(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _ = CarryArrivingAsync();
    }

    public async ValueTask<int> ReadAsync(Memory<byte> buffer)
    {
        CheckReader();
        var result = await _pipe.Reader.ReadAsync().ConfigureAwait(false);
        var taken = result.Buffer.Slice(0, Math.Min(Math.Min(buffer.Length, _link.ReadAtMost), result.Buffer.Length));
        int length = (int)taken.Length;
        taken.CopyTo(buffer.Span);
        _pipe.Reader.AdvanceTo(taken.End);
        CheckReader();
        return length;
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> octets)
    {
        if (_cut)
            throw WasCut();
        if (_writerClosed)
            throw new IOException("This end has said that it sends nothing more.");
        if (_readerClosed)
            return;
        if (_link.Delay > TimeSpan.Zero || Volatile.Read(ref _underWay) > 0)
        {
            Interlocked.Increment(ref _underWay);
            Delay(octets.ToArray());
            return;
        }
        await _pipe.Writer.WriteAsync(octets).ConfigureAwait(false);
        if (_cut)
            throw WasCut();
    }

    /// <summary>The reader gets what was written, then the end of the stream.</summary>
    public void Complete()
    {
        _writerClosed = true;
        MoveDue();
    }

    /// <summary>Nobody reads any more: what is written is lost, as on a network.</summary>
    public void CloseReader()
    {
        _readerClosed = true;
        Wake();
    }

    public void Cut()
    {
        _cut = true;
        _arriving.Writer.TryComplete();
        Wake();
    }

    private void Wake()
    {
        _pipe.Reader.CancelPendingRead();
        _pipe.Writer.CancelPendingFlush();
    }

    private void CheckReader()
    {
        ObjectDisposedException.ThrowIf(_readerClosed, typeof(MemoryTransport));
        if (_cut)
            throw WasCut();
    }

    private static IOException WasCut() => new("The link was cut.");

    /// <summary>The time begins with the write, whatever threads do: on a clock that a test moves it ends exactly then.</summary>
    private void Delay(byte[] octets)
    {
        lock (_gate)
        {
            long due = _time.GetTimestamp() + (long)(_link.Delay.TotalSeconds * _time.TimestampFrequency);
            _delayed.Enqueue((octets, due));
        }
        MoveDue();
    }

    /// <summary>Lets arrive what is due and not behind anything that is not, and waits for the next; then comes the end.</summary>
    private void MoveDue()
    {
        lock (_gate)
        {
            while (_delayed.TryPeek(out var next))
            {
                var wait = _time.GetElapsedTime(_time.GetTimestamp(), next.Due);
                if (wait > TimeSpan.Zero)
                {
                    _due.Change(wait, Timeout.InfiniteTimeSpan);
                    return;
                }
                _arriving.Writer.TryWrite(_delayed.Dequeue().Octets);
            }
            if (_writerClosed)
                _arriving.Writer.TryComplete();
        }
    }

    /// <summary>Brings what was delayed as there is room for it, and the end of the stream after it.</summary>
    private async Task CarryArrivingAsync()
    {
        await foreach (byte[] octets in _arriving.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            if (_cut)
                return;
            await _pipe.Writer.WriteAsync(octets).ConfigureAwait(false);
            Interlocked.Decrement(ref _underWay);
        }
        await _pipe.Writer.CompleteAsync().ConfigureAwait(false);
    }
}
