namespace Smpp.Protocol;

/// <summary>The encodings that this library writes text in, and the default alphabets that message centres have.</summary>
public enum TextEncoding : byte
{
    /// <summary>GSM 7-bit default alphabet and extension, unpacked.</summary>
    Gsm7,
    /// <summary>ISO-8859-1</summary>
    Latin1,
    /// <summary>UTF-16 big-endian; characters beyond the basic plane as surrogate pairs.</summary>
    Ucs2,
    /// <summary>ASCII</summary>
    Ascii,
    /// <summary>UTF-8: the default alphabet of a few message centres.</summary>
    Utf8,
}
