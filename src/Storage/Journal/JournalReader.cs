namespace Storage;

/// <summary>Reads a journal's durable events while it is written. One thread at a time.</summary>
public sealed class JournalReader : IDisposable
{
    private const int BufferBytes = 1 << 20;

    private readonly Journal _journal;
    private readonly IJournalFiles _files;
    private readonly string _folder;
    private readonly byte[] _buffer = new byte[BufferBytes];
    private readonly JournalPosition _from;
    private IJournalFile? _file;
    private JournalPosition _next;
    private JournalPosition _last;
    private int _start;
    private int _end;

    internal JournalReader(Journal journal, IJournalFiles files, string folder, JournalPosition from)
    {
        _journal = journal;
        _files = files;
        _folder = folder;
        long oldest = journal.OldestSegment;
        _next = from.Segment < oldest ? new JournalPosition(oldest, SegmentHeader.Length) : from;
        _from = _next;
        _last = _next;
    }

    /// <summary>Behind the last event that was read: where another reader goes on.</summary>
    public JournalPosition Position => _next;

    /// <summary>Events of the journal before <see cref="Position"/>; -1 until the reader has passed the start of a batch.</summary>
    public long EventsBefore { get; private set; } = -1;

    /// <summary>Where the last event that was read stands.</summary>
    public JournalPosition EventPosition => _last;

    /// <summary>The next durable event; false when there is none yet. Its spans are valid until the next call.</summary>
    /// <exception cref="JournalCorruptException">A record is damaged or its segment is gone.</exception>
    public bool TryRead(out JournalEvent e)
    {
        e = default;
        if (!TryNext(out ReadOnlySpan<byte> body)) return false;
        if (JournalEvent.TryRead(body, out e)) return true;
        throw Unknown();
    }

    /// <summary>
    /// The next durable event as the journal has it, for who does not want each; false when there is none yet. Valid until the next call.
    /// </summary>
    /// <exception cref="JournalCorruptException">A record is damaged or its segment is gone.</exception>
    internal bool TryReadEncoded(out ReadOnlySpan<byte> encoded, out EventKind kind, out int payloadLength)
    {
        kind = default;
        payloadLength = 0;
        if (!TryNext(out encoded)) return false;
        if (JournalEvent.TryReadKind(encoded, out kind, out payloadLength)) return true;
        throw Unknown();
    }

    /// <summary>Waits until there is something to read; false when the journal has ended and all of it was read.</summary>
    public async ValueTask<bool> WaitAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task progress = _journal.NextProgress();
            bool ended = _journal.HasEnded;
            if (_next < _journal.DurablePosition) return true;
            if (ended) return false;
            await progress.WaitAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    private bool TryNext(out ReadOnlySpan<byte> body)
    {
        JournalPosition durable = _journal.DurablePosition;
        while (true)
        {
            body = default;
            if (_next >= durable && _next >= (durable = _journal.DurablePosition)) return false;
            if (!TryReadFrame(durable, out body, out int size))
            {
                if (_next == _from && TryPassRepair(durable)) continue;
                throw Corrupt("the record there is damaged");
            }
            if (Frame.IsEnd(body))
            {
                MoveTo(new JournalPosition(_next.Segment + 1, SegmentHeader.Length));
                continue;
            }
            _last = _next;
            Pass(size);
            if (Frame.IsMark(body))
            {
                EventsBefore = Frame.EventsBefore(body);
                continue;
            }
            if (Frame.IsVoid(body)) continue;
            if (EventsBefore >= 0) EventsBefore++;
            return true;
        }
    }

    /// <summary>
    /// Where reading begins there need be no record any more: a repair covers several damaged ones with one void, and ends a segment
    /// that was lost right behind its header. Then it goes on behind that.
    /// </summary>
    private bool TryPassRepair(JournalPosition durable)
    {
        MoveTo(new JournalPosition(_from.Segment, SegmentHeader.Length));
        while (_next < _from && TryReadFrame(durable, out ReadOnlySpan<byte> body, out int size))
        {
            if (Frame.IsEnd(body))
            {
                MoveTo(new JournalPosition(_next.Segment + 1, SegmentHeader.Length));
                return true;
            }
            Pass(size);
            if (_next > _from && Frame.IsVoid(body)) return true;
        }
        MoveTo(_from);
        return false;
    }

    private void Pass(int size)
    {
        _next = new JournalPosition(_next.Segment, _next.Offset + size);
        _start += size;
    }

    private bool TryReadFrame(JournalPosition durable, out ReadOnlySpan<byte> body, out int size)
    {
        if (Frame.TryRead(_buffer.AsSpan(_start, _end - _start), _next, out body, out size)) return true;
        Fill(durable);
        return Frame.TryRead(_buffer.AsSpan(_start, _end - _start), _next, out body, out size);
    }

    private void Fill(JournalPosition durable)
    {
        _file ??= Open(_next.Segment);
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _end -= _start;
        _start = 0;
        long limit = durable.Segment == _next.Segment ? durable.Offset : long.MaxValue;
        int wanted = (int)Math.Min(_buffer.Length - _end, limit - (_next.Offset + _end));
        if (wanted > 0) _end += _file.Read(_buffer.AsSpan(_end, wanted), _next.Offset + _end);
    }

    private void MoveTo(JournalPosition position)
    {
        _next = position;
        _start = 0;
        _end = 0;
        _file?.Dispose();
        _file = null;
    }

    private IJournalFile Open(long segment)
    {
        try
        {
            return _files.Open(SegmentFolder.PathOf(_folder, segment));
        }
        catch (FileNotFoundException)
        {
            throw Corrupt("the segment is gone");
        }
    }

    private JournalCorruptException Unknown() => Corrupt("the record there is intact, but its layout is not known to this release");

    private JournalCorruptException Corrupt(string reason) => new(SegmentFolder.PathOf(_folder, _next.Segment), _next.Offset, reason);
}
