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
    /// read. Looked for at each call. They are a slice of <see cref="Body"/>: nothing is allocated.
    /// </summary>
    public TlvList Tlvs
    {
        get
        {
            if (ResponseTlvs.TryFind(Header.Id, Body.Span, out var found) && TlvReader.IsWellFormed(found.Raw, out _))
                return found.Raw.IsEmpty ? default : new TlvList(Body[^found.Raw.Length..]);
            // An error response has no mandatory fields, but peers add TLVs (v5.0 §3.2.1.3): in their place.
            bool areAll = Header.Status != CommandStatus.Ok || !ResponseTlvs.HasFields(Header.Id);
            return areAll && !Body.IsEmpty && TlvReader.IsWellFormed(Body.Span, out _) ? new TlvList(Body) : default;
        }
    }
}
