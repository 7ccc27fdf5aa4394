namespace Smpp.Protocol;

/// <summary>
/// Writes a user data header (3GPP 23.040 §9.2.3.24) element by element, in the order of the calls. For one thread; each method gives the
/// builder back. A header has at most 140 octets, which leave nothing for text; adding beyond them throws.
/// </summary>
public sealed class UserDataHeaderBuilder
{
    /// <summary>The most octets of a header, its length octet included: all that a short message holds.</summary>
    public const int MaxSize = RadioAlphabet.MaxOctets;

    internal const int ShiftSize = 3;

    private const int ElementHead = 2;

    private readonly byte[] _octets = new byte[MaxSize];

    /// <summary>Octets of the header, its length octet included; 0 as long as it has no element.</summary>
    public int Size => _octets[0] == 0 ? 0 : _octets[0] + 1;

    /// <summary>The header so far, its length octet included; empty without elements. Valid until the next call.</summary>
    public ReadOnlySpan<byte> Header => _octets.AsSpan(0, Size);

    /// <summary>Adds which part of a long message this is, with a reference of 8 or 16 bits as it says.</summary>
    /// <exception cref="ArgumentException">The total or the number is impossible, or the header is full.</exception>
    public UserDataHeaderBuilder Add(Concatenation place)
    {
        if (!place.IsPossible)
            throw new ArgumentException($"Part {place.Number} of {place.Total} is impossible.", nameof(place));
        return place.Wide
            ? Add(InformationElementId.Concatenation16, [(byte)(place.Reference >> 8), (byte)place.Reference, place.Total, place.Number])
            : Add(InformationElementId.Concatenation8, [(byte)place.Reference, place.Total, place.Number]);
    }

    /// <summary>Adds application ports.</summary>
    /// <exception cref="ArgumentException">A port has more than 8 bits and the ports are not wide, or the header is full.</exception>
    public UserDataHeaderBuilder Add(ApplicationPorts ports)
    {
        if (ports.Wide)
        {
            return Add(InformationElementId.ApplicationPorts16,
                [(byte)(ports.Destination >> 8), (byte)ports.Destination, (byte)(ports.Originator >> 8), (byte)ports.Originator]);
        }
        if (ports.Destination > byte.MaxValue || ports.Originator > byte.MaxValue)
            throw new ArgumentException($"Ports {ports.Destination} and {ports.Originator} do not fit into 8 bits.", nameof(ports));
        return Add(InformationElementId.ApplicationPorts8, [(byte)ports.Destination, (byte)ports.Originator]);
    }

    /// <summary>Adds a special message indication.</summary>
    /// <exception cref="ArgumentException">The header is full.</exception>
    public UserDataHeaderBuilder Add(MessageIndication indication) =>
        Add(InformationElementId.SpecialMessageIndication, [indication.TypeOctet, indication.Count]);

    /// <summary>Adds the shifts of an alphabet; none for a table that is the default one.</summary>
    /// <exception cref="ArgumentException">The header is full.</exception>
    public UserDataHeaderBuilder Add(GsmAlphabet alphabet)
    {
        ArgumentNullException.ThrowIfNull(alphabet);
        if (alphabet.Locking != NationalLanguage.Default)
            Add(InformationElementId.NationalLanguageLockingShift, [(byte)alphabet.Locking]);
        if (alphabet.Single != NationalLanguage.Default)
            Add(InformationElementId.NationalLanguageSingleShift, [(byte)alphabet.Single]);
        return this;
    }

    /// <summary>Adds any element.</summary>
    /// <exception cref="ArgumentException">The header is full.</exception>
    public UserDataHeaderBuilder Add(InformationElementId id, ReadOnlySpan<byte> data)
    {
        int end = _octets[0] + 1;
        if (end + ElementHead + data.Length > MaxSize)
            throw new ArgumentException($"The header has {end} octets; {ElementHead + data.Length} more exceed {MaxSize}.", nameof(data));
        _octets[end] = (byte)id;
        _octets[end + 1] = (byte)data.Length;
        data.CopyTo(_octets.AsSpan(end + ElementHead));
        _octets[0] += (byte)(ElementHead + data.Length);
        return this;
    }

    /// <summary>Adds elements that are encoded already, one after the other, without a length octet in front.</summary>
    /// <exception cref="ArgumentException">The octets are no whole elements, or the header is full.</exception>
    public UserDataHeaderBuilder AddElements(ReadOnlySpan<byte> elements)
    {
        while (!elements.IsEmpty)
        {
            if (elements.Length < ElementHead || elements[1] > elements.Length - ElementHead)
                throw new ArgumentException($"The last {elements.Length} octets are no whole information element.", nameof(elements));
            Add((InformationElementId)elements[0], elements.Slice(ElementHead, elements[1]));
            elements = elements[(ElementHead + elements[1])..];
        }
        return this;
    }

    /// <summary>The header's octets, its length octet included; empty without elements.</summary>
    public byte[] ToArray() => Header.ToArray();
}
