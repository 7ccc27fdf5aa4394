namespace Smpp.Protocol;

/// <summary>Identifiers of the information elements of a user data header (3GPP 23.040 §9.2.3.24). Open: others are opaque.</summary>
public enum InformationElementId : byte
{
    /// <summary>Concatenated short messages, 8-bit reference (§9.2.3.24.1)</summary>
    Concatenation8 = 0x00,
    /// <summary>Special SMS message indication, for example of waiting voice mail (§9.2.3.24.2)</summary>
    SpecialMessageIndication = 0x01,
    /// <summary>Application port addressing, 8 bits (§9.2.3.24.3)</summary>
    ApplicationPorts8 = 0x04,
    /// <summary>Application port addressing, 16 bits (§9.2.3.24.4)</summary>
    ApplicationPorts16 = 0x05,
    /// <summary>Concatenated short messages, 16-bit reference (§9.2.3.24.8)</summary>
    Concatenation16 = 0x08,
    /// <summary>National language single shift (§9.2.3.24.15)</summary>
    NationalLanguageSingleShift = 0x24,
    /// <summary>National language locking shift (§9.2.3.24.16)</summary>
    NationalLanguageLockingShift = 0x25,
}
