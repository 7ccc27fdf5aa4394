using Microsoft.Extensions.Logging;
using Smpp.Protocol;
using Smpp.Session;

namespace Smpp.Client;

/// <summary>
/// What the sessions of a client bring: binds that come and go, receipts, messages. A PDU is acknowledged once it has its place in an
/// inbox, or among the parts of a long message.
/// </summary>
internal sealed class ClientFeed : ISessionHandler, IHeartbeatTarget, IDisposable
{
    private const int MostIncomplete = 10_000;
    private const int MostOctets = 16 * 1024 * 1024;

    private readonly SmppClientOptions _options;
    private readonly Heartbeat _heartbeat;
    private readonly ILogger _logger;
    private readonly Action<SmppSession> _bound;
    private readonly Action<SmppSession, SessionEnd> _failed;
    private readonly Lock _gate = new();
    private readonly Reassembler<DeliverSm> _parts = new(MostIncomplete, MostOctets);
    private int _overflowing;

    public ClientFeed(
        SmppClientOptions options, Heartbeat heartbeat, ILogger logger, Action<SmppSession> bound, Action<SmppSession, SessionEnd> failed)
    {
        _options = options;
        _heartbeat = heartbeat;
        _logger = logger;
        _bound = bound;
        _failed = failed;
        Receipts = new Inbox<ReceivedReceipt>(options.InboxCapacity);
        Messages = new Inbox<ReceivedMessage>(options.InboxCapacity);
        Sent = new SentIndex(options.AwaitedReceipts, heartbeat, Receipts.Post);
        heartbeat.Add(this);
        heartbeat.Add(Sent);
    }

    public BindSet Binds { get; } = new();

    public Inbox<ReceivedReceipt> Receipts { get; }

    public Inbox<ReceivedMessage> Messages { get; }

    public SentIndex Sent { get; }

    public void OnMessage(in Inbound request, scoped in MessageView message)
    {
        if (DeliveryReceipt.TryRead(message, out var receipt))
            Answer(request, TakeReceipt(receipt!, message));
        else
            Answer(request, TakeMessage(message));
    }

    public void OnRequest(in Inbound request, ReadOnlySpan<byte> body)
    {
        if (request.Command != CommandId.AlertNotification)
            request.Reject(CommandStatus.InvalidCommandId);
    }

    public void OnReady(SmppSession session)
    {
        if (!session.State.IsBound)
            return;
        Binds.Add(session);
        _bound(session);
    }

    public void OnEnd(SmppSession session, SessionEnd end)
    {
        if (!Binds.Remove(session))
            _failed(session, end);
    }

    public void OnHeartbeat(long now)
    {
        lock (_gate)
        {
            while (_parts.Count > 0 && Messages.TryAdmit())
            {
                if (_parts.TryExpire(now - _heartbeat.Ticks(_options.ReassemblyTimeout), out var incomplete))
                {
                    Messages.Post(Whole([.. incomplete.Parts.Select(part => part.Tag)], isComplete: false));
                    continue;
                }
                Messages.GiveBack();
                return;
            }
        }
    }

    public void Dispose()
    {
        _heartbeat.Remove(this);
        _heartbeat.Remove(Sent);
        Sent.Flush();
        Receipts.Complete();
        Messages.Complete();
    }

    private bool TakeReceipt(DeliveryReceipt receipt, scoped in MessageView message)
    {
        if (!Receipts.TryAdmit())
            return false;
        Sent.OnReceipt(new ReceivedReceipt(receipt, null, null, DeliverSm.From(message)));
        return true;
    }

    private bool TakeMessage(scoped in MessageView message)
    {
        if (!Messages.TryAdmit())
            return false;
        var pdu = DeliverSm.From(message);
        lock (_gate)
        {
            switch (_parts.Add(scope: 0, message, pdu, _heartbeat.Now, out var whole))
            {
                case ReassemblyOutcome.NotAPart:
                    Messages.Post(new ReceivedMessage(message.Source, message.Destination, TextOf(pdu), [pdu]));
                    return true;
                case ReassemblyOutcome.Complete:
                    var parts = whole!.Parts;
                    Messages.Post(Whole([.. parts.Select(part => part.Tag)], isComplete: true) with
                    {
                        Text = whole.ReadText(_options.Text.DefaultAlphabet),
                    });
                    return true;
                case ReassemblyOutcome.Full:
                    Messages.GiveBack();
                    return false;
                default:
                    Messages.GiveBack();
                    return true;
            }
        }
    }

    private ReceivedMessage Whole(IReadOnlyList<DeliverSm> parts, bool isComplete) =>
        new(parts[0].Source, parts[0].Destination, string.Concat(parts.Select(TextOf)), parts, isComplete);

    private string TextOf(DeliverSm pdu) =>
        MessageText.Decode(pdu.DataCoding, pdu.UserData, pdu.EsmClass.HasUdh, _options.Text.DefaultAlphabet);

    /// <summary>deliver_sm_resp and data_sm_resp of an ESME carry no id (v3.4 §4.6.2).</summary>
    private void Answer(in Inbound request, bool taken)
    {
        if (taken)
        {
            request.Accept();
            Volatile.Write(ref _overflowing, 0);
            return;
        }
        request.Reject(CommandStatus.ReceiverTemporaryError);
        if (Interlocked.Exchange(ref _overflowing, 1) == 0)
            Log.InboxFull(_logger, _options.Name, _options.InboxCapacity);
    }
}
