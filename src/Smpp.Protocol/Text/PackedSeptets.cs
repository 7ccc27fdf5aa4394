using System.Buffers.Binary;

namespace Smpp.Protocol;

/// <summary>
/// Septets packed into octets, the first into the low bits (3GPP 23.038 §6.1.2.1). Behind a user data header fill bits take the text to
/// a septet boundary (3GPP 23.040 §9.2.3.24). Spans in, spans out: nothing allocates.
/// </summary>
public static class PackedSeptets
{
    /// <summary>The most fill bits there can be.</summary>
    public const int MaxFillBits = 6;

    private const int Group = 8;
    private const int GroupOctets = 7;
    private const int GroupBits = 56;
    private const byte SeptetMask = 0x7F;
    private const byte CarriageReturn = 0x0D;

    /// <summary>Octets that so many septets take behind so many fill bits.</summary>
    public static int OctetsOf(int septets, int fillBits = 0) => (fillBits + septets * 7 + 7) / 8;

    /// <summary>The most septets that fit into so many octets behind so many fill bits; 0 when not even the fill bits do.</summary>
    public static int SeptetsIn(int octets, int fillBits = 0) => Math.Max(0, octets * 8 - fillBits) / 7;

    /// <summary>Bits, 0..6, between a header of so many octets (its length octet included) and the next septet boundary.</summary>
    public static int FillBitsAfter(int headerOctets) => (7 - headerOctets * 8 % 7) % 7;

