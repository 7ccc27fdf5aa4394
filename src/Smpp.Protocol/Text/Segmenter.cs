namespace Smpp.Protocol;

/// <summary>
/// Cuts long texts and data into short messages: 160 or 153 septets (152 with a 16-bit reference), 140 or 134 (133) octets, 70 or
/// 67 (66) UCS-2 characters, less where a header carries more. An escape pair, a surrogate pair and a grapheme are never split, unless
/// a single grapheme is longer than a part.
/// </summary>
public static class Segmenter
{
    /// <summary>The most parts that a concatenation can count.</summary>
    public const int MaxParts = byte.MaxValue;

    /// <summary>Encodes a text in the cheapest lossless way and cuts it where it must.</summary>
    /// <param name="text">The text; an empty one gives one empty part.</param>
    /// <param name="reference">Joins the parts; unique per source and destination for as long as parts may be under way.</param>
    /// <param name="mode">How the parts are joined.</param>
    /// <exception cref="ArgumentException">
    /// The text needs more than 255 parts, or has a lone surrogate: nothing is cut off or replaced silently.
    /// </exception>
    public static IReadOnlyList<Segment> Split(string text, ushort reference, ConcatenationMode mode = ConcatenationMode.Header8) =>
        Split(TextPlan.Of(text, new TextOptions { Concatenation = mode }), reference);

    /// <summary>Makes the messages of a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="reference">Joins the parts; only the lower 8 bits count with <see cref="ConcatenationMode.Header8"/>.</param>
    /// <exception cref="ArgumentException">The text needs more than 255 parts, or does not fit into message_payload.</exception>
    public static IReadOnlyList<Segment> Split(TextPlan plan, ushort reference)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ConcatenationMode mode = plan.Options.Concatenation;
        if (plan.Segments == 1 || mode == ConcatenationMode.Payload)
        {
            Segment whole = Part(plan, plan.Text, new Concatenation(reference, 1, 1, Wide: true), hasPlace: false);
            return [mode == ConcatenationMode.Payload ? InPayload(whole) : whole];
        }
        if (!plan.Fits)
            throw TooMany(plan.Segments);

        Segment[] parts = new Segment[plan.Segments];
        ReadOnlySpan<char> rest = plan.Text;
        for (int i = 0; i < parts.Length; i++)
        {
            int length = TextCutter.Cut(rest, plan.UnitsPerSegment, plan.Gauge);
            bool wide = mode != ConcatenationMode.Header8;
            parts[i] = Part(plan, rest[..length], new Concatenation(reference, (byte)parts.Length, (byte)(i + 1), wide), hasPlace: true);
            rest = rest[length..];
        }
        return parts;
    }

    /// <summary>Cuts encoded user data that have no header of their own and joins the parts.</summary>
    /// <param name="userData">The octets: unpacked septets, UTF-16 big-endian or data, as <paramref name="dataCoding"/> says.</param>
    /// <param name="dataCoding">Decides how much a part holds and where it may be cut.</param>
    /// <param name="reference">Joins the parts.</param>
    /// <param name="mode">How the parts are joined.</param>
    /// <param name="elements">Information elements that each part carries, without a length octet; for example ports.</param>
    /// <exception cref="ArgumentException">
    /// The data need more than 255 parts or do not fit into message_payload; the elements are no whole elements, leave no room or stand
    /// beside <see cref="ConcatenationMode.Sar"/>.
    /// </exception>
    public static IReadOnlyList<Segment> SplitEncoded(ReadOnlySpan<byte> userData, DataCoding dataCoding, ushort reference,
        ConcatenationMode mode = ConcatenationMode.Header8, ReadOnlySpan<byte> elements = default)
    {
        if (mode == ConcatenationMode.Sar && !elements.IsEmpty)
            throw new ArgumentException("sar_* TLVs exclude a user data header; join the parts in the header.", nameof(elements));
        var radio = RadioAlphabet.Of(dataCoding);
        byte[] header = new UserDataHeaderBuilder().AddElements(elements).ToArray();
        if (mode == ConcatenationMode.Payload || userData.Length <= radio.UnitsIn(header.Length) * radio.UnitSize)
        {
            Segment whole = Make(header, userData, dataCoding, new Concatenation(reference, 1, 1, Wide: true), default);
            return [mode == ConcatenationMode.Payload ? InPayload(whole) : whole];
        }

        int units = radio.UnitsIn(RadioAlphabet.HeaderWithPlace(header.Length, mode == ConcatenationMode.Header16));
        if (units < RadioAlphabet.LeastUnits)
            throw new ArgumentException($"A header of {header.Length} octets leaves no room for data.", nameof(elements));
        List<Range> cuts = [];
        for (int start = 0; start < userData.Length;)
        {
            int length = radio.Cut(userData[start..], units);
            cuts.Add(start..(start + length));
            start += length;
        }
        if (cuts.Count > MaxParts)
            throw TooMany(cuts.Count);

        Segment[] parts = new Segment[cuts.Count];
        for (int i = 0; i < parts.Length; i++)
        {
            var place = new Concatenation(reference, (byte)parts.Length, (byte)(i + 1), mode != ConcatenationMode.Header8);
            parts[i] = mode == ConcatenationMode.Sar
                ? Make(header, userData[cuts[i]], dataCoding, place, SarOf(place))
                : Make(new UserDataHeaderBuilder().Add(place).AddElements(elements).Header, userData[cuts[i]], dataCoding, place, default);
        }
        return parts;
    }

    private static Segment Part(TextPlan plan, ReadOnlySpan<char> text, Concatenation place, bool hasPlace)
    {
        bool isSar = plan.Options.Concatenation == ConcatenationMode.Sar;
        var header = new UserDataHeaderBuilder();
        if (hasPlace && !isSar)
            header.Add(place);
        header.AddElements(plan.Options.Elements.Span).Add(plan.Gauge.Alphabet);
        byte[] payload = plan.Gauge.Encode(text, header.Size);
        return Make(header.Header, payload, plan.DataCoding, place, hasPlace && isSar ? SarOf(place) : default);
    }

    private static Segment Make(ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload, DataCoding dataCoding, Concatenation place,
        TlvList tlvs)
    {
        byte[] userData = new byte[header.Length + payload.Length];
        header.CopyTo(userData);
        payload.CopyTo(userData.AsSpan(header.Length));
        return new Segment
        {
            DataCoding = dataCoding,
            EsmClass = header.IsEmpty ? EsmClass.Default : EsmClass.UserDataHeader,
            UserData = userData,
            Number = place.Number,
            Total = place.Total,
            Reference = place.Wide ? place.Reference : (byte)place.Reference,
            Tlvs = tlvs,
        };
    }

    private static Segment InPayload(Segment whole)
    {
        if (whole.UserData.Length > ushort.MaxValue)
            throw new ArgumentException($"message_payload holds {ushort.MaxValue} octets, the message has {whole.UserData.Length}.");
        return whole with { UserData = [], Tlvs = new TlvList().Add(TlvTag.MessagePayload, whole.UserData) };
    }

    private static TlvList SarOf(Concatenation place) => new TlvList()
        .AddUInt16(TlvTag.SarMsgRefNum, place.Reference)
        .AddByte(TlvTag.SarTotalSegments, place.Total)
        .AddByte(TlvTag.SarSegmentSeqnum, place.Number);

    private static ArgumentException TooMany(int parts) =>
        new($"The message needs {parts} parts; at most {MaxParts} can be joined. Shorten it or send it in message_payload.");
}
