using System.Buffers.Binary;
using System.Text;

namespace Smpp.Protocol;

/// <summary>Puts mandatory fields into a body whose exact length the caller has provided.</summary>
internal ref struct BodyWriter(Span<byte> body)
{
    private readonly Span<byte> _body = body;
    private int _offset;

    public void WriteByte(byte value) => _body[_offset++] = value;

    public void WriteUInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(_body[_offset..], value);
        _offset += sizeof(uint);
    }

    public void WriteOctets(scoped ReadOnlySpan<byte> value)
    {
        value.CopyTo(_body[_offset..]);
        _offset += value.Length;
    }

    public void WriteCString(scoped ReadOnlySpan<byte> value)
    {
        WriteOctets(value);
        WriteByte(0);
    }

    public void WriteCString(string value)
    {
        _offset += Encoding.Latin1.GetBytes(value, _body[_offset..]);
        WriteByte(0);
    }

    public void WriteAddress(scoped in Address address)
    {
        WriteByte((byte)address.Ton);
        WriteByte((byte)address.Npi);
        WriteCString(address.Value);
    }
}
