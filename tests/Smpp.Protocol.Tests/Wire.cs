using System.Text;

namespace Smpp.Protocol.Tests;

/// <summary>PDUs and bodies as octets.</summary>
internal static class Wire
{
    public static byte[] Hex(string digits) => Convert.FromHexString(digits.Replace(" ", "", StringComparison.Ordinal));

    public static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text);

    public static string Text(ReadOnlySpan<byte> octets) => Encoding.Latin1.GetString(octets);

    public static byte[] BodyOf<T>(T pdu) where T : IPduBody, allows ref struct
    {
        byte[] body = new byte[pdu.BodyLength];
        pdu.WriteBody(body);
        return body;
    }

    public static byte[] PduOf<T>(T pdu, uint sequence = 1, CommandStatus status = CommandStatus.Ok) where T : IPduBody, allows ref struct
    {
        byte[] octets = new byte[PduHeader.Size + pdu.BodyLength];
        new PduHeader((uint)octets.Length, pdu.Id, status, sequence).Write(octets);
        pdu.WriteBody(octets.AsSpan(PduHeader.Size));
        return octets;
    }

    /// <summary>A submit_sm with 12-digit addresses and this text, or with the TLVs given.</summary>
    public static byte[] Submit(
        ReadOnlySpan<byte> shortMessage, ReadOnlySpan<byte> tlvs = default, DataCoding dataCoding = 0, EsmClass esmClass = 0) =>
        BodyOf(new MessageView(CommandId.SubmitSm)
        {
            Source = Address.Parse("+447700900001"),
            Destination = Address.Parse("+447700900123"),
            RegisteredDelivery = RegisteredDelivery.SuccessOrFailure,
            DataCoding = dataCoding,
            EsmClass = esmClass,
            ShortMessage = shortMessage,
            TlvBytes = tlvs,
        });

    public static byte[] Tlv(TlvTag tag, params byte[] value)
    {
        byte[] octets = new byte[TlvWriter.Size(value.Length)];
        TlvWriter.Write(octets, tag, value);
        return octets;
    }
}
