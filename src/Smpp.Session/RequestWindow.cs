using Smpp.Protocol;

namespace Smpp.Session;

/// <summary>One unanswered request.</summary>
internal struct PendingRequest
{
    public IReplySink? Sink;
    public long Token;
    public long Deadline;
    /// <summary>When it was sent; 0 where nobody measures it.</summary>
    public long SentAt;
    public uint Sequence;
    public CommandId Command;
}

/// <summary>
/// Own unanswered requests: a slot array indexed by sequence number, so that entering and completing are O(1) without a
/// dictionary. Sequence numbers run 1..0x7FFFFFFF and skip a number whose slot is still taken (v3.4 §5.1.4).
/// Not thread-safe; the session's gate guards it.
/// </summary>
internal sealed class RequestWindow
{
    private const uint LastSequence = 0x7FFFFFFF;

    // Never written to. A session that has sent no request yet, as many a receiver for hours, costs no slots.
    private static readonly PendingRequest[] NoSlots = new PendingRequest[1];

    private PendingRequest[] _slots = NoSlots;
    private uint _mask;
    private uint _last;
    // No deadline in the window is before this one; it spares a look at every slot on each tick.
    private long _earliest = long.MaxValue;

    public RequestWindow(int limit, uint lastSequence = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 65_536);
        Limit = limit;
        _last = lastSequence;
    }

    public int Limit { get; }

    /// <summary>The latest number given.</summary>
    public uint Last => _last;

    public int Count { get; private set; }

    /// <summary>A number for a request that bypasses the window (enquire_link, unbind, bind).</summary>
    public uint NextSequence()
    {
        do
        {
            _last = _last >= LastSequence ? 1 : _last + 1;
        }
        while (_slots[_last & _mask].Sink is not null);
        return _last;
    }

    public bool TryEnter(CommandId command, IReplySink sink, long token, long deadline, out uint sequence, long sentAt = 0)
    {
        if (Count >= Limit)
        {
            sequence = 0;
            return false;
        }
        if (_mask == 0)
            MakeSlots();
        sequence = NextSequence();
        ref var slot = ref _slots[sequence & _mask];
        slot.Sink = sink;
        slot.Token = token;
        slot.Deadline = deadline;
        slot.SentAt = sentAt;
        slot.Sequence = sequence;
        slot.Command = command;
        _earliest = Math.Min(_earliest, deadline);
        Count++;
        return true;
    }

    public bool TryComplete(uint sequence, out PendingRequest request)
    {
        ref var slot = ref _slots[sequence & _mask];
        if (slot.Sink is null || slot.Sequence != sequence)
        {
            request = default;
            return false;
        }
        request = slot;
        slot.Sink = null;
        Count--;
        return true;
    }

    /// <summary>
    /// Frees the slots of requests whose deadline has passed and returns them in the order in which they were sent; null when there are
    /// none.
    /// </summary>
    public List<PendingRequest>? Expire(long now)
    {
        if (Count == 0 || now < _earliest)
            return null;
        List<PendingRequest>? expired = null;
        _earliest = long.MaxValue;
        for (int i = 0; i < _slots.Length; i++)
        {
            ref var slot = ref _slots[i];
            if (slot.Sink is null)
                continue;
            if (slot.Deadline <= now)
            {
                (expired ??= []).Add(slot);
                slot.Sink = null;
                Count--;
            }
            else
            {
                _earliest = Math.Min(_earliest, slot.Deadline);
            }
        }
        expired?.Sort(InOrderOfSending);
        return expired;
    }

    /// <summary>Of two that left at the same tick, the one whose number came later; numbers have 31 bits and begin anew.</summary>
    private static int InOrderOfSending(PendingRequest one, PendingRequest other)
    {
        int order = one.Deadline.CompareTo(other.Deadline);
        return order != 0 ? order : (int)((one.Sequence - other.Sequence) << 1);
    }

    private void MakeSlots()
    {
        _slots = new PendingRequest[System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Limit * 2)];
        _mask = (uint)_slots.Length - 1;
    }
}
