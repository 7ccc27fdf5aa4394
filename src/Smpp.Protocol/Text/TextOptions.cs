namespace Smpp.Protocol;

/// <summary>
/// How a text may be put into short messages. The defaults suit a message centre that speaks GSM 7-bit by default and that nobody told
/// more of.
/// </summary>
public sealed record TextOptions
{
    /// <summary>The defaults.</summary>
    public static TextOptions Default { get; } = new();

    /// <summary>What data_coding 0 means with this peer (v3.4 §5.2.19, note c): agreed upon for each bind, never announced.</summary>
    public TextEncoding DefaultAlphabet { get; init; } = TextEncoding.Gsm7;

    /// <summary>Use this encoding whatever it costs, and refuse a text that it cannot express; null chooses the cheapest.</summary>
    public TextEncoding? Encoding { get; init; }

    /// <summary>Latin-1 (data_coding 3) may be chosen; many carriers mangle it.</summary>
    public bool AllowLatin1 { get; init; }

    /// <summary>
    /// The languages whose shift tables (3GPP 23.038 Annex A) may be chosen, announced in a header of each part; only where the default
    /// alphabet is GSM 7-bit. Not all handsets know them.
    /// </summary>
    public IReadOnlyList<NationalLanguage> NationalLanguages { get; init; } = [];

    /// <summary>Locking shift tables may be chosen too; else single shift tables only, which older handsets bear better.</summary>
    public bool AllowLockingShift { get; init; } = true;

    /// <summary>
    /// Put GSM characters for those that GSM 7-bit lacks where one reads the same, as <see cref="Transliteration"/> does; the plan
    /// reports each change. Done only when it makes the message cheaper, and where allowed national tables have all its characters only
    /// when it saves a segment.
    /// </summary>
    public bool Transliterate { get; init; }

    /// <summary>
    /// What the handset does with the message, such as <see cref="Protocol.MessageClass.Flash"/>; null leaves it to the handset. A class
    /// goes with GSM 7-bit and UCS-2 only, whatever the peer's default alphabet is.
    /// </summary>
    public MessageClass? MessageClass { get; init; }

    /// <summary>Which data_codings tell the class.</summary>
    public MessageClassCoding MessageClassCoding { get; init; }

    /// <summary>How parts are joined.</summary>
    public ConcatenationMode Concatenation { get; init; }

    /// <summary>
    /// Information elements that each part carries besides, encoded one after the other without a length octet: for example ports, by
    /// <see cref="UserDataHeaderBuilder"/>.
    /// </summary>
    public ReadOnlyMemory<byte> Elements { get; init; }

    /// <summary>The default alphabet, which with a message class is GSM 7-bit.</summary>
    internal TextEncoding Alphabet =>
        MessageClass is null || DefaultAlphabet == TextEncoding.Gsm7Packed ? DefaultAlphabet : TextEncoding.Gsm7;
}
