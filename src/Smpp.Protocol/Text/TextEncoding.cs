namespace Smpp.Protocol;

/// <summary>The encodings that this library reads and writes text in, and the default alphabets that message centres have.</summary>
public enum TextEncoding : byte
{
    /// <summary>GSM 7-bit default alphabet and extension, unpacked; national language tables where a header announces them.</summary>
    Gsm7,
    /// <summary>ISO-8859-1</summary>
    Latin1,
    /// <summary>UTF-16 big-endian; characters beyond the basic plane as surrogate pairs.</summary>
    Ucs2,
    /// <summary>ASCII, which is the reference version of IA5 (T.50)</summary>
    Ascii,
    /// <summary>UTF-8: the default alphabet of a few message centres.</summary>
    Utf8,
    /// <summary>Like <see cref="Gsm7"/>, but septets packed into octets (3GPP 23.038 §6.1.2.1): the way of a few message centres.</summary>
    Gsm7Packed,
    /// <summary>ISO-8859-5, Cyrillic</summary>
    Iso8859Cyrillic,
    /// <summary>ISO-8859-8, Hebrew, in logical order</summary>
    Iso8859Hebrew,
    /// <summary>JIS X 0208-1990 as Shift-JIS, half-width katakana included</summary>
    ShiftJis,
    /// <summary>ISO-2022-JP; each message begins and ends in ASCII</summary>
    Iso2022Jp,
    /// <summary>JIS X 0208 and X 0212-1990 (Extended Kanji) as EUC-JP</summary>
    EucJp,
    /// <summary>KS C 5601 as EUC-KR with the letters that Unified Hangul Code adds</summary>
    Korean,
}
