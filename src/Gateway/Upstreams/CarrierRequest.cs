using Smpp.Protocol;
using Smpp.Session;
using Storage;

namespace Gateway.Upstreams;

/// <summary>
/// The right to answer a carrier's deliver_sm or data_sm once, from any thread. The default stands for nobody who waits: a receipt that the
/// journal brought back, or an end that no carrier told of; answering it does nothing.
/// </summary>
/// <param name="request">What is answered.</param>
/// <param name="namesId">Whether the response bears a message_id, which the specification leaves empty (v3.4 §4.6.2).</param>
internal readonly struct CarrierRequest(Inbound request, bool namesId)
{
    /// <summary>Whether somebody waits for the answer.</summary>
    public bool IsOpen => request.Session is not null;

    /// <summary>Takes it.</summary>
    /// <param name="id">Ours, of the message that was brought, or that the receipt is about.</param>
    public void Accept(ulong id)
    {
        if (!IsOpen)
            return;
        if (!namesId)
        {
            request.Accept();
            return;
        }
        Span<byte> text = stackalloc byte[MessageIds.TextLength];
        // As short as those that peers below v3.4 get for their submits (v3.4 §3.4).
        request.Accept(text[..(request.Session.PeerVersion.SupportsTlvs ? MessageIds.Format(id, text) : MessageIds.FormatShort(id, text))]);
    }

    public void Reject(CommandStatus status)
    {
        if (IsOpen)
            request.Reject(status);
    }
}
