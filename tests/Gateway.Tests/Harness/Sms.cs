using System.Text;
using Smpp.Protocol;

namespace Gateway.Tests.Harness;

/// <summary>Messages for tests.</summary>
internal static class Sms
{
    public const string Someone = "447700900123";

    public static SubmitSm Submit(string text = "Hello", string to = Someone, string from = "ACME", byte registeredDelivery = 1) => new()
    {
        Source = Address.Parse(from),
        Destination = to.Length == 0 ? default : Address.Parse(to),
        RegisteredDelivery = (RegisteredDelivery)registeredDelivery,
        ShortMessage = Encoding.Latin1.GetBytes(text),
    };

    /// <summary>Part <paramref name="number"/> of a concatenated message (3GPP TS 23.040 §9.2.3.24.1).</summary>
    public static SubmitSm Part(byte reference, byte total, byte number, string to = Someone) => Submit(to: to) with
    {
        EsmClass = EsmClass.UserDataHeader,
        ShortMessage = (byte[])[0x05, 0x00, 0x03, reference, total, number, .. Encoding.ASCII.GetBytes($"part {number}")],
    };

    /// <summary>The same by its place in sar_* TLVs (v5.0 §4.8.4.48–50).</summary>
    public static SubmitSm SarPart(ushort reference, byte total, byte number) => Submit($"part {number}") with
    {
        Tlvs = default(TlvList).AddUInt16(TlvTag.SarMsgRefNum, reference).AddByte(TlvTag.SarTotalSegments, total)
            .AddByte(TlvTag.SarSegmentSeqnum, number),
    };

    public static DeliverSm Mo(string text = "STOP", string to = "12345", string from = Someone) => new()
    {
        Source = Address.Parse(from),
        Destination = Address.Parse(to),
        ShortMessage = Encoding.Latin1.GetBytes(text),
    };
}
