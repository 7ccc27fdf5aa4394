using System.Runtime.CompilerServices;
using Smpp.Protocol;
using Smpp.Session;

namespace Simulator.Carriers;

/// <summary>
/// The receipts that are owed to one system_id, and the sessions that may take them: sent in order of their times as windows allow, kept
/// until they are answered.
/// </summary>
internal sealed class ReceiptOutbox : IReplySink
{
    private const int Idle = 0;
    private const int Pumping = 1;
    private const int PumpAgain = 2;

    // So many in a row go to one session: each session written to costs a system call, and its peer a wake-up.
    private const int Quantum = 16;

    private const long RetryAfterMilliseconds = 1000;

    private readonly Carrier _carrier;
    private readonly Lock _gate = new();
    private readonly TimerWheel<PendingReceipt> _receipts = new(int.MaxValue);
    private SmppSession[] _sessions = [];
    private int _head = -1;
    private int _tail = -1;
    private int _pump;
    private int _turn;
    private int _taken;
    private long _sent;
    private long _acked;

    public ReceiptOutbox(Carrier carrier, string systemId)
    {
        _carrier = carrier;
        SystemId = systemId;
        SystemIdOctets = System.Text.Encoding.Latin1.GetBytes(systemId);
    }

    public string SystemId { get; }

    public byte[] SystemIdOctets { get; }

    /// <summary>Receipts owed: those that wait for their time, for a session, and for an answer.</summary>
    public int Pending => _receipts.Count;

    /// <summary>Receipts whose time has not come.</summary>
    public int Waiting => _receipts.Waiting;

    public long Sent => Volatile.Read(ref _sent);

    public long Acked => Volatile.Read(ref _acked);

    /// <summary>The sessions that take deliver_sm.</summary>
    public SmppSession[] Sessions => Volatile.Read(ref _sessions);

    public void Join(SmppSession session)
    {
        lock (_gate)
            Volatile.Write(ref _sessions, [.. _sessions, session]);
        Pump();
    }

    public void Leave(SmppSession session)
    {
        lock (_gate)
            Volatile.Write(ref _sessions, [.. _sessions.Where(other => other != session)]);
        Pump();
    }

    /// <summary>Takes over a receipt that is due; <see cref="Pump"/> sends it.</summary>
    /// <remarks>Bounded by the carrier, which accepts no message that would make it owe more than it may.</remarks>
    public void Add(in PendingReceipt receipt)
    {
        lock (_gate)
            Append(_receipts.Take(receipt));
    }

    /// <summary>Takes over a receipt for a time to come, in milliseconds of the carrier's clock.</summary>
    public void Add(in PendingReceipt receipt, long due)
    {
        lock (_gate)
            _receipts.Wait(_receipts.Take(receipt), due);
    }

    /// <summary>Makes ready what has become due.</summary>
    public void MoveDue(long now)
    {
        lock (_gate)
        {
            while (_receipts.TryTakePlace(now, out int index))
                Append(index);
        }
    }

    /// <summary>Sends what is due as long as some session has room. Any thread may call it; one does the work.</summary>
    public void Pump()
    {
        if (Volatile.Read(ref _head) < 0 || Interlocked.Exchange(ref _pump, PumpAgain) != Idle)
            return;
        do
        {
            Volatile.Write(ref _pump, Pumping);
            using (FlushScope.Enter())
                SendDue();
        }
        while (Interlocked.CompareExchange(ref _pump, Idle, Pumping) != Pumping);
    }

    /// <summary>The session in turn, or the next one that has room in its window; null when none has.</summary>
    public SmppSession? NextSession()
    {
        var sessions = Sessions;
        if (_taken >= Quantum)
            PassTurn();
        for (int i = 0; i < sessions.Length; i++)
        {
            var session = sessions[(uint)_turn % sessions.Length];
            if (session.State.CanDeliver && session.Free > 0)
            {
                _taken++;
                return session;
            }
            PassTurn();
        }
        return null;
    }

