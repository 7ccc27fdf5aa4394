using System.Buffers.Binary;
using System.Text;
using Smpp.Protocol;

namespace Peers;

/// <summary>One PDU as it was on the wire.</summary>
public sealed record WirePdu(PduHeader Header, byte[] Body)
{
    public CommandId Id => Header.Id;

    public CommandStatus Status => Header.Status;

    public uint Sequence => Header.Sequence;

    /// <summary>Cuts octets that hold nothing but whole PDUs.</summary>
    public static IEnumerable<WirePdu> Cut(ReadOnlyMemory<byte> octets)
    {
        while (octets.Length > 0)
        {
            var header = PduHeader.Read(octets.Span);
            yield return new WirePdu(header, octets[PduHeader.Size..(int)header.Length].ToArray());
            octets = octets[(int)header.Length..];
        }
    }

    public static byte[] Of<T>(T body, uint sequence, CommandStatus status = CommandStatus.Ok) where T : IPduBody
    {
        var pdu = new byte[PduHeader.Size + body.BodyLength];
        new PduHeader((uint)pdu.Length, body.Id, status, sequence).Write(pdu);
        body.WriteBody(pdu.AsSpan(PduHeader.Size));
        return pdu;
    }

    /// <summary>A header alone, whose command_length may say anything.</summary>
    public static byte[] Empty(CommandId id, uint sequence, CommandStatus status = CommandStatus.Ok, uint length = PduHeader.Size)
    {
        var pdu = new byte[PduHeader.Size];
        new PduHeader(length, id, status, sequence).Write(pdu);
        return pdu;
    }

    public static byte[] Raw(CommandId id, uint sequence, params ReadOnlySpan<byte> body)
    {
        byte[] pdu = [.. Empty(id, sequence), .. body];
        BinaryPrimitives.WriteUInt32BigEndian(pdu, (uint)pdu.Length);
        return pdu;
    }

    public static byte[] Bind(
        CommandId kind = CommandId.BindTransceiver, uint sequence = 1, string systemId = "demo", string password = "demo",
        InterfaceVersion version = InterfaceVersion.V34) =>
        Of(new Bind(kind) { SystemId = systemId, Password = password, InterfaceVersion = version }, sequence);

    public static byte[] Submit(uint sequence, string text = "hello") =>
        Of(new SubmitSm { Destination = Address.Parse("+447700900123"), ShortMessage = Encoding.Latin1.GetBytes(text) }, sequence);

    public static byte[] Deliver(uint sequence, string text = "hello") =>
        Of(new DeliverSm { Destination = Address.Parse("12345"), ShortMessage = Encoding.Latin1.GetBytes(text) }, sequence);

    /// <summary>A submit_sm whose service_type has no NUL: refused with ESME_RINVSERTYP.</summary>
    public static byte[] BadSubmit(uint sequence) => Raw(CommandId.SubmitSm, sequence, "TOOLONG"u8);

    public static byte[] MessageId(CommandId id, uint sequence, string messageId = "42")
    {
        byte[] body = [.. System.Text.Encoding.Latin1.GetBytes(messageId), 0];
        return Raw(id, sequence, body);
    }

    public static byte[] BindResp(
        uint sequence = 1, CommandId kind = CommandId.BindTransceiver, InterfaceVersion? version = InterfaceVersion.V34) =>
        Of(new BindResp(kind.Response) { SystemId = "centre", ScInterfaceVersion = version }, sequence);
}
