namespace Fuzz.Targets;

/// <summary>
/// data_coding; what 0 means (lower half) and whether there is a user data header (first bit); how text is sent; then user data. They are
/// read as header and text, and the text is sent again: what comes out of its segments is the text.
/// </summary>
internal sealed class UdhTextTarget : IFuzzTarget
{
    private const int Head = 3;
    private const int LongestSent = 200;
    private const int MostOctets = 140;

    private static readonly TextEncoding[] Encodings = Enum.GetValues<TextEncoding>();
    private static readonly NationalLanguage[] Languages = Enum.GetValues<NationalLanguage>();

    public string Name => "udh-text";

    public IReadOnlyList<byte[]> Words { get; } =
    [
        [5, 0, 3, 0x2A, 2, 1], [6, 8, 4, 1, 0x2A, 2, 1], [6, 5, 4, 0x0B, 0x84, 0x23, 0xF0], [3, 0x24, 1, 1], [3, 0x25, 1, 13], [0x1B, 0x65],
        [0xD8, 0x3D, 0xDE, 0x00], [0xFE, 0xFF], [0x1B, 0x24, 0x42], [0x1B, 0x28, 0x42], [0x1B, 0x1B], [0xE2, 0x82, 0xAC], [0x20, 0x1C],
        [0x20, 0xAC], [0x01, 0x1F], [0x03, 0x01], [0x20, 0x0D], [0x0D, 0x0A], [0xD8, 0x3C, 0xDD, 0xE9], [0x09, 0x95],
    ];

    public void Run(ReadOnlySpan<byte> input)
    {
        if (input.Length < Head)
            return;
        var dataCoding = (DataCoding)input[0];
        TextEncoding encoding = Encodings[(input[1] & 0x0F) % Encodings.Length];
        bool hasUdh = input[1] >= 0x80;
        ReadOnlySpan<byte> userData = input[Head..];
        Header(userData);
        Septets(userData, fillBits: input[1] >> 4 & 7);
        string text = MessageText.Decode(dataCoding, userData, hasUdh, encoding);
        Hold.That(text.Length <= 2 * userData.Length);
        if (text.Length > LongestSent)
            return;
        Encoded(text, encoding);
        Encoded(text, MessageText.Choose(text, latin1: true));
        if (TextEncoding.Ucs2.CountOctets(text) >= 0)
            Sent(text, encoding, how: input[2], languages: input[0]);
    }

    private static void Header(ReadOnlySpan<byte> userData)
    {
        bool read = UserDataHeader.TryRead(userData, out UserDataHeader udh, out ReadOnlySpan<byte> payload);
        Hold.Inside(payload, userData);
        if (!read)
        {
            Hold.Same(userData, payload);
            return;
        }
        Hold.Inside(udh.Elements, userData);
        Hold.That(udh.Size + payload.Length == userData.Length);
        if (udh.TryGetConcatenation(out Concatenation part))
            Hold.That(part.Number >= 1 && part.Number <= part.Total);
        _ = udh.TryGetPorts(out _);
        _ = udh.Describe();
        foreach (InformationElement element in udh)
        {
            Hold.Inside(element.Data, udh.Elements);
            Hold.That(userData[element.Offset] == (byte)element.Id && userData[element.Offset + 1] == element.Data.Length);
            _ = element.TryReadIndication(out _);
            _ = element.TryReadLanguage(out _);
        }
        if (udh.IsWellFormed && udh.Size is > 1 and <= UserDataHeaderBuilder.MaxSize)
            Hold.Same(userData[..udh.Size], new UserDataHeaderBuilder().AddElements(udh.Elements).Header);
    }

    /// <summary>The octets as septets: packed and unpacked again they are the same.</summary>
    private static void Septets(ReadOnlySpan<byte> octets, int fillBits)
    {
        if (octets.Length > LongestSent)
            return;
        fillBits %= PackedSeptets.MaxFillBits + 1;
        Span<byte> packed = stackalloc byte[PackedSeptets.OctetsOf(octets.Length, fillBits)];
        Span<byte> unpacked = stackalloc byte[PackedSeptets.SeptetsIn(packed.Length, fillBits)];
        Hold.That(PackedSeptets.Pack(octets, packed, fillBits) == packed.Length);
        Hold.That(PackedSeptets.Unpack(packed, unpacked, fillBits) >= octets.Length);
        for (int at = 0; at < octets.Length; at++)
            Hold.That(unpacked[at] == (octets[at] & 0x7F));

        Span<byte> septets = stackalloc byte[PackedSeptets.SeptetsIn(octets.Length, fillBits)];
        int read = PackedSeptets.UnpackPadded(octets, septets, fillBits);
        Hold.That(read <= septets.Length);
    }

