using System.Text;

namespace Smpp.Protocol;

/// <summary>
/// TLVs of a record, kept encoded so that vendor TLVs round-trip exactly. Immutable: adding returns a new list. Enumerate it, or
/// look things up through <see cref="Reader"/>.
/// </summary>
public readonly struct TlvList : IEquatable<TlvList>
{
    /// <summary>Wraps encoded TLVs without copying them.</summary>
    /// <exception cref="ArgumentException">They are not well-formed.</exception>
    public TlvList(ReadOnlyMemory<byte> encoded)
    {
        if (!TlvReader.IsWellFormed(encoded.Span, out int offset))
            throw new ArgumentException($"The TLV at octet {offset} is cut off.", nameof(encoded));
        Encoded = encoded;
    }

    /// <summary>The TLVs as they stand on the wire.</summary>
    public ReadOnlyMemory<byte> Encoded { get; }

    /// <summary>No TLV.</summary>
    public bool IsEmpty => Encoded.IsEmpty;

    /// <summary>Looks TLVs up.</summary>
    public TlvReader Reader => new(Encoded.Span);

    /// <summary>Appends a TLV of any octets.</summary>
    public TlvList Add(TlvTag tag, ReadOnlySpan<byte> value)
    {
        byte[] room = Room(value.Length);
        TlvWriter.Write(room.AsSpan(Encoded.Length), tag, value);
        return new TlvList(room, default);
    }

    /// <summary>Appends a TLV of one octet.</summary>
    public TlvList AddByte(TlvTag tag, byte value) => Add(tag, [value]);

    /// <summary>Appends a TLV of two octets.</summary>
    public TlvList AddUInt16(TlvTag tag, ushort value) => Add(tag, [(byte)(value >> 8), (byte)value]);

    /// <summary>Appends a TLV of four octets.</summary>
    public TlvList AddUInt32(TlvTag tag, uint value) =>
        Add(tag, [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value]);

    /// <summary>Appends a C-Octet string TLV: the text in Latin-1 and a NUL.</summary>
    /// <exception cref="ArgumentException">The text has a NUL, or a character that is none of Latin-1.</exception>
    public TlvList AddCString(TlvTag tag, string value)
    {
        CString.Checked(value, CString.NoLimit);
        byte[] room = Room(value.Length + 1);
        TlvWriter.WriteCString(room.AsSpan(Encoded.Length), tag, Encoding.Latin1.GetBytes(value));
        return new TlvList(room, default);
    }

    /// <summary>The value of a TLV; of a tag that occurs several times the first counts. False also when its length is wrong.</summary>
    public bool TryGet<T>(TlvDefinition<T> tlv, out T value) => Reader.TryGet(tlv, out value);

    /// <summary>All values of a TLV that may be repeated, those of a wrong length left out.</summary>
    public IReadOnlyList<T> GetAll<T>(TlvDefinition<T> tlv)
    {
        ArgumentNullException.ThrowIfNull(tlv);
        List<T> values = [];
        foreach (Tlv candidate in this)
        {
            if (candidate.Tag == tlv.Tag && tlv.TryRead(candidate.Value, out T value))
                values.Add(value);
        }
        return values;
    }

    /// <summary>The list with one TLV of this tag, behind the others; those it had before are gone.</summary>
    /// <exception cref="ArgumentException">The value has a length that the TLV may not have.</exception>
    public TlvList Set<T>(TlvDefinition<T> tlv, T value)
    {
        ArgumentNullException.ThrowIfNull(tlv);
        return Without(tlv.Tag).Add(tlv.Tag, tlv.ToOctets(value));
    }

    /// <summary>Appends another TLV of a tag that may be repeated.</summary>
    /// <exception cref="ArgumentException">The value has a length that the TLV may not have.</exception>
    public TlvList Add<T>(TlvDefinition<T> tlv, T value)
    {
        ArgumentNullException.ThrowIfNull(tlv);
        return Add(tlv.Tag, tlv.ToOctets(value));
    }

    /// <summary>The list without the TLVs of a tag.</summary>
    public TlvList Without(TlvTag tag)
    {
        if (!Reader.TryGet(tag, out _))
            return this;
        byte[] rest = new byte[Encoded.Length];
        int length = 0;
        foreach (Tlv tlv in this)
        {
            if (tlv.Tag != tag)
                length += TlvWriter.Write(rest.AsSpan(length), tlv.Tag, tlv.Value);
        }
        return new TlvList(rest.AsMemory(0, length), default);
    }

    /// <summary>Enumerates the TLVs in their order.</summary>
    public TlvReader.Enumerator GetEnumerator() => Reader.GetEnumerator();

    /// <summary>Equal when every octet is.</summary>
    public bool Equals(TlvList other) => Encoded.Span.SequenceEqual(other.Encoded.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is TlvList other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Encoded.Span);
        return hash.ToHashCode();
    }

    /// <summary>Equal when every octet is.</summary>
    public static bool operator ==(TlvList left, TlvList right) => left.Equals(right);

    /// <summary>Different in an octet.</summary>
    public static bool operator !=(TlvList left, TlvList right) => !left.Equals(right);

    /// <summary>The TLVs' names and values in hexadecimal digits.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (Tlv tlv in this)
            text.Append(text.Length == 0 ? "" : " ").Append(tlv.Tag.Name).Append('=').Append(Convert.ToHexStringLower(tlv.Value));
        return text.ToString();
    }

    private byte[] Room(int valueLength)
    {
        byte[] room = new byte[Encoded.Length + TlvWriter.Size(valueLength)];
        Encoded.CopyTo(room);
        return room;
    }

    /// <summary>For TLVs that are known to be well-formed.</summary>
    internal TlvList(ReadOnlyMemory<byte> encoded, WellFormed _) => Encoded = encoded;

    internal readonly struct WellFormed;
}
