using Smpp.Protocol;
using Smpp.Session;

namespace Smpp.Client;

/// <summary>
/// The operations besides submit_sm, each with its response. A refusal is a <see cref="SmppStatusException"/>; a response that never comes
/// is a <see cref="SmppRequestLostException"/>, since the message centre may have done what was asked.
/// </summary>
public static class SmppClientRequests
{
    extension(SmppClient client)
    {
        /// <summary>Asks for the state of a message (query_sm, v3.4 §4.8).</summary>
        /// <inheritdoc cref="SubmitMultiAsync" path="/param[@name='cancellationToken']|/exception"/>
        public async Task<QuerySmResp> QueryAsync(QuerySm request, CancellationToken cancellationToken = default) =>
            Read<QuerySmResp>(request, await client.RequestAsync(request, cancellationToken).ConfigureAwait(false));

        /// <summary>Cancels a message, or all that match (cancel_sm, v3.4 §4.9).</summary>
        /// <inheritdoc cref="SubmitMultiAsync" path="/param[@name='cancellationToken']|/exception"/>
        public async Task CancelAsync(CancelSm request, CancellationToken cancellationToken = default) =>
            Check(request, await client.RequestAsync(request, cancellationToken).ConfigureAwait(false));

        /// <summary>Replaces a message that is still pending (replace_sm, v3.4 §4.10).</summary>
        /// <inheritdoc cref="SubmitMultiAsync" path="/param[@name='cancellationToken']|/exception"/>
        public async Task ReplaceAsync(ReplaceSm request, CancellationToken cancellationToken = default) =>
            Check(request, await client.RequestAsync(request, cancellationToken).ConfigureAwait(false));

        /// <summary>
        /// Submits one message to many destinations (submit_multi, v3.4 §4.5). The response lists those that were refused: an answer of
        /// ESME_ROK does not mean that all were taken.
        /// </summary>
        /// <param name="request">The request.</param>
        /// <param name="cancellationToken">Ends the waiting; a request that was sent by then may be processed.</param>
        /// <exception cref="SmppStatusException">The message centre refused it.</exception>
        /// <exception cref="SmppRequestLostException">No response came: the outcome is unknown.</exception>
        /// <exception cref="SmppNotBoundException">No session was bound in time; nothing was sent.</exception>
        /// <exception cref="SmppNotSentException">
        /// What it is about stands in a TLV, such as message_payload, and the message centre is bound below v3.4.
        /// </exception>
        /// <exception cref="InvalidDataException">The response cannot be read: the message centre has done what was asked.</exception>
        /// <exception cref="ObjectDisposedException">The client is disposed, or was meanwhile; nothing was sent.</exception>
        /// <exception cref="InvalidOperationException">
        /// 100,000 requests wait for the session's window, or a submit_multi has no destinations; nothing was sent.
        /// </exception>
        /// <exception cref="OperationCanceledException">Cancelled.</exception>
        public async Task<SubmitMultiResp> SubmitMultiAsync(SubmitMulti request, CancellationToken cancellationToken = default) =>
            Read<SubmitMultiResp>(request, await client.RequestAsync(request, cancellationToken).ConfigureAwait(false));

        /// <summary>Sends data (data_sm, v3.4 §4.7).</summary>
        /// <inheritdoc cref="SubmitMultiAsync" path="/param[@name='cancellationToken']|/exception"/>
        public async Task<DataSmResp> SendDataAsync(DataSm request, CancellationToken cancellationToken = default) =>
            Read<DataSmResp>(request, await client.RequestAsync(request, cancellationToken).ConfigureAwait(false));

        /// <summary>Submits a message to areas (broadcast_sm, v5.0 §4.4.1).</summary>
        /// <inheritdoc cref="SubmitMultiAsync" path="/param[@name='cancellationToken']|/exception"/>
        public async Task<BroadcastSmResp> BroadcastAsync(BroadcastSm request, CancellationToken cancellationToken = default) =>
            Read<BroadcastSmResp>(request, await client.RequestAsync(request, cancellationToken).ConfigureAwait(false));

        /// <summary>Asks for the state of a broadcast (query_broadcast_sm, v5.0 §4.6.1).</summary>
        /// <inheritdoc cref="SubmitMultiAsync" path="/param[@name='cancellationToken']|/exception"/>
        public async Task<QueryBroadcastSmResp> QueryBroadcastAsync(
            QueryBroadcastSm request, CancellationToken cancellationToken = default) =>
            Read<QueryBroadcastSmResp>(request, await client.RequestAsync(request, cancellationToken).ConfigureAwait(false));

        /// <summary>Cancels a broadcast (cancel_broadcast_sm, v5.0 §4.6.2).</summary>
        /// <inheritdoc cref="SubmitMultiAsync" path="/param[@name='cancellationToken']|/exception"/>
        public async Task CancelBroadcastAsync(CancelBroadcastSm request, CancellationToken cancellationToken = default) =>
            Check(request, await client.RequestAsync(request, cancellationToken).ConfigureAwait(false));
    }

    private static void Check(Pdu request, in Response response)
    {
        if (response.Header.Status != CommandStatus.Ok)
            throw new SmppStatusException(request.Id, response.Header.Status, response.Tlvs);
    }

    private static T Read<T>(Pdu request, in Response response) where T : Pdu
    {
        Check(request, response);
        Pdu.TryRead(response.Header, response.Body.Span, DecodeRules.Tolerant, out var pdu, out var report);
        return pdu as T ?? throw new InvalidDataException(
            $"{request.Id.Name} was accepted, but its response cannot be read: {report.Error}");
    }
}
