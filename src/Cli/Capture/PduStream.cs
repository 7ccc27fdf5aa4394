using Smpp.Protocol;

namespace Cli.Capture;

/// <summary>
/// Cuts the octets of one direction into PDUs. Behind a gap it goes on with the PDU that follows the broken one when the lengths tell
/// where that is, and otherwise where octets look like a PDU. Keeps no more than one unfinished PDU.
/// </summary>
/// <param name="sink">Gets the PDUs.</param>
/// <param name="source">Address and port of the sender; null for what is no capture.</param>
/// <param name="destination">Address and port of the receiver; null for what is no capture.</param>
internal sealed class PduStream(IPduSink sink, string? source, string? destination)
{
    private const int LargestKept = 16 * 1024;

    private byte[] _held = [];
    private int _count;

    /// <summary>Octets still to come of a PDU that a gap broke.</summary>
    private long _broken;
    private bool _searching;
    private long _passedOver;
    private CaptureTime _time;

    private PduOrigin? Origin => source is null || destination is null ? null : new PduOrigin(_time, source, destination);

    /// <summary>The stream does not begin here: a PDU may be under way.</summary>
    public void BeginAnywhere() => _searching = true;

    public void Append(ReadOnlySpan<byte> octets, CaptureTime time)
    {
        _time = time;
        if (_broken > 0)
        {
            int step = (int)Math.Min(_broken, octets.Length);
            _broken -= step;
            octets = octets[step..];
        }
        if (_count == 0)
        {
            Hold(octets[Cut(octets)..]);
            return;
        }
        Hold(octets);
        int done = Cut(_held.AsSpan(0, _count));
        _held.AsSpan(done, _count - done).CopyTo(_held);
        _count -= done;
        if (_count == 0 && _held.Length > LargestKept)
            _held = [];
    }

    /// <summary>The next octets of the stream are not to be had.</summary>
    public void Missing(long count, CaptureTime time)
    {
        _time = time;
        string text = $"{Octets(count)} missing from the capture";
        long rest = _broken;
        if (_count >= PduHeader.Size && !_searching)
        {
            PduHeader header = PduHeader.Read(_held);
            rest = header.Length - _count;
            text += $", in {header.Id.Name} {header.Sequence}";
        }
        bool within = rest > 0 && count <= rest;
        _broken = within ? rest - count : 0;
        _searching |= !within;
        _count = 0;
        sink.Note(Origin, text, lost: true);
    }

    /// <summary>No more octets will come.</summary>
    /// <param name="cutOff">Whether the sender may have sent more, so that a PDU under way is no fault of its own.</param>
    public void End(bool cutOff)
    {
        if (_searching)
        {
            _passedOver += _count;
            SayPassedOver();
        }
        else if (_count > 0 && cutOff)
            sink.Note(Origin, $"ends inside a PDU, of which {Octets(_count)} there", lost: false);
        else if (_count > 0)
            sink.Pdu(Origin, _held.AsSpan(0, _count));
        _count = 0;
        _broken = 0;
        _searching = false;
    }

    /// <summary>Gives out the whole PDUs.</summary>
    /// <returns>How many octets are done with.</returns>
    private int Cut(ReadOnlySpan<byte> octets)
    {
        int done = 0;
        while (TryCut(octets[done..], out int step))
            done += step;
        return done;
    }

    private bool TryCut(ReadOnlySpan<byte> octets, out int step)
    {
        if (_searching)
        {
            step = PduSign.Find(octets, out bool found);
            _passedOver += step;
            _searching = !found;
            if (found)
                SayPassedOver();
            return found || step > 0;
        }
        step = 0;
        FrameResult result = PduFramer.TryRead(octets, PduFramer.DefaultMaxLength, out PduHeader header, out _);
        if (result == FrameResult.Frame)
        {
            step = (int)header.Length;
            sink.Pdu(Origin, octets[..step]);
            return true;
        }
        if (result == FrameResult.Incomplete || octets.Length < PduHeader.Size)
            return false;
        // A session ends here (v3.4 §3.2); a capture may still show what else was sent.
        step = PduHeader.Size;
        sink.Pdu(Origin, octets[..step]);
        _searching = true;
        return true;
    }

    private void SayPassedOver()
    {
        if (_passedOver > 0)
            sink.Note(Origin, $"{Octets(_passedOver)} passed over in search of the next PDU", lost: false);
        _passedOver = 0;
    }

    private void Hold(ReadOnlySpan<byte> octets)
    {
        if (_count + octets.Length > _held.Length)
            Array.Resize(ref _held, Math.Max(_count + octets.Length, _held.Length * 2));
        octets.CopyTo(_held.AsSpan(_count));
        _count += octets.Length;
    }

    private static string Octets(long count) => count == 1 ? "1 octet is" : $"{count} octets are";
}
