using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Smpp.Protocol;

/// <summary>
/// source_addr or destination_addr with its type of number and numbering plan (v3.4 §5.2.5–5.2.9). A value of 24 octets without
/// heap memory, made to be a key: two addresses are equal when TON, NPI and every octet are.
/// <code>
///  0     1     2        3                   23   24
///  +-----+-----+--------+-------------------+----+
///  | ton | npi | length | up to 20 octets   | 0  |
///  +-----+-----+--------+-------------------+----+
/// </code>
/// </summary>
public readonly struct Address : IEquatable<Address>, ISpanFormattable
{
    /// <summary>The most octets an address may have, its NUL on the wire not counted.</summary>
    public const int MaxLength = 20;

    private const int Head = 3;

    private readonly Words _words;

    /// <summary>Makes an address of octets as they stand on the wire, without the NUL.</summary>
    /// <exception cref="ArgumentException"><paramref name="value"/> has more than <see cref="MaxLength"/> octets or a NUL.</exception>
    public Address(TypeOfNumber ton, NumberingPlan npi, ReadOnlySpan<byte> value)
    {
        if (value.Length > MaxLength)
            throw new ArgumentException($"An address has at most {MaxLength} octets; this one has {value.Length}.", nameof(value));
        if (value.Contains((byte)0))
            throw new ArgumentException("An address cannot contain a NUL: it ends the field on the wire.", nameof(value));
        this = Create(ton, npi, value);
    }

    private Address(Words words) => _words = words;

    /// <summary>Type of number, as received: reserved values are kept.</summary>
    public TypeOfNumber Ton => (TypeOfNumber)Octet(0);

    /// <summary>Numbering plan, as received: reserved values are kept.</summary>
    public NumberingPlan Npi => (NumberingPlan)Octet(1);

    /// <summary>Octets of the address, 0..20.</summary>
    public int Length => Octet(2);

    /// <summary>True for the NULL address.</summary>
    public bool IsEmpty => Length == 0;

    /// <summary>The octets, without the NUL. The span lives as long as the variable that holds this address.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> Value => MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref Octets(in _words), Head), Length);

    /// <summary>Makes an address, or says no when <paramref name="value"/> is too long or has a NUL.</summary>
    public static bool TryCreate(TypeOfNumber ton, NumberingPlan npi, ReadOnlySpan<byte> value, out Address address)
    {
        bool fits = value.Length <= MaxLength && !value.Contains((byte)0);
        address = fits ? Create(ton, npi, value) : default;
        return fits;
    }

    /// <summary>
    /// Reads what people write: <c>+447700900123</c> or <c>00447700900123</c> is international (TON 1, NPI 1, the prefix dropped),
    /// up to 8 digits are a short code (TON 3, NPI 0), more digits a number of unknown type (TON 0, NPI 1), and anything else a
    /// name of at most 11 Latin-1 characters (TON 5, NPI 0).
    /// </summary>
    /// <exception cref="FormatException">The text is none of these.</exception>
    public static Address Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out Address address) ? address : throw new FormatException(
            $"\"{text}\" is not an address: give up to {MaxLength} digits, with a leading + when international, "
            + "or a name of at most 11 characters.");
    }

    /// <summary>Reads what people write, as <see cref="Parse"/> does.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Address address) => AddressText.TryParse(text, out address);

    /// <summary>The value only, one character for an octet (Latin-1).</summary>
    public override string ToString() => Encoding.Latin1.GetString(Value);

    /// <inheritdoc/>
    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();

    /// <inheritdoc/>
    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
        Encoding.Latin1.TryGetChars(Value, destination, out charsWritten);

    /// <inheritdoc/>
    public bool Equals(Address other) =>
        _words[0] == other._words[0] && _words[1] == other._words[1] && _words[2] == other._words[2];

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Address other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_words[0], _words[1], _words[2]);

    /// <summary>Equal in TON, NPI and every octet.</summary>
    public static bool operator ==(Address left, Address right) => left.Equals(right);

    /// <summary>Different in TON, NPI or an octet.</summary>
    public static bool operator !=(Address left, Address right) => !left.Equals(right);

    /// <summary>For octets that come from a C-Octet string and are therefore short enough and without NUL.</summary>
    internal static Address Create(TypeOfNumber ton, NumberingPlan npi, ReadOnlySpan<byte> value)
    {
        Words words = default;
        ref byte octets = ref Octets(in words);
        octets = (byte)ton;
        Unsafe.Add(ref octets, 1) = (byte)npi;
        Unsafe.Add(ref octets, 2) = (byte)value.Length;
        value.CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref octets, Head), MaxLength));
        return new Address(words);
    }

    private static ref byte Octets(ref readonly Words words) => ref Unsafe.As<Words, byte>(ref Unsafe.AsRef(in words));

    private byte Octet(int index) => Unsafe.Add(ref Octets(in _words), index);

    [InlineArray(3)]
    private struct Words
    {
        private ulong _element;
    }
}
