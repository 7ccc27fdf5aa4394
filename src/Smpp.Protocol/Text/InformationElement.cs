namespace Smpp.Protocol;

/// <summary>One element of a <see cref="UserDataHeader"/>: a slice of the received octets (3GPP 23.040 §9.2.3.24).</summary>
public readonly ref struct InformationElement
{
    private const int Narrow = 3;
    private const int Wide = 4;

    internal InformationElement(InformationElementId id, ReadOnlySpan<byte> data, int offset)
    {
        Id = id;
        Data = data;
        Offset = offset;
    }

    /// <summary>The identifier.</summary>
    public InformationElementId Id { get; }

    /// <summary>The data, without identifier and length.</summary>
    public ReadOnlySpan<byte> Data { get; }

    /// <summary>Where the identifier stands, counted from the header's length octet.</summary>
    public int Offset { get; }

    /// <summary>Reads a concatenation element of 8 or 16 bits; false when it is none or its total or number are impossible.</summary>
    public bool TryReadConcatenation(out Concatenation concatenation)
    {
        concatenation = (Id, Data.Length) switch
        {
            (InformationElementId.Concatenation8, Narrow) => new(Data[0], Data[1], Data[2], Wide: false),
            (InformationElementId.Concatenation16, Wide) => new((ushort)(Data[0] << 8 | Data[1]), Data[2], Data[3], Wide: true),
            _ => default,
        };
        return concatenation.IsPossible;
    }

    /// <summary>Reads application ports of 8 or 16 bits.</summary>
    public bool TryReadPorts(out ApplicationPorts ports)
    {
        (ports, bool isPorts) = (Id, Data.Length) switch
        {
            (InformationElementId.ApplicationPorts8, 2) => (new ApplicationPorts(Data[0], Data[1], Wide: false), true),
            (InformationElementId.ApplicationPorts16, 4) =>
                (new ApplicationPorts((ushort)(Data[0] << 8 | Data[1]), (ushort)(Data[2] << 8 | Data[3]), Wide: true), true),
            _ => (default, false),
        };
        return isPorts;
    }

    /// <summary>Reads a special message indication.</summary>
    public bool TryReadIndication(out MessageIndication indication)
    {
        bool isIndication = Id == InformationElementId.SpecialMessageIndication && Data.Length == 2;
        indication = isIndication ? MessageIndication.Of(Data[0], Data[1]) : default;
        return isIndication;
    }

    /// <summary>Reads a national language shift, single or locking as the <see cref="Id"/> says.</summary>
    public bool TryReadLanguage(out NationalLanguage language)
    {
        bool isShift = Id is InformationElementId.NationalLanguageSingleShift or InformationElementId.NationalLanguageLockingShift
            && Data.Length == 1;
        language = isShift ? (NationalLanguage)Data[0] : default;
        return isShift;
    }

    /// <summary>The element in words, for example <c>part 1 of 3, reference 42</c>; its octets where there are none.</summary>
    public string Describe()
    {
        if (TryReadConcatenation(out Concatenation place))
            return $"part {place.Number} of {place.Total}, {(place.Wide ? "16-bit" : "8-bit")} reference {place.Reference}";
        if (TryReadPorts(out ApplicationPorts ports))
            return ports.ToString();
        if (TryReadIndication(out MessageIndication indication))
            return indication.ToString();
        if (TryReadLanguage(out NationalLanguage language))
            return $"{(Id == InformationElementId.NationalLanguageSingleShift ? "single" : "locking")} shift {language}";
        return $"element 0x{(byte)Id:X2}: {(Data.IsEmpty ? "no data" : Convert.ToHexString(Data))}";
    }

    /// <inheritdoc cref="Describe"/>
    public override string ToString() => Describe();
}
