namespace Cli.Capture;

/// <summary>
/// One direction of a connection: brings its segments into their order and gives each octet on once. Sequence numbers are compared
/// by their difference, so that they may wrap (RFC 9293 §3.4).
/// </summary>
internal sealed class TcpStream(PduStream pdus, ReorderBudget budget)
{
    /// <summary>Further apart than any window: not the connection that was, but another between the same ports.</summary>
    private const int Farthest = 1 << 26;

    private readonly ReorderBuffer _early = new(budget);
    private bool _begun;
    private uint _first;
    private uint _next;
    private CaptureTime _time;

    public void Add(in TcpSegment segment)
    {
        uint sequence = segment.Sequence;
        if (segment.Syn)
            Begin(++sequence);
        if (segment.Payload.IsEmpty && segment.Cut == 0)
            return;
        if (_begun && Math.Abs((long)(int)(sequence - _next)) > Farthest)
            End();
        if (!_begun)
            BeginAnywhere(sequence);
        if ((int)(sequence - _next) > 0)
            _early.Add(sequence, segment);
        else
            Give(sequence, segment.Payload, segment.Cut, segment.Time);
        GiveEarly();
    }

    /// <summary>Forgets where the stream stands: it was not looked at.</summary>
    public void Forget() => _begun = false;

    /// <summary>Gives on what is still held: no more segments will come.</summary>
    public void End()
    {
        while (!_early.IsEmpty)
            PassGap();
        if (_begun)
            pdus.End(cutOff: true);
        _begun = false;
    }

    private void Begin(uint sequence)
    {
        if (_begun && _first == sequence)
            return;
        End();
        _begun = true;
        _first = _next = sequence;
    }

    private void BeginAnywhere(uint sequence)
    {
        _begun = true;
        _first = _next = sequence;
        pdus.BeginAnywhere();
    }

    private void GiveEarly()
    {
        GiveDue();
        while (_early.IsFull)
            PassGap();
    }

    /// <summary>Gives on the segments whose turn it is.</summary>
    private void GiveDue()
    {
        while (!_early.IsEmpty && (int)(_early.First.Sequence - _next) <= 0)
        {
            ReorderBuffer.Segment first = _early.First;
            Give(first.Sequence, first.Payload, first.Cut, first.Time);
            _early.DropFirst();
        }
    }

    private void PassGap()
    {
        ReorderBuffer.Segment first = _early.First;
        if ((int)(first.Sequence - _next) > 0)
        {
            pdus.Missing(first.Sequence - _next, CaptureTime.Later(_time, first.Time));
            _next = first.Sequence;
        }
        GiveDue();
    }

    /// <summary>Gives on what of a segment is new. It begins at or before what is next.</summary>
    private void Give(uint sequence, ReadOnlySpan<byte> payload, int cut, CaptureTime time)
    {
        _time = CaptureTime.Later(_time, time);
        uint known = _next - sequence;
        if (known < (uint)payload.Length)
        {
            _next = sequence + (uint)payload.Length;
            pdus.Append(payload[(int)known..], _time);
        }
        uint end = sequence + (uint)payload.Length + (uint)cut;
        if ((int)(end - _next) <= 0)
            return;
        pdus.Missing(end - _next, _time);
        _next = end;
    }
}
