using System.Buffers.Binary;

namespace Smpp.Protocol;

/// <summary>One optional parameter: tag and value. The value is a slice of the received octets.</summary>
/// <param name="tag">The tag.</param>
/// <param name="value">The value.</param>
public readonly ref struct Tlv(TlvTag tag, ReadOnlySpan<byte> value)
{
    /// <summary>The tag; may be one that no specification knows.</summary>
    public TlvTag Tag { get; } = tag;

    /// <summary>The value, 0..65,535 octets.</summary>
    public ReadOnlySpan<byte> Value { get; } = value;
}

/// <summary>
/// Looks things up in a region of TLVs (v3.4 §3.2.4) without materialising them: tag (2), length (2), value. Of a tag that
/// occurs twice the first counts. A region that is not well-formed is read up to its fault; nothing throws.
/// </summary>
/// <param name="raw">The region; it must outlive the reader and every span taken from it.</param>
public readonly ref struct TlvReader(ReadOnlySpan<byte> raw)
{
    internal const int HeadSize = 4;

    /// <summary>The region, untouched.</summary>
    public ReadOnlySpan<byte> Raw { get; } = raw;

    /// <summary>The value of the first TLV with this tag.</summary>
    public bool TryGet(TlvTag tag, out ReadOnlySpan<byte> value)
    {
        ReadOnlySpan<byte> rest = Raw;
        while (TryTake(ref rest, out TlvTag found, out value))
        {
            if (found == tag)
                return true;
        }
        return false;
    }

    /// <summary>The value of a TLV of one octet; a TLV of another length counts as absent.</summary>
    public bool TryGetByte(TlvTag tag, out byte value)
    {
        bool found = TryGet(tag, out ReadOnlySpan<byte> octets) && octets.Length == sizeof(byte);
        value = found ? octets[0] : (byte)0;
        return found;
    }

    /// <summary>The value of a TLV of two octets; a TLV of another length counts as absent.</summary>
    public bool TryGetUInt16(TlvTag tag, out ushort value)
    {
        bool found = TryGet(tag, out ReadOnlySpan<byte> octets) && octets.Length == sizeof(ushort);
        value = found ? BinaryPrimitives.ReadUInt16BigEndian(octets) : (ushort)0;
        return found;
    }

    /// <summary>The value of a TLV of four octets; a TLV of another length counts as absent.</summary>
    public bool TryGetUInt32(TlvTag tag, out uint value)
    {
        bool found = TryGet(tag, out ReadOnlySpan<byte> octets) && octets.Length == sizeof(uint);
        value = found ? BinaryPrimitives.ReadUInt32BigEndian(octets) : 0;
        return found;
    }

    /// <summary>The value of a C-Octet string TLV up to its NUL, or whole when the peer left the NUL out.</summary>
    public bool TryGetCString(TlvTag tag, out ReadOnlySpan<byte> value)
    {
        if (!TryGet(tag, out value))
            return false;
        int end = value.IndexOf((byte)0);
        if (end >= 0)
            value = value[..end];
        return true;
    }

    /// <summary>The value of the first TLV of a kind; one of a length that it may not have counts as absent.</summary>
    public bool TryGet<T>(TlvDefinition<T> tlv, out T value)
    {
        ArgumentNullException.ThrowIfNull(tlv);
        if (TryGet(tlv.Tag, out ReadOnlySpan<byte> octets))
            return tlv.TryRead(octets, out value);
        value = tlv.Codec.None;
        return false;
    }

    /// <summary>Whether TLVs fill the region exactly.</summary>
    /// <param name="raw">The region.</param>
    /// <param name="errorOffset">Where the TLV starts that is cut off; the region's length when all is well.</param>
    public static bool IsWellFormed(ReadOnlySpan<byte> raw, out int errorOffset)
    {
        ReadOnlySpan<byte> rest = raw;
        while (TryTake(ref rest, out _, out _))
        {
        }
        errorOffset = raw.Length - rest.Length;
        return rest.IsEmpty;
    }

    /// <summary>Enumerates the TLVs in their order, duplicates included, up to the first fault.</summary>
    public Enumerator GetEnumerator() => new(Raw);

    internal static bool TryTake(scoped ref ReadOnlySpan<byte> rest, out TlvTag tag, out ReadOnlySpan<byte> value)
    {
        if (rest.Length >= HeadSize)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
            if (length <= rest.Length - HeadSize)
            {
                tag = (TlvTag)BinaryPrimitives.ReadUInt16BigEndian(rest);
                value = rest.Slice(HeadSize, length);
                rest = rest[(HeadSize + length)..];
                return true;
            }
        }
        tag = default;
        value = default;
        return false;
    }

    /// <summary>Walks over a region of TLVs.</summary>
    public ref struct Enumerator
    {
        private ReadOnlySpan<byte> _rest;
        private ReadOnlySpan<byte> _value;
        private TlvTag _tag;

        internal Enumerator(ReadOnlySpan<byte> raw) => _rest = raw;

        /// <summary>The TLV that <see cref="MoveNext"/> found.</summary>
        public readonly Tlv Current => new(_tag, _value);

        /// <summary>Goes to the next TLV.</summary>
        public bool MoveNext() => TryTake(ref _rest, out _tag, out _value);
    }
}
