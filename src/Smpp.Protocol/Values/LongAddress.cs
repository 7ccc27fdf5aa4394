namespace Smpp.Protocol;

/// <summary>
/// An address of up to 64 octets, as data_sm (v3.4 §4.7.1) and alert_notification (§4.12.1) carry it. Those that a submit_sm could
/// carry too convert to and from <see cref="Address"/>.
/// </summary>
public readonly record struct LongAddress
{
    private readonly string? _value;

    /// <summary>Makes an address.</summary>
    /// <param name="ton">Type of number.</param>
    /// <param name="npi">Numbering plan.</param>
    /// <param name="value">At most 64 Latin-1 characters without NUL.</param>
    /// <exception cref="ArgumentException">The value is longer, or has other characters.</exception>
    public LongAddress(TypeOfNumber ton, NumberingPlan npi, string value)
    {
        Ton = ton;
        Npi = npi;
        _value = CString.Checked(value, FieldLimits.LongAddress);
    }

    /// <summary>Type of number, as received: reserved values are kept.</summary>
    public TypeOfNumber Ton { get; }

    /// <summary>Numbering plan, as received: reserved values are kept.</summary>
    public NumberingPlan Npi { get; }

    /// <summary>The address, one Latin-1 character an octet; empty for the NULL address.</summary>
    public string Value => _value ?? "";

    /// <summary>The same address in the form that other PDUs carry; false when it has more than 20 octets.</summary>
    public bool TryToAddress(out Address address)
    {
        Span<byte> octets = stackalloc byte[FieldLimits.LongAddress];
        return Address.TryCreate(Ton, Npi, octets[..CString.Write(Value, octets)], out address);
    }

    /// <summary>Equal in TON, NPI and every octet.</summary>
    public bool Equals(LongAddress other) => Ton == other.Ton && Npi == other.Npi && Value == other.Value;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Ton, Npi, Value);

    /// <summary>The value only.</summary>
    public override string ToString() => Value;

    /// <summary>Every address is a long one too.</summary>
    public static implicit operator LongAddress(Address address) => new(address.Ton, address.Npi, address.ToString());

    /// <summary>Every address is a long one too.</summary>
    public static LongAddress FromAddress(Address address) => address;
}
