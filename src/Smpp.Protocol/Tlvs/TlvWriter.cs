using System.Buffers.Binary;

namespace Smpp.Protocol;

/// <summary>
/// Writes TLVs into a span of the caller, for instance one on the stack that becomes the TlvBytes of a view. Every method
/// returns the octets written and throws <see cref="ArgumentException"/> when the span is too short.
/// </summary>
public static class TlvWriter
{
    /// <summary>Octets of a TLV whose value has <paramref name="valueLength"/> octets.</summary>
    public static int Size(int valueLength) => TlvReader.HeadSize + valueLength;

    /// <summary>Writes a TLV of any octets.</summary>
    /// <exception cref="ArgumentException">The value has more than 65,535 octets, or the target is too short.</exception>
    public static int Write(Span<byte> target, TlvTag tag, ReadOnlySpan<byte> value)
    {
        value.CopyTo(Head(target, tag, value.Length));
        return Size(value.Length);
    }

    /// <summary>Writes a TLV of one octet.</summary>
    public static int WriteByte(Span<byte> target, TlvTag tag, byte value)
    {
        Head(target, tag, sizeof(byte))[0] = value;
        return Size(sizeof(byte));
    }

    /// <summary>Writes a TLV of two octets.</summary>
    public static int WriteUInt16(Span<byte> target, TlvTag tag, ushort value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(Head(target, tag, sizeof(ushort)), value);
        return Size(sizeof(ushort));
    }

    /// <summary>Writes a TLV of four octets.</summary>
    public static int WriteUInt32(Span<byte> target, TlvTag tag, uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(Head(target, tag, sizeof(uint)), value);
        return Size(sizeof(uint));
    }

    /// <summary>Writes a C-Octet string TLV: the octets given and a NUL.</summary>
    public static int WriteCString(Span<byte> target, TlvTag tag, ReadOnlySpan<byte> value)
    {
        Span<byte> room = Head(target, tag, value.Length + 1);
        value.CopyTo(room);
        room[value.Length] = 0;
        return Size(value.Length + 1);
    }

    private static Span<byte> Head(Span<byte> target, TlvTag tag, int length)
    {
        if (length > ushort.MaxValue)
            throw new ArgumentException($"A TLV has at most {ushort.MaxValue} octets; {tag.Name} would have {length}.", nameof(length));
        if (target.Length < Size(length))
            throw new ArgumentException($"{tag.Name} needs {Size(length)} octets; the target has {target.Length}.", nameof(target));
        BinaryPrimitives.WriteUInt16BigEndian(target, (ushort)tag);
        BinaryPrimitives.WriteUInt16BigEndian(target[2..], (ushort)length);
        return target[TlvReader.HeadSize..];
    }
}
