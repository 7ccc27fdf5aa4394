using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Storage;

/// <summary>
/// A record in a segment: length (4), CRC-32C (4), body padded with zeros to 8 octets. The CRC covers the record's position in
/// the journal, the length and the padded body, so that octets of a segment's earlier life never validate.
/// </summary>
/// <remarks>
/// Three kinds of record are the journal's own. A <em>mark</em> opens every batch, and every segment: whether all before it was
/// synced when it was written, whether the journal was closed with it, the sequence from which message ids may go on, and how
/// many events the journal had taken before. An <em>end</em> closes a segment. A <em>void</em>, which only a repair leaves, stands
/// where octets were damaged.
/// </remarks>
internal static class Frame
{
    public const int HeaderLength = 8;
    public const int MaxBodyLength = 256 << 10;
    public const int MaxSize = HeaderLength + MaxBodyLength;
    public const int MarkSize = HeaderLength + 24;
    public const int EndSize = HeaderLength + 8;

    public const byte MarkKind = 0xF0;
    public const byte VoidKind = 0xF1;
    public const byte EndKind = 0xFF;

    private const byte SyncedFlag = 1;
    private const byte ClosedFlag = 2;
    private const int Alignment = 8;

    /// <summary>Octets that a body of this length takes in the segment.</summary>
    public static int Size(int bodyLength) => HeaderLength + ((bodyLength + Alignment - 1) & -Alignment);

    /// <summary>Completes a record whose body already stands behind the place of its header.</summary>
    public static void Seal(Span<byte> frame, int bodyLength, JournalPosition position)
    {
        frame[(HeaderLength + bodyLength)..].Clear();
        BinaryPrimitives.WriteInt32LittleEndian(frame, bodyLength);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[4..], Checksum(frame[HeaderLength..], bodyLength, position));
    }

    public static void WriteMark(Span<byte> frame, JournalPosition position, bool synced, long reservedIds, long events,
        bool closed = false)
    {
        Span<byte> body = frame[HeaderLength..];
        int flags = (synced ? SyncedFlag : 0) | (closed ? ClosedFlag : 0);
        BinaryPrimitives.WriteUInt64LittleEndian(body, MarkKind | ((ulong)flags << 8));
        BinaryPrimitives.WriteInt64LittleEndian(body[8..], reservedIds);
        BinaryPrimitives.WriteInt64LittleEndian(body[16..], events);
        Seal(frame[..MarkSize], MarkSize - HeaderLength, position);
    }

    public static void WriteEnd(Span<byte> frame, JournalPosition position)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(frame[HeaderLength..], EndKind);
        Seal(frame[..EndSize], EndSize - HeaderLength, position);
    }

    /// <summary>
    /// Covers damaged octets with a record that says nothing; the length is a multiple of 8 from 16 to <see cref="MaxSize"/>.
    /// </summary>
    public static void WriteVoid(Span<byte> frame, JournalPosition position)
    {
        frame.Clear();
        frame[HeaderLength] = VoidKind;
        Seal(frame, frame.Length - HeaderLength, position);
    }

    /// <summary>The record at the start of <paramref name="source"/>, if its octets are all there and are what was written.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, JournalPosition position, out ReadOnlySpan<byte> body, out int size)
    {
        body = default;
        size = 0;
        if (source.Length < HeaderLength) return false;
        int length = BinaryPrimitives.ReadInt32LittleEndian(source);
        if (length is <= 0 or > MaxBodyLength || Size(length) > source.Length) return false;
        size = Size(length);
        if (Checksum(source[HeaderLength..size], length, position) != BinaryPrimitives.ReadUInt32LittleEndian(source[4..])) return false;
        body = source.Slice(HeaderLength, length);
        return true;
    }

    public static bool IsMark(ReadOnlySpan<byte> body) => body[0] == MarkKind && body.Length == MarkSize - HeaderLength;

    public static bool IsVoid(ReadOnlySpan<byte> body) => body[0] == VoidKind;

    public static bool IsEnd(ReadOnlySpan<byte> body) => body[0] == EndKind && body.Length == EndSize - HeaderLength;

    public static bool IsSyncedMark(ReadOnlySpan<byte> body) => IsMark(body) && (body[1] & SyncedFlag) != 0;

    public static bool IsClosingMark(ReadOnlySpan<byte> body) => IsMark(body) && (body[1] & ClosedFlag) != 0;

    public static long ReservedIds(ReadOnlySpan<byte> mark) => BinaryPrimitives.ReadInt64LittleEndian(mark[8..]);

    public static long EventsBefore(ReadOnlySpan<byte> mark) => BinaryPrimitives.ReadInt64LittleEndian(mark[16..]);

    public static uint Checksum(ReadOnlySpan<byte> paddedBody, int length, JournalPosition position)
    {
        uint crc = BitOperations.Crc32C(uint.MaxValue, (ulong)position.Value);
        crc = BitOperations.Crc32C(crc, (uint)length);
        return ~Crc32C.Append(crc, MemoryMarshal.Cast<byte, ulong>(paddedBody));
    }
}
