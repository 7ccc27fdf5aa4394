using System.Text;
using Smpp.Protocol;

namespace Smpp.Session;

/// <summary>A response, for those who await one.</summary>
/// <param name="Header">Its header; the status is the outcome.</param>
/// <param name="Body">A copy of its body.</param>
public readonly record struct Response(PduHeader Header, ReadOnlyMemory<byte> Body)
{
    /// <summary>The message_id of a submit_sm_resp, or empty.</summary>
    public string MessageId => MessageIdBody.TryRead(Header.Id, Body.Span, out var body, out _)
        ? Encoding.Latin1.GetString(body.MessageId)
        : "";

    /// <summary>
    /// Its TLVs, such as additional_status_info_text or network_error_code, those of an error response too; none where they cannot be
    /// read. Looked for at each call. Of a response with a message_id they are a slice of <see cref="Body"/>, and nothing is allocated.
    /// </summary>
    public TlvList Tlvs
    {
        get
        {
            if (Body.IsEmpty)
                return default;
            if (TryReadTlvs(out var tlvs))
                return tlvs;
            // An error response has no mandatory fields, but peers add TLVs (v5.0 §3.2.1.3): in their place.
            return Header.Status != CommandStatus.Ok && TlvReader.IsWellFormed(Body.Span, out _) ? new TlvList(Body) : default;
        }
    }

    /// <summary>False when the body is not as the command has it.</summary>
    private bool TryReadTlvs(out TlvList tlvs)
    {
        tlvs = default;
        if (Header.Id is CommandId.SubmitSmResp or CommandId.DataSmResp or CommandId.DeliverSmResp or CommandId.BroadcastSmResp)
        {
            if (!MessageIdBody.TryRead(Header.Id, Body.Span, out var body, out _))
                return false;
            if (!body.TlvBytes.IsEmpty)
                tlvs = new TlvList(Body[^body.TlvBytes.Length..]);
            return true;
        }
        Pdu.TryRead(Header, Body.Span, DecodeRules.Tolerant, out var pdu, out _);
        tlvs = pdu switch
        {
            TlvPdu full => full.Tlvs,
            EmptyPdu empty => empty.Tlvs,
            _ => default,
        };
        return !tlvs.IsEmpty || pdu is TlvPdu;
    }
}
