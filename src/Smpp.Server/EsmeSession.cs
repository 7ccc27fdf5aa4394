using System.Net;
using Microsoft.Extensions.Logging;
using Smpp.Protocol;
using Smpp.Session;

namespace Smpp.Server;

/// <summary>A bound session of an ESME, as a <see cref="MessageCentre"/> sees it. Thread-safe.</summary>
public sealed class EsmeSession : ISessionHandler, IDisposable
{
    private readonly MessageCentre _centre;
    private readonly ILogger _logger;
    private readonly RequestQueue _requests;
    private readonly CancellationTokenSource _ended = new();

    internal EsmeSession(
        MessageCentre centre, SmppSession session, Bind bind, MessageCentreOptions options, ILogger logger, ServerAccount? account = null)
    {
        Account = account;
        _centre = centre;
        _logger = logger;
        Session = session;
        Bind = bind;
        _requests = new RequestQueue(this, options.HandlersPerSession, options.TimeProvider, logger);
        Ended = _ended.Token;
    }

    /// <summary>The session itself, for its counters and for requests that this class has no method for.</summary>
    public SmppSession Session { get; }

    /// <summary>The request that bound it.</summary>
    public Bind Bind { get; }

    /// <summary>The ESME's system_id.</summary>
    public string SystemId => Bind.SystemId;

    /// <summary>Its account as it was when it was bound, where the message centre has accounts; else null.</summary>
    public ServerAccount? Account { get; }

    /// <summary>Where it connects from; null when that has no address.</summary>
    public EndPoint? RemoteEndPoint => Session.RemoteEndPoint;

    /// <summary>True while it is bound as a receiver or transceiver, so that messages can be delivered to it.</summary>
    public bool CanDeliver => Session.State.CanDeliver;

    /// <summary>Cancelled when the session has ended; handlers get it too.</summary>
    public CancellationToken Ended { get; }

