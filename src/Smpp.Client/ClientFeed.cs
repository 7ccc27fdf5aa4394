using Microsoft.Extensions.Logging;
using Smpp.Protocol;
using Smpp.Session;

namespace Smpp.Client;

/// <summary>
/// What the sessions of a client bring: binds that come and go, receipts, messages. A PDU is acknowledged once it has its place in an
/// inbox, or among the parts of a long message; where there is a handler, with what that says.
/// </summary>
internal sealed class ClientFeed : ISessionHandler, IHeartbeatTarget, IDisposable
{
    private const int MostIncomplete = 10_000;
    private const int MostOctets = 16 * 1024 * 1024;

    private readonly SmppClientOptions _options;
    private readonly Heartbeat _heartbeat;
    private readonly ILogger _logger;
    private readonly Action<SmppSession> _bound;
    private readonly Lock _gate = new();
    private readonly Reassembler<DeliverSm> _parts = new(MostIncomplete, MostOctets);
    private int _overflowing;
    private int _alertsOverflowing;
    private int _lostMessages;
    private int _lostParts;

    public ClientFeed(SmppClientOptions options, Heartbeat heartbeat, ILogger logger, Action<SmppSession> bound)
    {
        _options = options;
        _heartbeat = heartbeat;
        _logger = logger;
        _bound = bound;
        Receipts = new Inbox<ReceivedReceipt>(options.InboxCapacity);
        Messages = new Inbox<ReceivedMessage>(options.InboxCapacity);
        Alerts = new Inbox<AlertNotification>(options.InboxCapacity);
        Events = new BindEvents(options.Name, logger);
        Sent = new SentIndex(options, heartbeat, PostReceipt);
        heartbeat.Add(this);
        heartbeat.Add(Sent);
    }

    public BindSet Binds { get; } = new();

    public Inbox<ReceivedReceipt> Receipts { get; }

    public Inbox<ReceivedMessage> Messages { get; }

    public Inbox<AlertNotification> Alerts { get; }

    public BindEvents Events { get; }

    public SentIndex Sent { get; }

    /// <summary>Receipts and messages that wait to be read or handled.</summary>
    public (int Receipts, int Messages) Waiting =>
        (ReceiptHandling?.Held ?? Receipts.Held, MessageHandling?.Held ?? Messages.Held);

    /// <summary>Takes the place of <see cref="Receipts"/>; set before the first bind.</summary>
    public InboundHandling<ReceivedReceipt>? ReceiptHandling { get; private set; }

    /// <summary>Takes the place of <see cref="Messages"/>; set before the first bind.</summary>
    public InboundHandling<ReceivedMessage>? MessageHandling { get; private set; }

    /// <summary>Takes the place of <see cref="Alerts"/>; set before the first bind.</summary>
    public InboundHandling<AlertNotification>? AlertHandling { get; private set; }

    public void Handle(Func<ReceivedReceipt, CancellationToken, ValueTask<CommandStatus>> handler) =>
        ReceiptHandling = new(handler, _options, _heartbeat, _logger);

    public void Handle(Func<ReceivedMessage, CancellationToken, ValueTask<CommandStatus>> handler) =>
        MessageHandling = new(handler, _options, _heartbeat, _logger);

    public void Handle(Func<AlertNotification, CancellationToken, ValueTask> handler) => AlertHandling = new(
        async (alert, cancellationToken) =>
        {
            await handler(alert, cancellationToken).ConfigureAwait(false);
            return CommandStatus.Ok;
        },
        _options, _heartbeat, _logger);

    public void OnMessage(in Inbound request, scoped in MessageView message)
    {
        bool taken = DeliveryReceipt.TryRead(message, out var receipt)
            ? TakeReceipt(request, new ReceivedReceipt(receipt!, null, null, DeliverSm.From(message)))
            : TakeMessage(request, message);
        if (taken)
        {
            Volatile.Write(ref _overflowing, 0);
            return;
        }
        request.Reject(CommandStatus.ReceiverTemporaryError);
        if (Interlocked.Exchange(ref _overflowing, 1) == 0)
            Log.InboxFull(_logger, _options.Name, _options.InboxCapacity);
    }

