namespace Smpp.Protocol;

/// <summary>
/// Cuts long texts and data into short messages: 160 or 153 septets (152 with a 16-bit reference), 140 or 134 (133) octets, 70 or
/// 67 (66) UCS-2 characters. An escape pair and a surrogate pair are never split.
/// </summary>
public static class Segmenter
{
    /// <summary>The most parts that a concatenation can count.</summary>
    public const int MaxParts = byte.MaxValue;

    private const int NarrowHeader = 6;
    private const int WideHeader = 7;

    /// <summary>Encodes a text in the cheapest lossless way and cuts it where it must.</summary>
    /// <param name="text">The text; an empty one gives one empty part.</param>
    /// <param name="reference">Joins the parts; unique per source and destination for as long as parts may be under way.</param>
    /// <param name="wideReference">Use all 16 bits of the reference instead of the lower 8.</param>
    /// <param name="useTlv">Say it in sar_* TLVs instead of a user data header; the reference then has 16 bits.</param>
    /// <exception cref="ArgumentException">The text needs more than 255 parts: nothing is cut off silently.</exception>
    public static IReadOnlyList<Segment> Split(string text, ushort reference, bool wideReference = false, bool useTlv = false)
    {
        ArgumentNullException.ThrowIfNull(text);
        TextEncoding encoding = MessageText.Choose(text);
        return SplitEncoded(MessageText.Encode(text, encoding), MessageText.DataCodingOf(encoding), reference, wideReference, useTlv);
    }

    /// <summary>Cuts encoded user data that have no header of their own.</summary>
    /// <param name="userData">The octets: unpacked septets, UTF-16 big-endian or data, as <paramref name="dataCoding"/> says.</param>
    /// <param name="dataCoding">Decides how much a part holds and where it may be cut.</param>
    /// <param name="reference">Joins the parts.</param>
    /// <param name="wideReference">Use all 16 bits of the reference instead of the lower 8.</param>
    /// <param name="useTlv">Say it in sar_* TLVs instead of a user data header.</param>
    /// <exception cref="ArgumentException">The data need more than 255 parts.</exception>
    public static IReadOnlyList<Segment> SplitEncoded(ReadOnlySpan<byte> userData, DataCoding dataCoding, ushort reference,
        bool wideReference = false, bool useTlv = false)
    {
        RadioAlphabet alphabet = RadioAlphabet.Of(dataCoding);
        if (userData.Length <= alphabet.Single)
            return [Whole(userData, dataCoding, reference)];

        List<Range> cuts = [];
        for (int start = 0; start < userData.Length;)
        {
            int length = alphabet.Cut(userData[start..], wideReference);
            cuts.Add(start..(start + length));
            start += length;
        }
        if (cuts.Count > MaxParts)
        {
            throw new ArgumentException(
                $"The message needs {cuts.Count} parts; at most {MaxParts} can be joined. Shorten it.", nameof(userData));
        }

        Segment[] parts = new Segment[cuts.Count];
        for (int i = 0; i < parts.Length; i++)
        {
            var place = new Concatenation(reference, (byte)parts.Length, (byte)(i + 1), wideReference);
            parts[i] = useTlv
                ? WithTlvs(userData[cuts[i]], dataCoding, place)
                : WithHeader(userData[cuts[i]], dataCoding, place);
        }
        return parts;
    }

    private static Segment Whole(ReadOnlySpan<byte> userData, DataCoding dataCoding, ushort reference) => new()
    {
        DataCoding = dataCoding,
        EsmClass = EsmClass.Default,
        UserData = userData.ToArray(),
        Number = 1,
        Total = 1,
        Reference = reference,
    };

    private static Segment WithHeader(ReadOnlySpan<byte> payload, DataCoding dataCoding, Concatenation place)
    {
        byte[] userData = new byte[(place.Wide ? WideHeader : NarrowHeader) + payload.Length];
        ReadOnlySpan<byte> header = place.Wide
            ? [0x06, 0x08, 0x04, (byte)(place.Reference >> 8), (byte)place.Reference, place.Total, place.Number]
            : [0x05, 0x00, 0x03, (byte)place.Reference, place.Total, place.Number];
        header.CopyTo(userData);
        payload.CopyTo(userData.AsSpan(header.Length));
        return new Segment
        {
            DataCoding = dataCoding,
            EsmClass = EsmClass.UserDataHeader,
            UserData = userData,
            Number = place.Number,
            Total = place.Total,
            Reference = place.Wide ? place.Reference : (byte)place.Reference,
        };
    }

    private static Segment WithTlvs(ReadOnlySpan<byte> payload, DataCoding dataCoding, Concatenation place) => new()
    {
        DataCoding = dataCoding,
        EsmClass = EsmClass.Default,
        UserData = payload.ToArray(),
        Number = place.Number,
        Total = place.Total,
        Reference = place.Reference,
        Tlvs = new TlvList()
            .AddUInt16(TlvTag.SarMsgRefNum, place.Reference)
            .AddByte(TlvTag.SarTotalSegments, place.Total)
            .AddByte(TlvTag.SarSegmentSeqnum, place.Number),
    };
}
