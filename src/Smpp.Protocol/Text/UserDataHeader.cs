namespace Smpp.Protocol;

/// <summary>
/// The header in front of user data whose esm_class has UDHI (3GPP 23.040 §9.2.3.24): its length in one octet, then information
/// elements of identifier (1), length (1) and data. Slices of the received octets; nothing throws.
/// </summary>
public readonly ref struct UserDataHeader
{
    private const byte Concatenation8 = 0x00;
    private const byte Concatenation16 = 0x08;
    private const int ElementHead = 2;

    private UserDataHeader(ReadOnlySpan<byte> elements) => Elements = elements;

    /// <summary>The information elements, without the length octet.</summary>
    public ReadOnlySpan<byte> Elements { get; }

    /// <summary>Octets of the whole header, its length octet included.</summary>
    public int Size => Elements.Length + 1;

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
        ReadOnlySpan<byte> rest = Elements;
        while (TryTake(ref rest, out byte id, out ReadOnlySpan<byte> element))
        {
            if (id != identifier)
                continue;
            data = element;
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
        ReadOnlySpan<byte> rest = Elements;
        while (TryTake(ref rest, out byte id, out ReadOnlySpan<byte> data))
        {
            Concatenation candidate = (id, data.Length) switch
            {
                (Concatenation8, 3) => new(data[0], data[1], data[2], Wide: false),
                (Concatenation16, 4) => new((ushort)(data[0] << 8 | data[1]), data[2], data[3], Wide: true),
                _ => default,
            };
            if (!candidate.IsPossible)
                continue;
            concatenation = candidate;
            found = true;
        }
        return found;
    }

    private static bool TryTake(scoped ref ReadOnlySpan<byte> rest, out byte identifier, out ReadOnlySpan<byte> data)
    {
        if (rest.Length >= ElementHead && rest[1] <= rest.Length - ElementHead)
        {
            identifier = rest[0];
            data = rest.Slice(ElementHead, rest[1]);
            rest = rest[(ElementHead + data.Length)..];
            return true;
        }
        identifier = 0;
        data = default;
        return false;
    }
}