    /// <summary>Packs septets, for where their number is told besides.</summary>
    /// <param name="unpacked">One septet an octet; the eighth bits are ignored.</param>
    /// <param name="packed">The target: <see cref="OctetsOf"/> octets.</param>
    /// <param name="fillBits">0..6 zero bits in front.</param>
    /// <returns>Octets written; spare bits are 0.</returns>
    /// <exception cref="ArgumentException">The target is too short, or the number of fill bits is none.</exception>
    public static int Pack(ReadOnlySpan<byte> unpacked, Span<byte> packed, int fillBits = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)fillBits, (uint)MaxFillBits, nameof(fillBits));
        int octets = OctetsOf(unpacked.Length, fillBits);
        if (packed.Length < octets)
            throw new ArgumentException($"{unpacked.Length} septets take {octets} octets, the target has {packed.Length}.", nameof(packed));

        Span<byte> rest = packed[..octets];
        ulong carry = 0;
        for (; unpacked.Length >= Group; unpacked = unpacked[Group..])
        {
            ulong group = Join(BinaryPrimitives.ReadUInt64LittleEndian(unpacked));
            ulong bits = carry | group << fillBits;
            if (rest.Length >= sizeof(ulong))
                BinaryPrimitives.WriteUInt64LittleEndian(rest, bits);
            else
                WriteGroup(rest, bits);
            carry = group >> (GroupBits - fillBits);
            rest = rest[GroupOctets..];
        }
        int shift = fillBits;
        foreach (byte septet in unpacked)
        {
            carry |= (ulong)(septet & SeptetMask) << shift;
            shift += 7;
        }
        for (int i = 0; i < rest.Length; i++, carry >>= 8)
            rest[i] = (byte)carry;
        return octets;
    }

    /// <summary>Unpacks septets whose number is known.</summary>
    /// <param name="packed">The octets.</param>
    /// <param name="unpacked">The target, as long as there are septets; a longer one is filled as far as the octets go.</param>
    /// <param name="fillBits">0..6 bits in front, whatever they are.</param>
    /// <returns>Septets written: those of the octets, at most as many as the target holds.</returns>
    public static int Unpack(ReadOnlySpan<byte> packed, Span<byte> unpacked, int fillBits = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)fillBits, (uint)MaxFillBits, nameof(fillBits));
        int septets = Math.Min(unpacked.Length, SeptetsIn(packed.Length, fillBits));
        int done = 0;
        for (; septets - done >= Group && packed.Length >= sizeof(ulong); done += Group, packed = packed[GroupOctets..])
        {
            ulong bits = BinaryPrimitives.ReadUInt64LittleEndian(packed) >> fillBits;
            BinaryPrimitives.WriteUInt64LittleEndian(unpacked[done..], Spread(bits));
        }
        for (int bit = fillBits; done < septets; done++, bit += 7)
        {
            int octet = bit / 8;
            int two = packed[octet] | (octet + 1 < packed.Length ? packed[octet + 1] << 8 : 0);
            unpacked[done] = (byte)(two >> bit % 8 & SeptetMask);
        }
        return septets;
    }

    /// <summary>Octets that <see cref="PackPadded"/> writes.</summary>
    public static int PaddedOctetsOf(ReadOnlySpan<byte> unpacked, int fillBits = 0) =>
        OctetsOf(unpacked.Length + (NeedsReturn(unpacked, fillBits) ? 1 : 0), fillBits);

    /// <summary>
    /// Packs septets, for where only the octets are counted, as in SMPP. Seven spare bits would read as an @, so they carry a
    /// carriage return, and so does the octet after a text that ends in one on an octet boundary (3GPP 23.038 §6.1.2.3.1).
    /// </summary>
    /// <inheritdoc cref="Pack"/>
    public static int PackPadded(ReadOnlySpan<byte> unpacked, Span<byte> packed, int fillBits = 0)
    {
        int octets = Pack(unpacked, packed, fillBits);
        if (!NeedsReturn(unpacked, fillBits))
            return octets;
        int bit = fillBits + unpacked.Length * 7;
        int padded = OctetsOf(unpacked.Length + 1, fillBits);
        if (packed.Length < padded)
            throw new ArgumentException($"Padded, the text takes {padded} octets, the target has {packed.Length}.", nameof(packed));
        packed[padded - 1] = (byte)((padded > octets ? 0 : packed[padded - 1]) | CarriageReturn << bit % 8);
        return padded;
    }

    /// <summary>
    /// Unpacks septets of which only the octets are counted: a carriage return that ends on an octet boundary is padding and left out,
    /// an @ there is text (3GPP 23.038 §6.1.2.3.1).
    /// </summary>
    /// <inheritdoc cref="Unpack"/>
    public static int UnpackPadded(ReadOnlySpan<byte> packed, Span<byte> unpacked, int fillBits = 0)
    {
        int septets = Unpack(packed, unpacked, fillBits);
        bool padded = septets > 0 && septets * 7 + fillBits == packed.Length * 8 && unpacked[septets - 1] == CarriageReturn;
        return padded ? septets - 1 : septets;
    }

    private static bool NeedsReturn(ReadOnlySpan<byte> unpacked, int fillBits) => ((fillBits + unpacked.Length * 7) % 8) switch
    {
        0 => !unpacked.IsEmpty && unpacked[^1] == CarriageReturn,
        1 => true,
        _ => false,
    };

    private static void WriteGroup(Span<byte> target, ulong bits)
    {
        for (int i = 0; i < GroupOctets; i++, bits >>= 8)
            target[i] = (byte)bits;
    }

    // 8 × 7 bits in octets → 4 × 14 → 2 × 28 → 56.
    private static ulong Join(ulong octets)
    {
        octets = octets & 0x007F007F007F007F | (octets & 0x7F007F007F007F00) >> 1;
        octets = octets & 0x00003FFF00003FFF | (octets & 0x3FFF00003FFF0000) >> 2;
        return octets & 0x000000000FFFFFFF | (octets & 0x0FFFFFFF00000000) >> 4;
    }

    private static ulong Spread(ulong bits)
    {
        bits = bits & 0x000000000FFFFFFF | (bits & 0x00FFFFFFF0000000) << 4;
        bits = bits & 0x00003FFF00003FFF | (bits & 0x0FFFC0000FFFC000) << 2;
        return bits & 0x007F007F007F007F | (bits & 0x3F803F803F803F80) << 1;
    }
}
