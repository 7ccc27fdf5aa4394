namespace Smpp.Protocol;

/// <summary>data_coding (v3.4 §5.2.19, v5.0 §4.7.7). Open: reserved and GSM values survive unchanged.</summary>
public enum DataCoding : byte
{
    /// <summary>The message centre's default alphabet, which differs from one to the next; commonly GSM 7-bit, unpacked.</summary>
    Default = 0x00,
    /// <summary>IA5 (T.50), that is ASCII</summary>
    Ia5 = 0x01,
    /// <summary>Octets</summary>
    Octets = 0x02,
    /// <summary>Latin 1 (ISO-8859-1)</summary>
    Latin1 = 0x03,
    /// <summary>Octets, for any purpose</summary>
    Octets8 = 0x04,
    /// <summary>JIS (X 0208-1990)</summary>
    Jis = 0x05,
    /// <summary>Cyrillic (ISO-8859-5)</summary>
    Cyrillic = 0x06,
    /// <summary>Hebrew (ISO-8859-8)</summary>
    Hebrew = 0x07,
    /// <summary>UCS-2, in practice UTF-16 big-endian</summary>
    Ucs2 = 0x08,
    /// <summary>Pictogram encoding</summary>
    Pictogram = 0x09,
    /// <summary>ISO-2022-JP</summary>
    Iso2022Jp = 0x0A,
    /// <summary>Extended Kanji JIS (X 0212-1990)</summary>
    ExtendedKanji = 0x0D,
    /// <summary>KS C 5601</summary>
    KsC5601 = 0x0E,
    /// <summary>GSM default alphabet, class 0: shown at once and not kept.</summary>
    GsmFlash = 0x10,
}
