using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Smpp.Protocol;

/// <summary>Reads, writes and shows the values of TLVs of one type. The lengths are checked before.</summary>
internal abstract class TlvCodec<T>
{
    /// <summary>What stands for no value.</summary>
    public abstract T None { get; }

    public abstract bool TryRead(ReadOnlySpan<byte> octets, out T value);

    public abstract byte[] Write(T value);

    public abstract string Describe(T value);
}

/// <summary>Integers of 1, 2 or 4 octets, and the enums over them.</summary>
internal sealed class IntegerCodec<T> : TlvCodec<T> where T : unmanaged
{
    public override T None => default;

    public override bool TryRead(ReadOnlySpan<byte> octets, out T value)
    {
        uint number = 0;
        foreach (byte octet in octets)
            number = number << 8 | octet;
        value = Unsafe.SizeOf<T>() switch
        {
            sizeof(byte) => Unsafe.BitCast<byte, T>((byte)number),
            sizeof(ushort) => Unsafe.BitCast<ushort, T>((ushort)number),
            _ => Unsafe.BitCast<uint, T>(number),
        };
        return octets.Length <= Unsafe.SizeOf<T>();
    }

    public override byte[] Write(T value)
    {
        byte[] octets = new byte[Unsafe.SizeOf<T>()];
        if (octets.Length == sizeof(byte))
            octets[0] = Unsafe.BitCast<T, byte>(value);
        else if (octets.Length == sizeof(ushort))
            BinaryPrimitives.WriteUInt16BigEndian(octets, Unsafe.BitCast<T, ushort>(value));
        else
            BinaryPrimitives.WriteUInt32BigEndian(octets, Unsafe.BitCast<T, uint>(value));
        return octets;
    }

    public override string Describe(T value) => string.Create(CultureInfo.InvariantCulture, $"{value}");
}

/// <summary>C-Octet strings, with or without their NUL.</summary>
internal sealed class TextCodec : TlvCodec<string>
{
    public override string None => "";

    public override bool TryRead(ReadOnlySpan<byte> octets, out string value)
    {
        int end = octets.IndexOf((byte)0);
        value = CString.Text(end < 0 ? octets : octets[..end]);
        return true;
    }

    public override byte[] Write(string value)
    {
        byte[] octets = new byte[CString.Checked(value, CString.NoLimit).Length + 1];
        Encoding.Latin1.GetBytes(value, octets);
        return octets;
    }

    public override string Describe(string value) => PeerText.Quoted(value);
}

/// <summary>Text of a fixed length, without NUL.</summary>
internal sealed class FixedTextCodec : TlvCodec<string>
{
    public override string None => "";

    public override bool TryRead(ReadOnlySpan<byte> octets, out string value)
    {
        value = CString.Text(octets);
        return true;
    }

    public override byte[] Write(string value) => value.AsSpan().ContainsAnyExceptInRange('\0', '\u00FF')
        ? throw new ArgumentException("The field holds Latin-1 characters.", nameof(value))
        : Encoding.Latin1.GetBytes(value);

    public override string Describe(string value) => PeerText.Quoted(value);
}

/// <summary>Octets as they are.</summary>
internal sealed class OctetsCodec : TlvCodec<ReadOnlyMemory<byte>>
{
    public override ReadOnlyMemory<byte> None => default;

    public override bool TryRead(ReadOnlySpan<byte> octets, out ReadOnlyMemory<byte> value)
    {
        value = octets.ToArray();
        return true;
    }

    public override byte[] Write(ReadOnlyMemory<byte> value) => value.ToArray();

    public override string Describe(ReadOnlyMemory<byte> value) => Convert.ToHexStringLower(value.Span);
}

/// <summary>Values with a structure of their own.</summary>
internal sealed class StructureCodec<T> : TlvCodec<T> where T : struct, ITlvStructure<T>
{
    public override T None => default;

    public override bool TryRead(ReadOnlySpan<byte> octets, out T value) => T.TryRead(octets, out value);

    public override byte[] Write(T value) => T.Write(value);

    public override string Describe(T value) => value.ToString() ?? "";
}

/// <summary>A value that knows its octets.</summary>
internal interface ITlvStructure<T> where T : struct
{
    static abstract bool TryRead(ReadOnlySpan<byte> octets, out T value);

    static abstract byte[] Write(T value);
}
