using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Smpp.Protocol;

/// <summary>
/// Takes mandatory fields off a body. The first fault stays in <see cref="Error"/>, and the reader stands still at that field.
/// </summary>
internal ref struct BodyReader(ReadOnlySpan<byte> body)
{
    private readonly ReadOnlySpan<byte> _body = body;
    private int _offset;

    public DecodeError Error { get; private set; }

    public readonly int Offset => _offset;

    public readonly ReadOnlySpan<byte> Rest => _body[_offset..];

    /// <summary>
    /// Reads up to the NUL and over it; <paramref name="max"/> includes it. NULL fields, which most are, need no search.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReadCString(PduField field, int max, out ReadOnlySpan<byte> value)
    {
        ReadOnlySpan<byte> rest = _body[_offset..];
        if (!rest.IsEmpty && rest[0] == 0)
        {
            value = default;
            _offset++;
            return true;
        }
        int end = (rest.Length > max ? rest[..max] : rest).IndexOf((byte)0);
        if (end < 0)
        {
            value = default;
            return Fail(field, rest.Length >= max ? DecodeFault.TooLong : DecodeFault.Truncated);
        }
        value = rest[..end];
        _offset += end + 1;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReadByte(PduField field, out byte value)
    {
        if ((uint)_offset >= (uint)_body.Length)
        {
            value = 0;
            return Fail(field, DecodeFault.Truncated);
        }
        value = _body[_offset++];
        return true;
    }

    public bool TryReadUInt32(PduField field, out uint value)
    {
        bool read = TryReadOctets(field, sizeof(uint), out ReadOnlySpan<byte> octets);
        value = read ? BinaryPrimitives.ReadUInt32BigEndian(octets) : 0;
        return read;
    }

    public bool TryReadOctets(PduField field, int length, out ReadOnlySpan<byte> value)
    {
        if (length > _body.Length - _offset)
        {
            value = default;
            return Fail(field, DecodeFault.Truncated);
        }
        value = _body.Slice(_offset, length);
        _offset += length;
        return true;
    }

    /// <summary>An address with its TON and NPI; the three fields fail under their own names.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReadAddress(PduField ton, PduField npi, PduField address, out Address value)
    {
        if (TryReadByte(ton, out byte tonOctet) && TryReadByte(npi, out byte npiOctet)
            && TryReadCString(address, FieldLimits.Address, out ReadOnlySpan<byte> octets))
        {
            value = Address.Create((TypeOfNumber)tonOctet, (NumberingPlan)npiOctet, octets);
            return true;
        }
        value = default;
        return false;
    }

    /// <summary>A time: nothing, or 16 octets and their NUL (v3.4 §7.1.1).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReadTime(PduField field, out ReadOnlySpan<byte> value)
    {
        int start = _offset;
        if (!TryReadCString(field, FieldLimits.Time, out value))
            return false;
        if (value.Length is 0 or FieldLimits.Time - 1)
            return true;
        return Fail(field, DecodeFault.BadLength, start);
    }

    /// <summary>A time that a message centre reports: it may also have the 12 octets of YYMMDDhhmmss (v3.4 §7.1.1).</summary>
    public bool TryReadReportedTime(PduField field, out ReadOnlySpan<byte> value)
    {
        int start = _offset;
        return TryReadCString(field, FieldLimits.Time, out value)
            && (value.Length is 0 or FieldLimits.ReportedTime - 1 or FieldLimits.Time - 1 || Fail(field, DecodeFault.BadLength, start));
    }

    /// <summary>What is left is the TLV region; it must be well-formed (v5.0 §4.7.6).</summary>
    public bool TryReadTlvs(out ReadOnlySpan<byte> tlvs)
    {
        tlvs = Rest;
        if (tlvs.IsEmpty || TlvReader.IsWellFormed(tlvs, out int fault))
        {
            _offset = _body.Length;
            return true;
        }
        _offset += fault;
        bool headMissing = tlvs.Length - fault < TlvReader.HeadSize;
        return Fail(PduField.Tlv, headMissing ? DecodeFault.TrailingOctets : DecodeFault.Truncated);
    }

    /// <summary>Refuses a field that has been read already.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public bool Fail(PduField field, DecodeFault fault, int offset)
    {
        _offset = offset;
        return Fail(field, fault);
    }

    /// <summary>Goes on behind a fault that is tolerated.</summary>
    public void Forget(int offset)
    {
        _offset = offset;
        Error = default;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool Fail(PduField field, DecodeFault fault)
    {
        Error = new DecodeError(field, fault, _offset);
        return false;
    }
}
