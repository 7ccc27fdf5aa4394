using Smpp.Protocol;
using Smpp.Session;

namespace Simulator.Carriers;

/// <summary>One bound customer of a carrier: decides about its submits and answers them.</summary>
internal sealed class CarrierSession : ISessionHandler
{
    private readonly Carrier _carrier;
    private readonly ReceiptOutbox _outbox;
    private readonly bool _holdsAnswers;
    private readonly Lock _gate = new();
    private List<Answer> _held = [];
    private List<Answer> _sending = [];

    public CarrierSession(Carrier carrier, ReceiptOutbox outbox, SmppSession session)
    {
        _carrier = carrier;
        _outbox = outbox;
        Session = session;
        BoundAt = carrier.Now;
        _holdsAnswers = carrier.Ledger is not null || carrier.Profile.ReceiptsFirst;
    }

    public SmppSession Session { get; }

    public long BoundAt { get; }

    public bool Joined { get; set; }

    public void OnMessage(in Inbound request, scoped in MessageView message)
    {
        long ordinal = _carrier.NextOrdinal();
        var fate = _carrier.Decide(ordinal);
        if (fate.Mute)
        {
            _carrier.Ledger?.Submit(0, _outbox.SystemIdOctets, message, null, null);
            return;
        }
        MessageState? receipt = null;
        if (fate.Status == CommandStatus.Ok)
            receipt = ReceiptFor(ordinal, message, ref fate.Status);
        long number = fate.Status == CommandStatus.Ok ? _carrier.NumberOf(ordinal) : 0;
        _carrier.Ledger?.Submit(number, _outbox.SystemIdOctets, message, receipt, fate.Status);
        if (receipt is { } state)
        {
            var pending = new PendingReceipt
            {
                Outbox = _outbox,
                Number = number,
                SubmittedAt = _carrier.Now,
                Source = message.Source,
                Destination = message.Destination,
                State = state,
            };
            pending.Keep(message);
            _carrier.Schedule(pending, _carrier.ReceiptDelay(ordinal));
        }
        Answer(new Answer(request, number, fate.Status), _carrier.ResponseDelay(ordinal));
        if (_carrier.CutsAfter(ordinal))
            Session.Close(new SessionEnd(SessionEndReason.ClosedLocally, "the profile cuts it here"));
    }

    public void OnReady(SmppSession session)
    {
        if (_holdsAnswers)
        {
            if (_carrier.Profile.ReceiptsFirst)
                _outbox.Pump();
            AnswerHeld();
        }
        _outbox.Pump();
    }

    public void OnEnd(SmppSession session, SessionEnd end) => _carrier.OnEnd(this, _outbox);

    /// <summary>Decides the state that the message's receipt will report; null when it asks for none of that outcome.</summary>
    private MessageState? ReceiptFor(long ordinal, scoped in MessageView message, ref CommandStatus status)
    {
        var wish = message.RegisteredDelivery;
        if (!wish.WantsAnyReceipt)
            return null;
        if (_carrier.OwesTooMany(_outbox))
        {
            status = CommandStatus.MessageQueueFull;
            _carrier.CountRefusal();
            return null;
        }
        var state = _carrier.Outcome(ordinal);
        return wish.WantsReceipt(state is MessageState.Delivered or MessageState.Accepted) ? state : null;
    }

    private void Answer(in Answer answer, long delay)
    {
        if (delay > 0)
            _carrier.Schedule(answer, delay);
        else if (_holdsAnswers)
            Hold(answer);
        else
            answer.Send(_carrier.Profile.IdForm);
    }

    private void Hold(in Answer answer)
    {
        lock (_gate)
            _held.Add(answer);
    }

    /// <summary>What was promised stands in the ledger before the promise leaves, so that a killed carrier knows what it owes.</summary>
    private void AnswerHeld()
    {
        lock (_gate)
        {
            if (_held.Count == 0)
                return;
            (_held, _sending) = (_sending, _held);
            _carrier.Ledger?.Writer.Flush();
            foreach (var answer in _sending)
                answer.Send(_carrier.Profile.IdForm);
            _sending.Clear();
        }
    }
}

/// <summary>An answer to a submit_sm.</summary>
internal readonly struct Answer(Inbound request, long number, CommandStatus status)
{
    public void Send(IdForm form)
    {
        if (status != CommandStatus.Ok)
        {
            request.Reject(status);
            return;
        }
        Span<byte> id = stackalloc byte[IdForms.MaxLength];
        request.Accept(id[..form.WriteResponseId(number, id)]);
    }
}
