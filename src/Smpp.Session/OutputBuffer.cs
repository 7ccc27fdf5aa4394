using System.Buffers;

namespace Smpp.Session;

/// <summary>
/// What waits to be written to the peer: one contiguous buffer that encoders append to while the sender writes the other
/// one. Swapping the two is what batches: everything appended during one write leaves in the next.
/// Not thread-safe; the session's gate guards it, but for the taken buffer, which is the sender's alone.
/// </summary>
internal sealed class OutputBuffer
{
    private const int InitialSize = 256;
    private const int KeepSize = 16 * 1024;

    private byte[] _filling = [];
    private byte[] _sending = [];
    private bool _taken;
    private bool _disposed;

    /// <summary>Where the buffers come from and go back to.</summary>
    public ArrayPool<byte> Pool { get; set; } = ArrayPool<byte>.Shared;

    public int Length { get; private set; }

    /// <summary>Room for exactly <paramref name="length"/> octets; they count as written once <see cref="Advance"/> says so.</summary>
    public Span<byte> Room(int length)
    {
        int end = Length + length;
        if (end > _filling.Length)
            Grow(end);
        return _filling.AsSpan(Length, length);
    }

    /// <summary>Appends what was written to the <see cref="Room"/>.</summary>
    public void Advance(int length) => Length += length;

    /// <summary>
    /// Takes all that was appended; it stays valid until the next call. When there is nothing, large buffers go back to the
    /// pool: a session keeps them only as long as it is busy.
    /// </summary>
    public ReadOnlyMemory<byte> Take()
    {
        if (Length == 0)
        {
            Release();
            return default;
        }
        (_filling, _sending) = (_sending, _filling);
        var taken = _sending.AsMemory(0, Length);
        Length = 0;
        _taken = true;
        return taken;
    }

    /// <summary>The sender is done with what it took.</summary>
    public void Release()
    {
        _taken = false;
        ReturnUnlessKept(ref _filling);
        ReturnUnlessKept(ref _sending);
    }

    /// <summary>Gives the buffers back: the one being sent not before its sender is done with it.</summary>
    public void Dispose()
    {
        _disposed = true;
        Length = 0;
        Return(ref _filling);
        if (!_taken)
            Return(ref _sending);
    }

    private void Grow(int needed)
    {
        var larger = Pool.Rent(Math.Max(InitialSize, Math.Max(needed, _filling.Length * 2)));
        _filling.AsSpan(0, Length).CopyTo(larger);
        Return(ref _filling);
        _filling = larger;
    }

    private void ReturnUnlessKept(ref byte[] buffer)
    {
        if (_disposed || buffer.Length > KeepSize)
            Return(ref buffer);
    }

    private void Return(ref byte[] buffer)
    {
        if (buffer.Length > 0)
            Pool.Return(buffer);
        buffer = [];
    }
}