    /// <summary>Delivers a message or receipt and waits for the ESME's answer; waits for a free slot of the window first.</summary>
    /// <param name="message">
    /// The message. To an ESME bound below v3.4 it goes without its TLVs, with a text of message_payload in short_message; to one below
    /// v5.0 a short_message of 255 octets goes in message_payload (<see cref="MessagePdu.WithLongTextInPayload"/>).
    /// </param>
    /// <param name="cancellationToken">Ends the waiting; a message that was sent by then may be processed.</param>
    /// <returns>The answer's command_status: anything but ESME_ROK says that the ESME has not taken it.</returns>
    /// <exception cref="SmppRequestLostException">No answer came: the ESME may have it or not.</exception>
    /// <exception cref="SmppNotSentException">
    /// The session is not bound for receiving, or ended before its turn; or the ESME is bound below v3.4, and the text needs a TLV.
    /// </exception>
    /// <exception cref="InvalidOperationException">100,000 requests of the session wait for a slot already; it was not sent.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async ValueTask<CommandStatus> DeliverAsync(DeliverSm message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        var response = await Session.SendAsync(OldVersion.Fit(message, Session), cancellationToken).ConfigureAwait(false);
        return response.Header.Status;
    }

    /// <summary>Sends data and waits for the ESME's answer (data_sm, v3.4 §4.7).</summary>
    /// <param name="data">The data. An ESME bound below v3.4 gets no TLVs, and so no message_payload: it takes texts as deliver_sm.</param>
    /// <param name="cancellationToken">Ends the waiting; data that were sent by then may be processed.</param>
    /// <inheritdoc cref="DeliverAsync" path="/returns|/exception"/>
    public async ValueTask<CommandStatus> SendDataAsync(DataSm data, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        var response = await Session.SendAsync(OldVersion.Fit(data, Session), cancellationToken).ConfigureAwait(false);
        return response.Header.Status;
    }

    /// <summary>Delivers the receipt of a message, as text and as TLVs where the ESME's version knows them (v3.4 Appendix B).</summary>
    /// <inheritdoc cref="DeliverAsync" path="/returns|/exception"/>
    /// <param name="message">The message as it was submitted; its registered_delivery is not looked at.</param>
    /// <param name="messageId">The id it was given, at most 64 characters.</param>
    /// <param name="state">Its state.</param>
    /// <param name="cancellationToken">Ends the waiting; a receipt that was sent by then may be processed.</param>
    /// <remarks>From within the message's handler it overtakes the answer: see <see cref="Reply{T}.Then"/>.</remarks>
    public ValueTask<CommandStatus> DeliverReceiptAsync(
        SubmitSm message, string messageId, MessageState state, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messageId);
        return DeliverReceiptAsync(message, new DeliveryReceipt { Id = messageId, State = state }, cancellationToken);
    }

    /// <summary>Delivers a receipt with dates, errors and the start of the text, or an intermediate notification.</summary>
    /// <inheritdoc cref="DeliverAsync" path="/returns|/exception"/>
    /// <param name="message">The message as it was submitted; its registered_delivery is not looked at.</param>
    /// <param name="receipt">
    /// What it says: Id and State, and where they are set the rest. Dates are written as their digits are; DoneAt is now where it is
    /// missing, SubmittedAt the same as DoneAt. Sub is 1, Dlvrd 1 when delivered, else 0; err: is the code of NetworkError,
    /// else 000. Of Error go out 16 characters, of Text 20, in Latin-1.
    /// </param>
    /// <param name="cancellationToken">Ends the waiting; a receipt that was sent by then may be processed.</param>
    /// <exception cref="ArgumentException">The id is longer than 64 characters.</exception>
    /// <remarks>From within the message's handler it overtakes the answer: see <see cref="Reply{T}.Then"/>.</remarks>
    public ValueTask<CommandStatus> DeliverReceiptAsync(SubmitSm message, DeliveryReceipt receipt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(receipt);
        return DeliverAsync(EsmeReceipt.Of(message.Source, message.Destination, receipt, _centre.Now), cancellationToken);
    }

    /// <summary>Delivers the receipt of a submit_multi for one of its destinations, each of which has its own.</summary>
    /// <inheritdoc cref="DeliverReceiptAsync(SubmitSm, DeliveryReceipt, CancellationToken)"/>
    /// <param name="message">The message as it was submitted; its registered_delivery is not looked at.</param>
    /// <param name="destination">The destination, such as a member of a distribution list.</param>
    /// <param name="receipt">What it says.</param>
    /// <param name="cancellationToken">Ends the waiting; a receipt that was sent by then may be processed.</param>
    public ValueTask<CommandStatus> DeliverMultiReceiptAsync(
        SubmitMulti message, Address destination, DeliveryReceipt receipt, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(receipt);
        return DeliverAsync(EsmeReceipt.Of(message.Source, destination, receipt, _centre.Now), cancellationToken);
    }

    /// <summary>
    /// Delivers the receipt of a data_sm: as a deliver_sm, or as a data_sm where one of the addresses has more than 20 octets.
    /// </summary>
    /// <inheritdoc cref="DeliverReceiptAsync(SubmitSm, DeliveryReceipt, CancellationToken)"/>
    /// <param name="data">The data as they were submitted; their registered_delivery is not looked at.</param>
    /// <param name="receipt">What it says.</param>
    /// <param name="cancellationToken">Ends the waiting; a receipt that was sent by then may be processed.</param>
    public ValueTask<CommandStatus> DeliverReceiptAsync(DataSm data, DeliveryReceipt receipt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(receipt);
        return data.Source.TryToAddress(out var sender) && data.Destination.TryToAddress(out var recipient)
            ? DeliverAsync(EsmeReceipt.Of(sender, recipient, receipt, _centre.Now), cancellationToken)
            : SendDataAsync(EsmeReceipt.OfData(data.Source, data.Destination, receipt, _centre.Now), cancellationToken);
    }

    /// <summary>Tells that a subscriber can be reached again (alert_notification, v3.4 §4.12), which nobody answers.</summary>
    /// <param name="alert">The notification; an ESME bound below v3.4 gets it without TLVs.</param>
    /// <returns>False when the session is not bound for receiving, or its output is full; nothing was sent.</returns>
    public bool Alert(AlertNotification alert) => Session.TryAlert(OldVersion.Bare(alert, Session));

    /// <summary>Unbinds in order; completes when the session has ended.</summary>
    public Task<SessionEnd> UnbindAsync() => Session.UnbindAsync();

    void ISessionHandler.OnMessage(in Inbound request, scoped in MessageView message)
    {
        if (_centre.Find(request.Command) is not { } operation)
        {
            request.Reject(CommandStatus.InvalidCommandId);
            return;
        }
        if (message.Id == CommandId.SubmitSm)
        {
            _requests.Enqueue(request, SubmitSm.From(message), operation);
            return;
        }
        byte[] body = new byte[message.BodyLength];
        message.WriteBody(body);
        Enqueue(request, body, operation);
    }

    void ISessionHandler.OnRequest(in Inbound request, ReadOnlySpan<byte> body)
    {
        if (_centre.Find(request.Command) is { } operation)
            Enqueue(request, body, operation);
        else
            request.Reject(CommandStatus.InvalidCommandId);
    }

    void ISessionHandler.OnUnanswered(SmppSession session, int requests)
    {
        // With accounts, those have logged it.
        if (Account is null)
            Log.Mute(_logger, SystemId, RemoteEndPoint, requests);
    }

    void ISessionHandler.OnEnd(SmppSession session, SessionEnd end)
    {
        _ = CancelHandlersAsync();
        _centre.OnEnd(this, end);
    }

    void IDisposable.Dispose() => _ended.Dispose();

    /// <summary>Beside the reader, since handlers may have asked to hear of it.</summary>
    private async Task CancelHandlersAsync()
    {
        await _ended.CancelAsync().ConfigureAwait(false);
        _ended.Dispose();
    }

    private void Enqueue(in Inbound request, ReadOnlySpan<byte> body, IOperation operation)
    {
        var header = new PduHeader((uint)(PduHeader.Size + body.Length), request.Command, CommandStatus.Ok, request.Sequence);
        if (Pdu.TryRead(header, body, Session.Rules, out var pdu, out var report) && pdu is not null)
            _requests.Enqueue(request, pdu, operation);
        else
            request.RejectMalformed(report.Error);
    }
}
