using System.Buffers.Binary;

namespace Smpp.Protocol;

/// <summary>
/// The 16 octets every PDU begins with (v3.4 §3.2, v5.0 §3.2.1), all big-endian:
/// <code>
///  0       4           8               12                16
///  +-------+-----------+---------------+-----------------+
///  | length| command_id| command_status| sequence_number |
///  +-------+-----------+---------------+-----------------+
/// </code>
/// </summary>
/// <param name="Length">command_length: the whole PDU in octets, these 16 included.</param>
/// <param name="Id">command_id</param>
/// <param name="Status">command_status; zero in requests.</param>
/// <param name="Sequence">sequence_number; own requests use 1..0x7FFFFFFF, a peer's number is echoed whatever it is.</param>
public readonly record struct PduHeader(uint Length, CommandId Id, CommandStatus Status, uint Sequence)
{
    /// <summary>Octets of a header.</summary>
    public const int Size = 16;

    /// <summary>Reads a header; <paramref name="source"/> must hold at least <see cref="Size"/> octets.</summary>
    public static PduHeader Read(ReadOnlySpan<byte> source) => new(
        BinaryPrimitives.ReadUInt32BigEndian(source),
        (CommandId)BinaryPrimitives.ReadUInt32BigEndian(source[4..]),
        (CommandStatus)BinaryPrimitives.ReadUInt32BigEndian(source[8..]),
        BinaryPrimitives.ReadUInt32BigEndian(source[12..]));

    /// <summary>Writes the header; <paramref name="target"/> must hold at least <see cref="Size"/> octets.</summary>
    public void Write(Span<byte> target)
    {
        BinaryPrimitives.WriteUInt32BigEndian(target, Length);
        BinaryPrimitives.WriteUInt32BigEndian(target[4..], (uint)Id);
        BinaryPrimitives.WriteUInt32BigEndian(target[8..], (uint)Status);
        BinaryPrimitives.WriteUInt32BigEndian(target[12..], Sequence);
    }
}
