using Smpp.Protocol;

namespace Smpp.Server;

/// <summary>
/// The operations that a message centre can serve, each with its request and response. A handler returns a response or a
/// <see cref="CommandStatus"/>, and gets a token that is cancelled when the session ends. Once the message centre has
/// been started, each of them throws <see cref="InvalidOperationException"/>.
/// </summary>
public static class MessageCentreOperations
{
    extension(MessageCentre centre)
    {
        /// <summary>Takes messages (submit_sm, v3.4 §4.4): the response brings the id they are given.</summary>
        public MessageCentre OnSubmit(Func<Request<SubmitSm>, CancellationToken, ValueTask<Reply<SubmitSmResp>>> handler) =>
            centre.On(CommandId.SubmitSm, handler);

        /// <summary>Takes messages to many destinations (submit_multi, v3.4 §4.5): the response lists those that are refused.</summary>
        public MessageCentre OnSubmitMulti(Func<Request<SubmitMulti>, CancellationToken, ValueTask<Reply<SubmitMultiResp>>> handler) =>
            centre.On(CommandId.SubmitMulti, handler);

        /// <summary>Takes data (data_sm, v3.4 §4.7).</summary>
        public MessageCentre OnData(Func<Request<DataSm>, CancellationToken, ValueTask<Reply<DataSmResp>>> handler) =>
            centre.On(CommandId.DataSm, handler);

        /// <summary>Tells the state of a message (query_sm, v3.4 §4.8).</summary>
        public MessageCentre OnQuery(Func<Request<QuerySm>, CancellationToken, ValueTask<Reply<QuerySmResp>>> handler) =>
            centre.On(CommandId.QuerySm, handler);

        /// <summary>Cancels messages (cancel_sm, v3.4 §4.9).</summary>
        public MessageCentre OnCancel(Func<Request<CancelSm>, CancellationToken, ValueTask<CommandStatus>> handler) =>
            centre.On(CommandId.CancelSm, StatusOnly(handler));

        /// <summary>Replaces a message (replace_sm, v3.4 §4.10).</summary>
        public MessageCentre OnReplace(Func<Request<ReplaceSm>, CancellationToken, ValueTask<CommandStatus>> handler) =>
            centre.On(CommandId.ReplaceSm, StatusOnly(handler));

        /// <summary>Takes broadcasts (broadcast_sm, v5.0 §4.4.1).</summary>
        public MessageCentre OnBroadcast(Func<Request<BroadcastSm>, CancellationToken, ValueTask<Reply<BroadcastSmResp>>> handler) =>
            centre.On(CommandId.BroadcastSm, handler);

        /// <summary>Tells the state of a broadcast (query_broadcast_sm, v5.0 §4.6.1).</summary>
        public MessageCentre OnQueryBroadcast(
            Func<Request<QueryBroadcastSm>, CancellationToken, ValueTask<Reply<QueryBroadcastSmResp>>> handler) =>
            centre.On(CommandId.QueryBroadcastSm, handler);

        /// <summary>Cancels broadcasts (cancel_broadcast_sm, v5.0 §4.6.2).</summary>
        public MessageCentre OnCancelBroadcast(Func<Request<CancelBroadcastSm>, CancellationToken, ValueTask<CommandStatus>> handler) =>
            centre.On(CommandId.CancelBroadcastSm, StatusOnly(handler));
    }

    private static Func<Request<T>, CancellationToken, ValueTask<Reply<EmptyPdu>>> StatusOnly<T>(
        Func<Request<T>, CancellationToken, ValueTask<CommandStatus>> handler) where T : Pdu
    {
        ArgumentNullException.ThrowIfNull(handler);
        return async (request, ended) => await handler(request, ended).ConfigureAwait(false);
    }
}