    void IReplySink.OnReply(long token, in PduHeader header, ReadOnlySpan<byte> body)
    {
        int index = (int)token;
        bool again = header.Status.IsTemporary;
        long number;
        lock (_gate)
        {
            number = _receipts[index].Number;
            if (again)
                _receipts.Wait(index, _carrier.Milliseconds + RetryAfterMilliseconds);
            else
                _receipts.Free(index);
            if (header.Status == CommandStatus.Ok)
                _acked++;
        }
        _carrier.Ledger?.ReceiptAcked(number, header.Status);
        if (again)
            _carrier.Arm();
    }

    void IReplySink.OnLost(long token, LossReason reason)
    {
        lock (_gate)
        {
            _carrier.Ledger?.ReceiptAcked(_receipts[(int)token].Number, null);
            Append((int)token);
        }
    }

    private void PassTurn()
    {
        _turn++;
        _taken = 0;
    }

    private void SendDue()
    {
        while (NextSession() is { } session)
        {
            ref var receipt = ref TakeFirst(out int index);
            if (index < 0)
                return;
            // Once sent it may be answered, and its place another's.
            var (number, state) = (receipt.Number, receipt.State);
            if (Send(session, index, receipt) == SendResult.Sent)
            {
                _sent++;
                _carrier.Ledger?.Receipt(number, state);
                continue;
            }
            lock (_gate)
            {
                _receipts.Next(index) = _head;
                if (_head < 0)
                    _tail = index;
                Volatile.Write(ref _head, index);
            }
            if (session.State.CanDeliver)
                return;
        }
    }

    /// <summary>Takes the first receipt that is due out of the queue; its place is the caller's until it is back or answered.</summary>
    private ref PendingReceipt TakeFirst(out int index)
    {
        lock (_gate)
        {
            index = _head;
            if (index < 0)
                return ref Unsafe.NullRef<PendingReceipt>();
            Volatile.Write(ref _head, _receipts.Next(index));
            return ref _receipts[index];
        }
    }

    private SendResult Send(SmppSession session, int index, in PendingReceipt receipt)
    {
        Span<byte> id = stackalloc byte[IdForms.MaxLength];
        id = id[.._carrier.Profile.IdForm.WriteReceiptId(receipt.Number, id)];
        bool delivered = receipt.State is MessageState.Delivered or MessageState.Accepted;
        Span<byte> text = stackalloc byte[Receipt.MaxTextLength];
        ReadOnlySpan<byte> quote = receipt.Quote;
        text = text[..Receipt.WriteText(
            text, id, sub: 1, dlvrd: delivered ? 1 : 0, _carrier.WallClock(receipt.SubmittedAt), _carrier.WallClock(_carrier.Now),
            receipt.State, delivered ? "000"u8 : "001"u8, quote[..receipt.QuoteLength])];
        Span<byte> tlvs = stackalloc byte[TlvWriter.Size(IdForms.MaxLength + 1) + TlvWriter.Size(1)];
        int tlvLength = 0;
        if (_carrier.Profile.ReceiptTlvs && session.PeerVersion.SupportsTlvs)
        {
            tlvLength = TlvWriter.WriteCString(tlvs, TlvTag.ReceiptedMessageId, id);
            tlvLength += TlvWriter.WriteByte(tlvs[tlvLength..], TlvTag.MessageState, (byte)receipt.State);
        }
        var deliver = new MessageView(CommandId.DeliverSm)
        {
            Source = receipt.Destination,
            Destination = receipt.Source,
            EsmClass = EsmClass.Receipt,
            ShortMessage = text,
            TlvBytes = tlvs[..tlvLength],
        };
        return session.TrySend(ref deliver, this, index);
    }

    private void Append(int index)
    {
        _receipts.Next(index) = -1;
        if (_head < 0)
            Volatile.Write(ref _head, index);
        else
            _receipts.Next(_tail) = index;
        _tail = index;
    }
}
