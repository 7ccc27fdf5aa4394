using System.Buffers;

namespace Smpp.Session;

/// <summary>
/// The octets received and not handled yet, contiguous. Doubles while single reads fill it, so that a busy session reads in
/// large batches, shrinks when reads have become small again, and can be let go of while nothing comes.
/// </summary>
internal sealed class ReceiveBuffer(ArrayPool<byte> pool) : IDisposable
{
    public const int InitialSize = 4 * 1024;
    public const int LargestSize = 64 * 1024;

    private const int SmallRead = InitialSize / 4;
    private const int SmallReadsBeforeShrinking = 16;

    private byte[] _octets = [];
    private int _start;
    private int _end;
    private int _smallReads;

    public ReceiveBuffer()
        : this(ArrayPool<byte>.Shared)
    {
    }

    public int Size => _octets.Length;

    /// <summary>What was received and not consumed.</summary>
    public ReadOnlySpan<byte> Received => _octets.AsSpan(_start, _end - _start);

    /// <summary>Room for the next read: at least one octet.</summary>
    public Memory<byte> Room()
    {
        if (_octets.Length == 0)
            _octets = pool.Rent(InitialSize);
        if (_start == _end)
        {
            _start = _end = 0;
            if (_smallReads >= SmallReadsBeforeShrinking && _octets.Length > InitialSize)
                Replace(InitialSize);
        }
        if (_end == _octets.Length)
            MakeRoom();
        return _octets.AsMemory(_end);
    }

    /// <summary>Counts <paramref name="count"/> octets as received into what <see cref="Room"/> gave.</summary>
    public void OnRead(int count)
    {
        _end += count;
        _smallReads = count < SmallRead ? _smallReads + 1 : 0;
    }

    /// <summary>Takes <paramref name="count"/> octets off the front.</summary>
    public void Consume(int count) => _start += count;

    /// <summary>Lets go of the buffer until the next <see cref="Room"/>, unless octets of a PDU are in it.</summary>
    public void Release()
    {
        if (_start == _end)
            Dispose();
    }

    /// <summary>Keeps only what the octets in it need, since nothing is read for a while.</summary>
    public void Shrink()
    {
        Release();
        if (_octets.Length > InitialSize && _end - _start <= InitialSize)
            Replace(InitialSize);
    }

    public void Dispose()
    {
        if (_octets.Length > 0)
            pool.Return(_octets);
        _octets = [];
        _start = _end = 0;
    }

    private void MakeRoom()
    {
        // Beyond the usual largest size only for a single PDU that does not fit: the framer bounds that.
        if (_octets.Length < LargestSize || _start == 0)
        {
            Replace(_octets.Length * 2);
            return;
        }
        Received.CopyTo(_octets);
        _end -= _start;
        _start = 0;
    }

    private void Replace(int size)
    {
        byte[] target = pool.Rent(size);
        Received.CopyTo(target);
        pool.Return(_octets);
        _octets = target;
        _end -= _start;
        _start = 0;
    }
}
