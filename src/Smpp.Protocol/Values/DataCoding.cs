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

/// <summary>What a data_coding says.</summary>
public static class DataCodings
{
    private static readonly string[] Alphabets = ["GSM 7-bit", "octets", "UCS-2", "reserved"];

    private static readonly string[] Indications = ["voicemail", "fax", "e-mail", "other"];

    extension(DataCoding value)
    {
        /// <summary>The alphabet and, where there is one, the message class or what waits, in words (3GPP 23.038 §4).</summary>
        public string Meaning => value switch
        {
            DataCoding.Default => "the message centre's default alphabet",
            DataCoding.Ia5 => "IA5, ASCII",
            DataCoding.Octets or DataCoding.Octets8 => "octets",
            DataCoding.Latin1 => "Latin-1, ISO-8859-1",
            DataCoding.Jis => "JIS",
            DataCoding.Cyrillic => "Cyrillic, ISO-8859-5",
            DataCoding.Hebrew => "Hebrew, ISO-8859-8",
            DataCoding.Ucs2 => "UCS-2, UTF-16BE",
            DataCoding.Pictogram => "pictograms",
            DataCoding.Iso2022Jp => "ISO-2022-JP",
            DataCoding.ExtendedKanji => "extended Kanji JIS",
            DataCoding.KsC5601 => "KS C 5601",
            _ => Gsm((byte)value),
        };
    }

    private static string Gsm(byte value) => value switch
    {
        >= 0xF0 => $"{((value & 0x04) == 0 ? "GSM 7-bit" : "octets")}, class {value & 0x03}",
        >= 0xE0 => $"UCS-2, {Indication(value)}",
        >= 0xD0 => $"GSM 7-bit, {Indication(value)}",
        >= 0xC0 => $"discard, {Indication(value)}",
        >= 0x10 and < 0x20 => $"{Alphabets[(value & 0x0C) >> 2]}, class {value & 0x03}",
        _ => "reserved",
    };

    private static string Indication(byte value) => $"{Indications[value & 0x03]} {((value & 0x08) == 0 ? "gone" : "waiting")}";
}
