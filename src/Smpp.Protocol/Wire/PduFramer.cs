using System.Buffers.Binary;

namespace Smpp.Protocol;

/// <summary>What <see cref="PduFramer.TryRead"/> found at the start of a buffer.</summary>
public enum FrameResult
{
    /// <summary>A whole PDU.</summary>
    Frame,
    /// <summary>Too few octets; read more and try again from the same start.</summary>
    Incomplete,
    /// <summary>
    /// command_length is below 16 or above the bound: answer generic_nack ESME_RINVCMDLEN and close, resynchronising is impossible.
    /// </summary>
    BadLength,
}

/// <summary>Cuts a stream of octets into PDUs (v3.4 §3.2). Stateless, allocates nothing, never throws.</summary>
public static class PduFramer
{
    /// <summary>
    /// The largest PDU that any specified operation needs: a full message_payload TLV (65,535 octets and its 4 of tag and length)
    /// behind the mandatory fields of the longest operation, with room for other TLVs.
    /// </summary>
    public const int DefaultMaxLength = 128 * 1024;

    /// <summary>The bound before a bind: no bind PDU comes near it.</summary>
    public const int UnboundMaxLength = 256;

    /// <summary>
    /// Looks for one PDU at the start of <paramref name="buffer"/>. The bound is checked as soon as command_length is
    /// readable, so that a hostile length is refused before anything is buffered for it.
    /// </summary>
    /// <param name="buffer">The octets received so far.</param>
    /// <param name="maxLength">The greatest command_length allowed, header included.</param>
    /// <param name="header">The header; on <see cref="FrameResult.BadLength"/> only what could be read of it, else zero.</param>
    /// <param name="body">The octets behind the header: a slice of <paramref name="buffer"/>.</param>
    public static FrameResult TryRead(ReadOnlySpan<byte> buffer, int maxLength, out PduHeader header, out ReadOnlySpan<byte> body)
    {
        body = default;
        header = default;
        if (buffer.Length < sizeof(uint))
            return FrameResult.Incomplete;
        uint length = BinaryPrimitives.ReadUInt32BigEndian(buffer);
        if (buffer.Length >= PduHeader.Size)
            header = PduHeader.Read(buffer);
        if (length < PduHeader.Size || length > (uint)maxLength)
            return FrameResult.BadLength;
        if ((uint)buffer.Length < length)
            return FrameResult.Incomplete;
        body = buffer.Slice(PduHeader.Size, (int)length - PduHeader.Size);
        return FrameResult.Frame;
    }
}