    /// <summary>An encoding says that it cannot express a text, or loses nothing of it.</summary>
    private static void Encoded(string text, TextEncoding encoding)
    {
        int count = encoding.CountOctets(text);
        Hold.That(count < 0 == encoding.IndexOfInexpressible(text) >= 0);
        byte[] octets = new byte[Math.Max(count, 0)];
        Hold.That(encoding.TryEncode(text, octets, out int written) == count >= 0 && written == octets.Length);
        if (count < 0)
            return;
        string again = encoding.Decode(octets);
        bool doubled = encoding == TextEncoding.Gsm7Packed && text.EndsWith('\r') && again == text + '\r';
        Hold.That(doubled || again == WithoutMark(text, encoding));
    }

    private static void Sent(string text, TextEncoding encoding, byte how, byte languages)
    {
        var options = new TextOptions
        {
            Concatenation = (ConcatenationMode)(how & 3),
            AllowLatin1 = (how & 4) != 0,
            Transliterate = (how & 8) != 0,
            NationalLanguages = (how & 16) == 0
                ? []
                : [Languages[languages % Languages.Length], Languages[languages / Languages.Length % Languages.Length]],
            AllowLockingShift = (how & 32) != 0,
            DefaultAlphabet = (how & 64) != 0 ? TextEncoding.Gsm7Packed : TextEncoding.Gsm7,
        };
        if ((how & 128) != 0 && Announced(encoding, options.DefaultAlphabet) && encoding.CountOctets(text) >= 0)
            options = options with { Encoding = encoding };
        TextPlan plan = TextPlan.Of(text, options);
        Hold.That(plan.Changes.Count > 0 || plan.Text == text);
        IReadOnlyList<Segment> segments = Segmenter.Split(plan, reference: 7);
        Hold.That(segments.Count == (options.Concatenation == ConcatenationMode.Payload ? 1 : plan.Segments));
        string received = "";
        string sent = plan.Text;
        for (int part = 0; part < segments.Count; part++)
        {
            Segment segment = segments[part];
            ReadOnlySpan<byte> userData = segment.Tlvs.Reader.TryGet(TlvTag.MessagePayload, out ReadOnlySpan<byte> payload)
                ? payload
                : segment.UserData;
            Hold.That(segment.Number == part + 1 && segment.Total == segments.Count);
            Hold.That(payload.Length > 0 || OctetsOnTheAir(segment, plan.Encoding) <= MostOctets);
            received += MessageText.Decode(segment.DataCoding, userData, segment.EsmClass.HasUdh, options.DefaultAlphabet);
        }
        // Packed, a carriage return where a part ends cannot always be told from padding (3GPP 23.038 §6.1.2.3.1).
        if (plan.Encoding == TextEncoding.Gsm7Packed)
            (received, sent) = (received.Replace("\r", "", StringComparison.Ordinal), sent.Replace("\r", "", StringComparison.Ordinal));
        // A byte order mark where a part begins is taken for one.
        Hold.That(received == sent || (plan.Encoding == TextEncoding.Ucs2 && sent.Contains('\uFEFF')));
    }

    /// <summary>What a segment takes on the air, where septets are packed.</summary>
    private static int OctetsOnTheAir(Segment segment, TextEncoding encoding)
    {
        if (encoding is not (TextEncoding.Gsm7 or TextEncoding.Ascii))
            return segment.UserData.Length;
        int header = segment.EsmClass.HasUdh ? segment.UserData[0] + 1 : 0;
        int septets = segment.UserData.Length - header;
        return header + PackedSeptets.OctetsOf(septets, header == 0 ? 0 : PackedSeptets.FillBitsAfter(header));
    }

    /// <summary>A data_coding says that a text is so encoded.</summary>
    private static bool Announced(TextEncoding encoding, TextEncoding defaultAlphabet) =>
        MessageText.EncodingOf(MessageText.DataCodingOf(encoding), defaultAlphabet) == encoding;

    /// <summary>A byte order mark in front of UCS-2 is no part of the text for who reads it.</summary>
    private static string WithoutMark(string text, TextEncoding encoding) =>
        encoding == TextEncoding.Ucs2 && text.StartsWith('\uFEFF') ? text[1..] : text;
}
