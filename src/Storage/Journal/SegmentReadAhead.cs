namespace Storage;

/// <summary>
/// Reads segments one after the other, each on a thread of the pool while the one before is being looked through. Two segments
/// are in memory at most.
/// </summary>
internal sealed class SegmentReadAhead(string folder, IJournalFiles files, long[] numbers) : IDisposable
{
    private const int MaxOctets = SegmentHeader.MaxFileLength;

    private byte[] _present = [];
    private byte[] _spare = [];
    private int _next;
    private Task<Segment>? _reading;

    private readonly record struct Segment(byte[] Buffer, int Octets, long FileLength);

    /// <summary>The next segment's octets, valid until the next call, and its file's length, which is more for an overlong file.</summary>
    public ReadOnlySpan<byte> Next(out long fileLength)
    {
        Segment segment = (_reading ?? Read(numbers[_next])).GetAwaiter().GetResult();
        (_present, _spare) = (segment.Buffer, _present);
        _next++;
        _reading = _next < numbers.Length ? Read(numbers[_next]) : null;
        fileLength = segment.FileLength;
        return _present.AsSpan(0, segment.Octets);
    }

    /// <summary>Waits for what is being read, so that no file stays open.</summary>
    public void Dispose()
    {
        if (_reading is null) return;
        ((IAsyncResult)_reading).AsyncWaitHandle.WaitOne();
    }

    private Task<Segment> Read(long number)
    {
        byte[] buffer = _spare;
        return Task.Run(() =>
        {
            using IJournalFile file = files.Open(SegmentFolder.PathOf(folder, number));
            long length = file.Length;
            int wanted = (int)Math.Min(length, MaxOctets);
            if (buffer.Length < wanted) buffer = GC.AllocateUninitializedArray<byte>(wanted);
            return new Segment(buffer, file.Read(buffer.AsSpan(0, wanted), 0), length);
        });
    }
}