    public void OnRequest(in Inbound request, ReadOnlySpan<byte> body)
    {
        if (request.Command != CommandId.AlertNotification)
            request.Reject(CommandStatus.InvalidCommandId);
        else if (AlertNotification.TryRead(body, out var alert, out var error))
            TakeAlert(alert!);
        else
            request.RejectMalformed(error);
    }

    public void OnReady(SmppSession session)
    {
        var state = session.State;
        if (!state.IsBound)
            return;
        if (Binds.Add(session))
            Events.OnBound(session, state);
        _bound(session);
    }

    public void OnEnd(SmppSession session, SessionEnd end)
    {
        if (Binds.Remove(session))
            Events.OnEnded(session, end);
    }

    public void OnHeartbeat(long now)
    {
        lock (_gate)
        {
            while (_parts.Count > 0)
            {
                Arrival? arrival = null;
                if (MessageHandling is { } handling ? (arrival = handling.TryAdmit(null)) is null : !Messages.TryAdmit())
                    return;
                if (!_parts.TryExpire(now - _heartbeat.Ticks(_options.ReassemblyTimeout), out var incomplete))
                {
                    GiveBack(arrival);
                    return;
                }
                PostAcknowledged(Incomplete(incomplete), arrival);
            }
        }
    }

    public void Dispose()
    {
        _heartbeat.Remove(this);
        _heartbeat.Remove(Sent);
        Sent.Flush();
        ReceiptHandling?.Stop();
        MessageHandling?.Stop();
        AlertHandling?.Stop();
        GiveUpParts();
        Receipts.Complete();
        Messages.Complete();
        Alerts.Complete();
    }

    /// <summary>The rest of these messages never comes, and what was acknowledged of them does not come again.</summary>
    private void GiveUpParts()
    {
        int messages, parts;
        lock (_gate)
        {
            while (_parts.TryExpire(long.MaxValue, out var incomplete))
            {
                // In a full inbox too: the room that it keeps is for what can be put off.
                if (MessageHandling is null)
                    Messages.Post(Incomplete(incomplete));
                else
                    OnLost(incomplete.Parts.Count);
            }
            (messages, parts) = (_lostMessages, _lostParts);
        }
        if (messages > 0)
            Log.PartsDropped(_logger, _options.Name, messages, parts);
    }

    /// <summary>Parts were acknowledged that reach no handler any more.</summary>
    private void OnLost(int parts)
    {
        lock (_gate)
        {
            _lostMessages++;
            _lostParts += parts;
        }
    }

    /// <summary>Takes a receipt, with its answer or the duty to answer; false when there is no place for it.</summary>
    private bool TakeReceipt(in Inbound request, ReceivedReceipt receipt)
    {
        Arrival? arrival = null;
        if (ReceiptHandling is { } handling)
        {
            arrival = handling.TryAdmit(request);
            if (arrival is null)
                return false;
        }
        else
        {
            if (!Receipts.TryAdmit())
                return false;
            Accept(request);
        }
        Sent.OnReceipt(receipt, arrival);
        return true;
    }

    /// <summary>Nobody answers it, so it cannot be put off: without a place it is dropped.</summary>
    private void TakeAlert(AlertNotification alert)
    {
        Arrival? arrival = null;
        if (AlertHandling is { } handling ? (arrival = handling.TryAdmit(null)) is null : !Alerts.TryAdmit())
        {
            if (Interlocked.Exchange(ref _alertsOverflowing, 1) == 0)
                Log.AlertsDropped(_logger, _options.Name, _options.InboxCapacity);
            return;
        }
        Volatile.Write(ref _alertsOverflowing, 0);
        if (arrival is null)
            Alerts.Post(alert);
        else
            AlertHandling!.Post(alert, arrival);
    }

    private void PostReceipt(ReceivedReceipt receipt, Arrival? arrival)
    {
        if (arrival is null)
            Receipts.Post(receipt);
        else
            ReceiptHandling!.Post(receipt, arrival);
    }

