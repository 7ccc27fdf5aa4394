using System.Buffers;
using Smpp.Protocol;

namespace Smpp.Session;

/// <summary>
/// What a session sends: the window of its unanswered requests and the octets that wait to be written, which change together.
/// Not thread-safe; the session's gate guards it.
/// </summary>
internal sealed class Outgoing(SessionCounters counters, int window)
{
    private readonly OutputBuffer _output = new();

    public RequestWindow Window { get; private set; } = new(window);

    /// <summary>Octets that wait to be written.</summary>
    public int Length => _output.Length;

    /// <summary>Of these, the octets of responses, which the peer decides about by what it asks and does not read.</summary>
    public int ResponseLength { get; private set; }

    /// <summary>Where the output's buffers come from.</summary>
    public ArrayPool<byte> Pool
    {
        set => _output.Pool = value;
    }

    /// <summary>Takes over the window that the bind brought; nothing may be unanswered yet.</summary>
    public void Adopt(RequestWindow window) => Window = window;

    /// <summary>Encodes one PDU.</summary>
    public void Write<T>(scoped ref T body, CommandStatus status, uint sequence) where T : IPduBody, allows ref struct
    {
        int length = PduHeader.Size + body.BodyLength;
        var span = _output.Room(length);
        new PduHeader((uint)length, body.Id, status, sequence).Write(span);
        body.WriteBody(span[PduHeader.Size..]);
        Advance(body.Id, status, length);
    }

    /// <summary>
    /// Encodes a response with congestion_state behind its TLVs, unless it has one already or no place for any (v5.0 §4.8.4.18).
    /// </summary>
    public void WriteResponse<T>(scoped ref T body, CommandStatus status, uint sequence, byte congestion)
        where T : IPduBody, allows ref struct
    {
        int length = PduHeader.Size + body.BodyLength;
        var span = _output.Room(length + TlvWriter.Size(sizeof(byte)));
        var octets = span[PduHeader.Size..length];
        body.WriteBody(octets);
        if (ResponseTlvs.TryFind(body.Id, octets, out var tlvs) && !tlvs.TryGet(TlvTag.CongestionState, out _))
            length += TlvWriter.WriteByte(span[length..], TlvTag.CongestionState, congestion);
        new PduHeader((uint)length, body.Id, status, sequence).Write(span);
        Advance(body.Id, status, length);
    }

    /// <summary>Encodes a PDU that is a header alone.</summary>
    public void WriteEmpty(CommandId id, CommandStatus status, uint sequence)
    {
        var empty = new EmptyBody(id);
        Write(ref empty, status, sequence);
    }

    /// <summary>Encodes a header-only request that bypasses the window, and says its number.</summary>
    public uint WriteRequest<T>(scoped ref T body) where T : IPduBody, allows ref struct
    {
        uint sequence = Window.NextSequence();
        Write(ref body, CommandStatus.Ok, sequence);
        return sequence;
    }

    /// <summary>Takes a window slot and encodes a request; false when the window is full.</summary>
    public bool TryWriteRequest<T>(scoped ref T body, IReplySink sink, long token, long deadline, long sentAt = 0)
        where T : IPduBody, allows ref struct
    {
        if (!Window.TryEnter(body.Id, sink, token, deadline, out uint sequence, sentAt))
            return false;
        try
        {
            Write(ref body, CommandStatus.Ok, sequence);
        }
        catch
        {
            // A body that cannot be encoded is the caller's mistake; its slot must not stay behind.
            Window.TryComplete(sequence, out _);
            throw;
        }
        return true;
    }

    /// <summary>Takes what waits to be written; it stays valid until the next call.</summary>
    public ReadOnlyMemory<byte> Take()
    {
        ResponseLength = 0;
        return _output.Take();
    }

    /// <summary>The sender is done with what it took, and takes no more.</summary>
    public void Release() => _output.Release();

    public void Dispose() => _output.Dispose();

    /// <summary>Only once a PDU is encoded: of a body that cannot be, no half may stay behind.</summary>
    private void Advance(CommandId id, CommandStatus status, int length)
    {
        _output.Advance(length);
        if (id.IsResponse)
            ResponseLength += length;
        counters.PdusOut++;
        counters.OctetsOut += length;
        SessionTelemetry.Sent(id, status);
    }
}
