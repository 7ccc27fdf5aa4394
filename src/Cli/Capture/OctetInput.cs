namespace Cli.Capture;

/// <summary>
/// A stream of octets that can be looked at before they are taken. What is looked at or taken lies in one buffer that is used
/// again: it is valid until the next call.
/// </summary>
/// <param name="stream">The source; a read error ends it like its end would, and is told by <see cref="Failure"/>.</param>
/// <param name="beforeWaiting">Called before each read, which may take long on a pipe.</param>
internal sealed class OctetInput(Stream stream, Action? beforeWaiting = null) : IDisposable
{
    private const int ReadSize = 64 * 1024;

    private byte[] _buffer = new byte[ReadSize];
    private int _start;
    private int _end;
    private bool _ended;

    /// <summary>How many octets have been taken.</summary>
    public long Position { get; private set; }

    /// <summary>Why the source could not be read to its end; null when it could.</summary>
    public string? Failure { get; private set; }

    /// <summary>What has been read and not yet taken.</summary>
    public ReadOnlySpan<byte> Buffered => _buffer.AsSpan(_start, _end - _start);

    /// <summary>The next octets; fewer than <paramref name="count"/> only where the source ends.</summary>
    public ReadOnlySpan<byte> Peek(int count)
    {
        Fill(count);
        return _buffer.AsSpan(_start, Math.Min(count, _end - _start));
    }

    /// <summary>Takes so many octets, or none when there are not so many.</summary>
    public bool TryTake(int count, out ReadOnlySpan<byte> octets)
    {
        octets = Peek(count);
        if (octets.Length < count)
            return false;
        Advance(count);
        return true;
    }

    /// <summary>Takes what a single read gives; none at the end.</summary>
    public ReadOnlySpan<byte> TakeSome()
    {
        Fill(1);
        ReadOnlySpan<byte> octets = Buffered;
        Advance(octets.Length);
        return octets;
    }

    /// <summary>Takes a line without its end; of one that is longer than <paramref name="most"/>, about so many octets.</summary>
    /// <returns>False at the end.</returns>
    public bool TryTakeLine(int most, out ReadOnlySpan<byte> line)
    {
        int length = 0;
        while (length <= most)
        {
            ReadOnlySpan<byte> there = Peek(length + 1);
            if (there.Length == length)
                break;
            there = Buffered;
            int end = there[length..].IndexOf((byte)'\n');
            length = end < 0 ? there.Length : length + end;
            if (end < 0)
                continue;
            line = there[..length];
            Advance(length + 1);
            return true;
        }
        line = Buffered[..length];
        Advance(length);
        return length > 0;
    }

    /// <summary>Passes over so many octets without keeping them.</summary>
    /// <returns>False when the source ends before.</returns>
    public bool TrySkip(long count)
    {
        while (count > 0)
        {
            Fill(1);
            int step = (int)Math.Min(count, _end - _start);
            if (step == 0)
                return false;
            Advance(step);
            count -= step;
        }
        return true;
    }

    public void Dispose() => stream.Dispose();

    private void Advance(int count)
    {
        _start += count;
        Position += count;
    }

    private void Fill(int count)
    {
        if (_end - _start >= count)
            return;
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _end -= _start;
        _start = 0;
        if (_buffer.Length < count)
            Array.Resize(ref _buffer, Math.Max(count, 2 * _buffer.Length));
        while (_end < count && !_ended)
            Read();
    }

    private void Read()
    {
        beforeWaiting?.Invoke();
        try
        {
            int read = stream.Read(_buffer, _end, _buffer.Length - _end);
            _end += read;
            _ended = read == 0;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Failure = error.Message;
            _ended = true;
        }
    }
}
