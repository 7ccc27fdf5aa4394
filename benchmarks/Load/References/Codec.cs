using Load.Figures;
using Smpp.Protocol;

namespace Load.References;

/// <summary>What both ends of a session pay the codec for one message: submit_sm and its response, each written, framed and read.</summary>
internal static class Codec
{
    public const string Name = "codec";

    private const int Messages = 1_000;

    public static Figure Measure(int runs, double seconds)
    {
        byte[] buffer = new byte[512];
        byte[] text = [.. Enumerable.Repeat((byte)'x', 100)];
        Address source = Address.Parse("LOAD"), destination = Address.Parse("447700900123");
        return Loop.Measure(Name, "submit_sm and submit_sm_resp, each encoded, framed and read", runs, seconds, () =>
        {
            for (uint i = 0; i < Messages; i++)
                ExchangeOne(buffer, text, source, destination, i + 1);
            return Messages;
        });
    }

    private static void ExchangeOne(byte[] buffer, byte[] text, in Address source, in Address destination, uint sequence)
    {
        var submit = new MessageView(CommandId.SubmitSm)
        {
            Source = source,
            Destination = destination,
            RegisteredDelivery = RegisteredDelivery.SuccessOrFailure,
            ShortMessage = text,
        };
        int body = submit.BodyLength;
        new PduHeader((uint)(PduHeader.Size + body), CommandId.SubmitSm, CommandStatus.Ok, sequence).Write(buffer);
        submit.WriteBody(buffer.AsSpan(PduHeader.Size, body));
        PduFramer.TryRead(buffer, PduFramer.DefaultMaxLength, out var header, out var octets);
        if (!MessageView.TryRead(header.Id, octets, out var view, out _) || view.ShortMessage.Length != text.Length)
            throw new InvalidOperationException("the codec did not read what it wrote");

        var response = new MessageIdBody(CommandId.SubmitSmResp, "0123456789ABC"u8);
        body = response.BodyLength;
        new PduHeader((uint)(PduHeader.Size + body), CommandId.SubmitSmResp, CommandStatus.Ok, sequence).Write(buffer);
        response.WriteBody(buffer.AsSpan(PduHeader.Size, body));
        PduFramer.TryRead(buffer, PduFramer.DefaultMaxLength, out header, out octets);
        MessageIdBody.TryRead(header.Id, octets, out _, out _);
    }
}
