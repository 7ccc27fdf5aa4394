using System.Text;

namespace Smpp.Protocol;

/// <summary>
/// The header in front of user data whose esm_class has UDHI (3GPP 23.040 §9.2.3.24): its length in one octet, then information
/// elements of identifier (1), length (1) and data. Slices of the received octets; nothing throws. <see cref="UserDataHeaderBuilder"/>
/// writes one.
/// </summary>
public readonly ref struct UserDataHeader
{
    private UserDataHeader(ReadOnlySpan<byte> elements) => Elements = elements;

    /// <summary>The information elements, without the length octet.</summary>
    public ReadOnlySpan<byte> Elements { get; }

    /// <summary>Octets of the whole header, its length octet included.</summary>
    public int Size => Elements.Length + 1;

    /// <summary>The elements fill the header exactly; otherwise its last octets are no element.</summary>
    public bool IsWellFormed
    {
        get
        {
            Enumerator elements = GetEnumerator();
            while (elements.MoveNext())
            {
            }
            return elements.Rest.IsEmpty;
        }
    }

    /// <summary>Takes the header off user data; false when its length reaches beyond them.</summary>
    /// <param name="userData">short_message or message_payload of a message with UDHI.</param>
    /// <param name="udh">The header.</param>
    /// <param name="payload">What follows it; the whole user data when there is no header.</param>
    public static bool TryRead(ReadOnlySpan<byte> userData, out UserDataHeader udh, out ReadOnlySpan<byte> payload)
    {
        if (userData.IsEmpty || userData[0] >= userData.Length)
        {
            udh = default;
            payload = userData;
            return false;
        }
        int length = userData[0];
        udh = new UserDataHeader(userData.Slice(1, length));
        payload = userData[(length + 1)..];
        return true;
    }

    /// <summary>The data of the last information element with this identifier: of repeated ones the last counts.</summary>
    public bool TryGet(byte identifier, out ReadOnlySpan<byte> data)
    {
        data = default;
        bool found = false;
        foreach (InformationElement element in this)
        {
            if ((byte)element.Id != identifier)
                continue;
            data = element.Data;
            found = true;
        }
        return found;
    }

    /// <summary>
    /// The concatenation element, wherever it stands among others. One whose total or number is impossible does not count.
    /// </summary>
    public bool TryGetConcatenation(out Concatenation concatenation)
    {
        concatenation = default;
        bool found = false;
        foreach (InformationElement element in this)
        {
            if (!element.TryReadConcatenation(out Concatenation candidate))
                continue;
            concatenation = candidate;
            found = true;
        }
        return found;
    }

    /// <summary>The application ports, of 8 or 16 bits; of repeated ones the last count.</summary>
    public bool TryGetPorts(out ApplicationPorts ports)
    {
        ports = default;
        bool found = false;
        foreach (InformationElement element in this)
        {
            if (!element.TryReadPorts(out ApplicationPorts candidate))
                continue;
            ports = candidate;
            found = true;
        }
        return found;
    }

    /// <summary>Goes over the elements in their order; octets at the end that are no whole element are left out.</summary>
    public Enumerator GetEnumerator() => new(Elements);

    /// <summary>All elements in words.</summary>
    public string Describe()
    {
        StringBuilder words = new();
        Enumerator elements = GetEnumerator();
        while (elements.MoveNext())
            words.Append(words.Length == 0 ? "" : ", ").Append(elements.Current.Describe());
        if (!elements.Rest.IsEmpty)
            words.Append(words.Length == 0 ? "" : ", ").Append($"{elements.Rest.Length} octets that are no element");
        return words.ToString();
    }

    /// <inheritdoc cref="Describe"/>
    public override string ToString() => Describe();

    /// <summary>Walks the information elements.</summary>
    public ref struct Enumerator
    {
        private const int ElementHead = 2;

        private readonly int _length;

        internal Enumerator(ReadOnlySpan<byte> elements)
        {
            Rest = elements;
            _length = elements.Length;
        }

        /// <summary>The element reached.</summary>
        public InformationElement Current { get; private set; }

        /// <summary>What has not been read; after the last element what is no element.</summary>
        public ReadOnlySpan<byte> Rest { get; private set; }

        /// <summary>Goes to the next element; false when there is no other whole one.</summary>
        public bool MoveNext()
        {
            if (Rest.Length < ElementHead || Rest[1] > Rest.Length - ElementHead)
                return false;
            Current = new InformationElement((InformationElementId)Rest[0], Rest.Slice(ElementHead, Rest[1]), 1 + _length - Rest.Length);
            Rest = Rest[(ElementHead + Rest[1])..];
            return true;
        }
    }
}
