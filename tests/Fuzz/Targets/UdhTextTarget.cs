namespace Fuzz.Targets;

/// <summary>data_coding, what 0 means and whether there is a user data header (two octets), then user data.</summary>
internal sealed class UdhTextTarget : IFuzzTarget
{
    private static readonly TextEncoding[] Alphabets = Enum.GetValues<TextEncoding>();

    public string Name => "udh-text";

    public IReadOnlyList<byte[]> Words { get; } =
    [
        [5, 0, 3, 0x2A, 2, 1], [6, 8, 4, 1, 0x2A, 2, 1], [6, 5, 4, 0x0B, 0x84, 0x23, 0xF0], [3, 0x24, 1, 1], [3, 0x25, 1, 13], [0x1B, 0x65],
        [0xD8, 0x3D, 0xDE, 0x00], [0xFE, 0xFF], [0x1B, 0x24, 0x42], [0x1B, 0x28, 0x42], [0x1B, 0x1B], [0xE2, 0x82, 0xAC],
    ];

    public void Run(ReadOnlySpan<byte> input)
    {
        if (input.Length < 2)
            return;
        var dataCoding = (DataCoding)input[0];
        TextEncoding alphabet = Alphabets[(input[1] & 0x7F) % Alphabets.Length];
        bool hasUdh = input[1] >= 0x80;
        ReadOnlySpan<byte> userData = input[2..];
        Header(userData);
        string text = MessageText.Decode(dataCoding, userData, hasUdh, alphabet);
        Hold.That(text.Length <= 2 * userData.Length);
        Recoded(text);
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
        for (int identifier = 0; identifier < 256; identifier += 4)
        {
            if (udh.TryGet((byte)identifier, out ReadOnlySpan<byte> data))
                Hold.Inside(data, udh.Elements);
        }
    }

    /// <summary>Text that came from anywhere survives the encoding that is chosen for it.</summary>
    private static void Recoded(string text)
    {
        if (text.Length > 300)
            return;
        TextEncoding encoding = MessageText.Choose(text, latin1: true);
        byte[] octets = MessageText.Encode(text, encoding);
        string again = MessageText.Decode(MessageText.DataCodingOf(encoding), octets, defaultAlphabet: encoding);
        if (encoding != TextEncoding.Ucs2)
            Hold.That(again == text);
    }
}
