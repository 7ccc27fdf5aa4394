namespace Smpp.Protocol;

/// <summary>What a handset does with a message (3GPP 23.038 §4).</summary>
public enum MessageClass : byte
{
    /// <summary>Class 0, a flash message: shown at once and not kept.</summary>
    Flash = 0,
    /// <summary>Class 1: kept in the handset.</summary>
    Handset = 1,
    /// <summary>Class 2: kept in the SIM.</summary>
    Sim = 2,
    /// <summary>Class 3: passed on to equipment behind the handset.</summary>
    TerminalEquipment = 3,
}

/// <summary>Which group of data_codings tells the class of a message (3GPP 23.038 §4).</summary>
public enum MessageClassCoding : byte
{
    /// <summary>General data coding, 0x10..0x1B: it has GSM 7-bit, octets and UCS-2, and most message centres take it.</summary>
    General,
    /// <summary>
    /// Message class control, 0xF0..0xF7, the group that v3.4 §5.2.19 names: GSM 7-bit and octets. UCS-2 has no code in it and stays with
    /// the general one.
    /// </summary>
    Control,
}

internal static class MessageClasses
{
    /// <summary>The data_coding of a class; null for an encoding that has none.</summary>
    public static DataCoding? DataCodingOf(
        this MessageClass messageClass, TextEncoding encoding, MessageClassCoding coding) => encoding switch
    {
        TextEncoding.Gsm7 or TextEncoding.Gsm7Packed =>
            (DataCoding)((coding == MessageClassCoding.Control ? 0xF0 : 0x10) | (byte)messageClass),
        TextEncoding.Ucs2 => (DataCoding)(0x18 | (byte)messageClass),
        _ => null,
    };
}
