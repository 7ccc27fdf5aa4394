using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Storage;

/// <summary>
/// The first 64 octets of a segment: magic (8), format version (4), length of the file (4), segment number (8), the journal's
/// identity (16), when the segment was made in microseconds since 1970 (8), zero (8), CRC-32C of all that (4), zero (4).
/// Little-endian.
/// </summary>
internal readonly record struct SegmentHeader(long Number, int FileLength, Guid Journal, long CreatedAt)
{
    public const int Length = 64;
    public const int FormatVersion = 1;
    public const int MaxFileLength = 1 << 30;

    private const int CoveredLength = 56;

    private static ReadOnlySpan<byte> Magic => "SMPPJRNL"u8;

    public void Write(Span<byte> target)
    {
        Span<byte> header = target[..Length];
        header.Clear();
        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], FormatVersion);
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], FileLength);
        BinaryPrimitives.WriteInt64LittleEndian(header[16..], Number);
        Journal.TryWriteBytes(header[24..]);
        BinaryPrimitives.WriteInt64LittleEndian(header[40..], CreatedAt);
        BinaryPrimitives.WriteUInt32LittleEndian(header[CoveredLength..], Checksum(header));
    }

    /// <summary>Reads a header; otherwise <paramref name="fault"/> says in words what is wrong.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, out SegmentHeader header, out string fault)
    {
        header = default;
        fault = "";
        if (source.Length < Length) fault = $"the file ends after {source.Length} octets, within the header";
        else if (!source.StartsWith(Magic)) fault = "the header does not begin with SMPPJRNL";
        else if (Checksum(source) != BinaryPrimitives.ReadUInt32LittleEndian(source[CoveredLength..]))
            fault = "the header's checksum is wrong";
        else if (source[60..Length].ContainsAnyExcept((byte)0)) fault = "the header's last octets are not zero";
        else if (BinaryPrimitives.ReadInt32LittleEndian(source[8..]) is var version && version != FormatVersion)
            fault = $"format version {version} is not known to this release, which writes version {FormatVersion}";
        if (fault.Length > 0) return false;
        header = new SegmentHeader(
            BinaryPrimitives.ReadInt64LittleEndian(source[16..]),
            BinaryPrimitives.ReadInt32LittleEndian(source[12..]),
            new Guid(source[24..40]),
            BinaryPrimitives.ReadInt64LittleEndian(source[40..]));
        return true;
    }

    private static uint Checksum(ReadOnlySpan<byte> header)
    {
        uint crc = uint.MaxValue;
        foreach (ulong word in MemoryMarshal.Cast<byte, ulong>(header[..CoveredLength])) crc = BitOperations.Crc32C(crc, word);
        return ~crc;
    }
}
