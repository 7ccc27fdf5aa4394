using System.Reflection;

namespace Fuzz.Targets;

/// <summary>A region of TLVs. What is read of it, written again, is the region up to its fault.</summary>
internal sealed class TlvsTarget : IFuzzTarget
{
    private const int MostLookups = 8;

    private static readonly Dictionary<TlvTag, RoundTripOf> RoundTrips =
        TlvCatalogue.Definitions.ToDictionary(definition => definition.Tag, Typed);

    private delegate void RoundTripOf(ReadOnlySpan<byte> value);

    public string Name => "tlvs";

    public IReadOnlyList<byte[]> Words { get; } =
    [
        [0x13, 0x0C, 0, 0], [0x04, 0x24, 0, 4, 1, 2, 3, 4], [0x00, 0x1E, 0, 3, 0x34, 0x32, 0], [0x02, 0x0C, 0, 2, 0, 1],
        .. TlvCatalogue.Definitions.Select(one => new byte[] { (byte)((int)one.Tag >> 8), (byte)one.Tag, 0, (byte)one.MinimumLength }),
        [0x02, 0x0E, 0, 1, 3], [0x02, 0x0F, 0, 1, 2], [0x14, 0x00, 0, 1, 0], [0xFF, 0xFF], [0, 0, 0, 0],
        [0x03, 0x81, 0, 5, 1, 0, 0, 0x31, 0x32],
    ];

    public void Run(ReadOnlySpan<byte> input)
    {
        bool wellFormed = TlvReader.IsWellFormed(input, out int end);
        Hold.That(end >= 0 && end <= input.Length);
        Hold.That(wellFormed == (end == input.Length));

        var reader = new TlvReader(input);
        byte[] written = new byte[end];
        int at = 0;
        int lookups = 0;
        foreach (Tlv tlv in reader)
        {
            Hold.Inside(tlv.Value, input);
            at += TlvWriter.Write(written.AsSpan(at), tlv.Tag, tlv.Value);
            if (lookups++ < MostLookups)
                Lookup(reader, tlv.Tag);
            Defined(tlv);
        }
        Hold.That(at == end);
        Hold.Same(input[..end], written);
        if (wellFormed)
            OwnedList(input);
    }

    /// <summary>The first of a tag counts, and the typed ways to it agree with the plain one.</summary>
    private static void Lookup(TlvReader reader, TlvTag tag)
    {
        Hold.That(reader.TryGet(tag, out ReadOnlySpan<byte> first));
        foreach (Tlv tlv in reader)
        {
            if (tlv.Tag != tag)
                continue;
            Hold.Same(tlv.Value, first);
            break;
        }
        Hold.That(reader.TryGetByte(tag, out byte one) == (first.Length == 1) && (first.Length != 1 || one == first[0]));
        Hold.That(reader.TryGetUInt16(tag, out ushort two) == (first.Length == 2) && (first.Length != 2 || two >> 8 == first[0]));
        Hold.That(reader.TryGetUInt32(tag, out uint four) == (first.Length == 4) && (first.Length != 4 || four >> 24 == first[0]));
        Hold.That(reader.TryGetCString(tag, out ReadOnlySpan<byte> text) && !text.Contains((byte)0) && first.StartsWith(text));
    }

    /// <summary>What the catalogue reads of a value it also writes, with the NUL that a peer left out.</summary>
    private static void Defined(Tlv tlv)
    {
        Hold.That(tlv.Tag.Name.Length > 0);
        if (TlvCatalogue.Find(tlv.Tag) is not { } definition)
            return;
        _ = definition.Describe(tlv.Value);
        _ = definition.IsReserved(tlv.Value);
        RoundTrips[tlv.Tag](tlv.Value);
    }

    private static void RoundTrip<T>(TlvDefinition<T> definition, ReadOnlySpan<byte> value)
    {
        // A peer that sends its buffer whole is understood up to the NUL, which may be too little to be sent on.
        bool padded = definition.Kind == TlvKind.CString && value.IndexOf((byte)0) is var end && end >= 0 && end < value.Length - 1;
        if (!definition.TryRead(value, out T read) || padded)
            return;
        byte[] written = definition.ToOctets(read);
        if (definition.Kind != TlvKind.CString)
            Hold.Same(value, written);
        else
            Hold.That(written[^1] == 0 && value.StartsWith(written.AsSpan(..^1)));
        Hold.That(definition.TryRead(written, out T again));
        Hold.Same(written, definition.ToOctets(again));
    }

    /// <summary>The same for a definition whose type is known only when the program runs.</summary>
    private static RoundTripOf Typed(TlvDefinition definition)
    {
        MethodInfo method = typeof(TlvsTarget).GetMethod(nameof(RoundTrip), BindingFlags.NonPublic | BindingFlags.Static)!;
        return method.MakeGenericMethod(definition.GetType().GetGenericArguments()).CreateDelegate<RoundTripOf>(definition);
    }

    private static void OwnedList(ReadOnlySpan<byte> input)
    {
        var list = new TlvList(input.ToArray());
        TlvList built = default;
        if (input.Length < 300)
        {
            foreach (Tlv tlv in list)
                built = built.Add(tlv.Tag, tlv.Value);
            Hold.That(built == list && built.GetHashCode() == list.GetHashCode());
            Hold.That(built.ToString() == list.ToString());
        }
    }
}
