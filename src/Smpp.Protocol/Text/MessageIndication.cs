namespace Smpp.Protocol;

/// <summary>What kind of message waits (3GPP 23.040 §9.2.3.24.2).</summary>
public enum WaitingMessage : byte
{
    /// <summary>Voice messages</summary>
    Voice = 0,
    /// <summary>Fax messages</summary>
    Fax = 1,
    /// <summary>Electronic mail</summary>
    Email = 2,
    /// <summary>Others, which the extended type may name</summary>
    Other = 3,
}

/// <summary>A special SMS message indication (3GPP 23.040 §9.2.3.24.2): so many messages wait elsewhere.</summary>
/// <param name="Kind">What waits.</param>
/// <param name="Count">How many; 255 means 255 or more.</param>
/// <param name="Store">The message itself is kept after the indication is shown; else it is discarded.</param>
/// <param name="ExtendedType">With <see cref="WaitingMessage.Other"/>: 0 none, 1 video messages; 0..7.</param>
/// <param name="Profile">The subscriber profile, 1..4.</param>
public readonly record struct MessageIndication(
    WaitingMessage Kind, byte Count, bool Store = false, byte ExtendedType = 0, byte Profile = 1)
{
    private const byte StoreBit = 0x80;
    private const int ProfileShift = 5;
    private const int ExtendedShift = 2;

    internal byte TypeOctet => (byte)((Store ? StoreBit : 0) | (Profile - 1 & 0x03) << ProfileShift | (ExtendedType & 0x07) << ExtendedShift
        | (byte)Kind & 0x03);

    internal static MessageIndication Of(byte type, byte count) => new((WaitingMessage)(type & 0x03), count, (type & StoreBit) != 0,
        (byte)(type >> ExtendedShift & 0x07), (byte)((type >> ProfileShift & 0x03) + 1));

    /// <summary>The indication in words.</summary>
    public override string ToString()
    {
        string kind = (Kind, ExtendedType) switch
        {
            (WaitingMessage.Voice, 0) => "voice",
            (WaitingMessage.Fax, 0) => "fax",
            (WaitingMessage.Email, 0) => "e-mail",
            (WaitingMessage.Other, 0) => "other",
            (WaitingMessage.Other, 1) => "video",
            _ => $"{Kind} of extended type {ExtendedType}",
        };
        return $"{Count} {kind} messages wait, profile {Profile}, {(Store ? "store" : "discard")}";
    }
}