    /// <summary>
    /// Takes a message, with its answer or the duty to answer; false when there is no place for it. A part of a long one is answered at
    /// once, since many message centres send the next only then; the last one's answer is the whole message's.
    /// </summary>
    private bool TakeMessage(in Inbound request, scoped in MessageView message)
    {
        Arrival? arrival = null;
        if (MessageHandling is { } handling ? (arrival = handling.TryAdmit(request)) is null : !Messages.TryAdmit())
            return false;
        var pdu = DeliverSm.From(message);
        lock (_gate)
        {
            switch (_parts.Add(scope: 0, message, pdu, _heartbeat.Now, out var whole))
            {
                case ReassemblyOutcome.NotAPart:
                    if (arrival is null)
                        Accept(request);
                    Post(new ReceivedMessage(message.Source, message.Destination, TextOf(pdu), [pdu]), arrival);
                    return true;
                case ReassemblyOutcome.Complete:
                    var received = Whole(whole!);
                    if (arrival is null)
                        Accept(request);
                    else
                        arrival.OnRefusal(() => AwaitAgain(received.Parts, pdu));
                    Post(received, arrival);
                    return true;
                case ReassemblyOutcome.Full:
                    GiveBack(arrival, CommandStatus.ReceiverTemporaryError);
                    return arrival is not null;
                default:
                    if (arrival is null)
                        Accept(request);
                    GiveBack(arrival);
                    return true;
            }
        }
    }

    private void Post(ReceivedMessage message, Arrival? arrival)
    {
        if (arrival is null)
            Messages.Post(message);
        else
            MessageHandling!.Post(message, arrival);
    }

    /// <summary>Posts what the message centre does not have any more: only the client's end keeps it from its handler.</summary>
    private void PostAcknowledged(ReceivedMessage message, Arrival? arrival)
    {
        arrival?.OnRefusal(() => OnLost(message.Parts.Count));
        Post(message, arrival);
    }

    private void GiveBack(Arrival? arrival, CommandStatus status = CommandStatus.Ok)
    {
        if (arrival is null)
            Messages.GiveBack();
        else
            MessageHandling!.Settle(arrival, status);
    }

    /// <summary>The last part was refused and comes again: the others, which were accepted, do not.</summary>
    private void AwaitAgain(IReadOnlyList<DeliverSm> parts, DeliverSm refused)
    {
        lock (_gate)
        {
            foreach (var part in parts)
            {
                var body = new byte[part.BodyLength];
                part.WriteBody(body);
                if (ReferenceEquals(part, refused) || !MessageView.TryRead(part.Id, body, DecodeRules.Tolerant, out var view, out _))
                    continue;
                // It may have come again already, from a message centre that did not wait for the answer, and was accepted then.
                if (_parts.Add(scope: 0, view, part, _heartbeat.Now, out var whole) == ReassemblyOutcome.Complete)
                    PostAcknowledged(Whole(whole!), MessageHandling!.Admit());
            }
        }
    }

    private ReceivedMessage Whole(ReassembledMessage<DeliverSm> whole) =>
        Whole([.. whole.Parts.Select(part => part.Tag)], isComplete: true) with { Text = whole.ReadText(_options.Text.DefaultAlphabet) };

    private ReceivedMessage Whole(IReadOnlyList<DeliverSm> parts, bool isComplete) =>
        new(parts[0].Source, parts[0].Destination, string.Concat(parts.Select(TextOf)), parts, isComplete);

    private ReceivedMessage Incomplete(IncompleteMessage<DeliverSm> message) =>
        Whole([.. message.Parts.Select(part => part.Tag)], isComplete: false);

    private string TextOf(DeliverSm pdu) =>
        MessageText.Decode(pdu.DataCoding, pdu.UserData, pdu.EsmClass.HasUdh, _options.Text.DefaultAlphabet);

    /// <summary>deliver_sm_resp and data_sm_resp of an ESME carry no id (v3.4 §4.6.2).</summary>
    private static void Accept(in Inbound request) => request.Accept();
}
