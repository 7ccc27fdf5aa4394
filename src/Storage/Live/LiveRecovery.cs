using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Storage.Live;

/// <summary>
/// Finds what was alive in the journal's events: a pure function of their order. What a message was when the process died is
/// what its last durable event says; one that was on its way to an upstream is queued again. Of each only its place is kept, so
/// that memory is bounded by what is alive, not by its size.
/// </summary>
/// <param name="receiptLifetime">How long a receipt is waited for and offered, microseconds.</param>
public sealed class LiveRecovery(long receiptLifetime) : IReplay
{
    private readonly PlaceTable _alive = new();

    /// <summary>Events read.</summary>
    public long Events { get; private set; }

    /// <inheritdoc/>
    public void OnEvent(in JournalEvent e, JournalPosition position)
    {
        Events++;
        switch (e.Kind)
        {
            case EventKind.Accepted:
            case EventKind.Carried:
            case EventKind.EarlyReceipt:
            case EventKind.CarriedReceipt:
            case EventKind.CarriedMo:
            case EventKind.MoAccepted:
                Put(e, position);
                break;
            case EventKind.Sent when e.Flags.HasFlag(EventFlags.ReceiptWanted):
                Put(e, position);
                break;
            case EventKind.Uncertain:
            case EventKind.Retried:
                Note(e, e.Flags);
                break;
            case EventKind.Attempts:
                Turn(e.Payload, toFlight: true);
                break;
            case EventKind.AttemptsWithdrawn:
                Turn(e.Payload, toFlight: false);
                break;
            case EventKind.Replaced when _alive.Contains(Key(e.MessageId)):
                Put(e, position);
                break;
            case EventKind.Receipt when e.Flags.HasFlag(EventFlags.Intermediate):
                Note(e, flags: null);
                break;
            case EventKind.Failed:
            case EventKind.Expired:
            case EventKind.Cancelled:
            case EventKind.Receipt:
                if (IsDelivery(e))
                    Put(e, position);
                else
                    _alive.Remove(Key(e.MessageId));
                break;
            case EventKind.Sent:
            case EventKind.ReceiptSent:
            case EventKind.ReceiptExpired:
            case EventKind.MoDelivered:
            case EventKind.MoExpired:
            case EventKind.EarlySettled:
            case EventKind.OrphanReceipt:
                _alive.Remove(Key(e.MessageId));
                break;
        }
    }

    /// <summary>All that is alive, the oldest first; it is not kept here any more.</summary>
    public Place[] Complete()
    {
        var alive = new Place[_alive.Count];
        var ids = new ulong[alive.Length];
        int count = 0;
        for (int part = 0; part < PlaceTable.Parts; part++)
        {
            _alive.Sift(part, (ulong _, ref Place place) =>
            {
                ids[count] = place.Id;
                alive[count++] = place;
                return false;
            });
            _alive.Clear(part);
        }
        Array.Sort(ids, alive);
        return alive;
    }

    /// <summary>The event holds what a customer has not acknowledged yet.</summary>
    internal static bool IsDelivery(in JournalEvent e) => e.Kind switch
    {
        EventKind.CarriedReceipt or EventKind.CarriedMo or EventKind.MoAccepted => true,
        EventKind.Failed or EventKind.Expired or EventKind.Cancelled => !e.Payload.IsEmpty,
        EventKind.Receipt => !e.Payload.IsEmpty && !e.Flags.HasFlag(EventFlags.Intermediate),
        _ => false,
    };

    /// <summary>When what the event describes is given up, microseconds since 1970 UTC; 0 when its body says it.</summary>
    internal static long Expiry(in JournalEvent e, long receiptLifetime) => e.Kind switch
    {
        EventKind.Accepted or EventKind.Replaced => 0,
        >= EventKind.Carried => e.Time,
        _ => e.Time + receiptLifetime,
    };

    private void Put(in JournalEvent e, JournalPosition position)
    {
        var place = new Place(
            position, e.MessageId, Place.Seconds(Expiry(e, receiptLifetime)),
            e.Kind >= EventKind.Carried ? e.Number : (ushort)(e.Number + 1), e.Flags,
            IsInFlight(e) ? Place.InFlight : (byte)0);
        ref var known = ref _alive.Find(Key(e.MessageId));
        if (Unsafe.IsNullRef(ref known))
            _alive.Add(Key(e.MessageId), place);
        else
            known = place;
    }

    private void Note(in JournalEvent e, EventFlags? flags)
    {
        ref var known = ref _alive.Find(Key(e.MessageId));
        if (!Unsafe.IsNullRef(ref known))
            known = known with { Number = (ushort)(e.Number + 1), Flags = flags ?? known.Flags, Attempts = 0 };
    }

    private void Turn(ReadOnlySpan<byte> ids, bool toFlight)
    {
        for (; ids.Length >= sizeof(ulong); ids = ids[sizeof(ulong)..])
        {
            ref var known = ref _alive.Find(Key(BinaryPrimitives.ReadUInt64LittleEndian(ids)));
            if (!Unsafe.IsNullRef(ref known) && known.IsInFlight != toFlight && !known.Flags.HasFlag(EventFlags.Held))
                known = known with { Attempts = toFlight ? Place.InFlight : (byte)0 };
        }
    }

    private static bool IsInFlight(in JournalEvent e) => e.Kind == EventKind.Carried && e.SentAt == 0
        && e.State == (byte)LiveState.InFlight && !e.Flags.HasFlag(EventFlags.Held);

    /// <summary>Ids follow each other; their keys are spread (MurmurHash3's finaliser, which no two ids share).</summary>
    private static ulong Key(ulong id)
    {
        id = (id ^ (id >> 33)) * 0xFF51AFD7ED558CCD;
        id = (id ^ (id >> 33)) * 0xC4CEB9FE1A85EC53;
        return id ^ (id >> 33);
    }
}
