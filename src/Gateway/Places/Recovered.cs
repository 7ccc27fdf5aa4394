using Gateway.Accounts;
using Gateway.Flows;
using Microsoft.Extensions.Logging;
using Storage;
using Storage.Live;

namespace Gateway.Places;

/// <summary>
/// Gives what a start has found alive in the journal its place: queues, receipt indexes, outboxes. Only what is needed next comes
/// into memory.
/// </summary>
internal sealed class Recovered(
    NodeStore store, EntityMaker maker, RecordReader reader, Func<string, AccountState> account, Func<Name?, ReceiptIndex> index,
    ILogger logger)
{
    private const int ReportedPlaces = 1_000_000;

    private readonly List<EarlyReceipt> _parked = [];
    private int _queued;

    /// <summary>Called with each message that is to be queued.</summary>
    public required Action<GatewayMessage> Enqueue { get; init; }

    /// <summary>Returns the parked receipts: their messages may be anywhere among the others.</summary>
    public List<EarlyReceipt> Bring(Place[] alive)
    {
        for (int i = 0; i < alive.Length; i++)
        {
            ref readonly var place = ref alive[i];
            if (!reader.TryRead(place.Position, out var e))
                throw new InvalidDataException($"the journal's record at {place.Position} has changed since it was replayed");
            Bring(e, place);
            if ((i + 1) % ReportedPlaces == 0)
                Log.Bringing(logger, i + 1, alive.Length);
        }
        if (alive.Length > 0)
            Log.Recovered(logger, alive.Length, _queued);
        return _parked;
    }

    private void Bring(in JournalEvent e, in Place place)
    {
        switch (e.Kind)
        {
            case EventKind.EarlyReceipt:
                var early = (EarlyReceipt)maker.Make(e, place)!;
                store.Live.Add(early, place.Position);
                _parked.Add(early);
                break;
            case EventKind.Accepted:
            case EventKind.Replaced:
            case EventKind.Carried when e.SentAt == 0:
                var message = (GatewayMessage)maker.Make(e, place)!;
                store.Live.Add(message, place.Position);
                Enqueue(message);
                _queued++;
                break;
            case EventKind.Sent:
            case EventKind.Carried:
                store.Live.Add(place, store.Names.Get(e.Account)!);
                index(store.Names.Get(e.Upstream)).Add(e.UpstreamMessageId, place);
                break;
            default:
                var owner = store.Names.Get(e.Account)!;
                store.Live.Add(place, owner);
                account(owner.Text).Outbox.Enqueue(place);
                break;
        }
    }
}
