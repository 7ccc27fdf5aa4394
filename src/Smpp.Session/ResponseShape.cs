using Smpp.Protocol;

namespace Smpp.Session;

/// <summary>
/// Tells what is odd about the shape of a response. A response is always taken, however it looks: there is nobody to refuse it to.
/// </summary>
internal static class ResponseShape
{
    private const int NullMessageId = 1;

    public static Leniency Departure(in PduHeader header, ReadOnlySpan<byte> body)
    {
        if (header.Status != CommandStatus.Ok)
            return body.IsEmpty ? Leniency.None : Leniency.ErrorResponseBody;
        return header.Id switch
        {
            CommandId.SubmitSmResp or CommandId.DataSmResp => body.IsEmpty ? Leniency.MissingResponseBody : Leniency.None,
            CommandId.DeliverSmResp => Of(body),
            CommandId.EnquireLinkResp or CommandId.UnbindResp or CommandId.CancelSmResp or CommandId.ReplaceSmResp =>
                body.IsEmpty ? Leniency.None : Leniency.HeaderOnlyOctets,
            _ => Leniency.None,
        };
    }

    private static Leniency Of(ReadOnlySpan<byte> deliverResp)
    {
        if (deliverResp.IsEmpty)
            return Leniency.MissingResponseBody;
        return deliverResp.Length > NullMessageId && deliverResp[0] != 0 ? Leniency.DeliverRespMessageId : Leniency.None;
    }
}
