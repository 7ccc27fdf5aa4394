using System.Numerics;
using Gateway.Flows;
using Gateway.Places;
using Storage;
using Storage.Live;

namespace Gateway;

/// <summary>
/// The journal together with what it keeps alive and what it counts: the one place where the flows meet storage. They append
/// and are called back; none of them waits.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="pendingLimit">Messages and deliveries that may be alive.</param>
/// <param name="residentLimit">Those of them that may be in memory.</param>
internal sealed class NodeStore(TimeProvider time, long pendingLimit, long residentLimit)
{
    private const int MostLeast = 512;

    /// <summary>A power of two of them, as many as there are processors at least.</summary>
    private readonly Counters[] _counters = Parts();

    private Journal? _journal;

    public Journal Journal => _journal!;

    public bool IsOpen => _journal is not null;

    public LiveSet Live { get; } = new();

    public Name.Table Names { get; } = new();

    /// <summary>What was counted until now.</summary>
    public Counters Counters => Counters.Sum(_counters);

    /// <summary>Where this thread counts.</summary>
    public Counters Counting => _counters[Thread.GetCurrentProcessorId() & (_counters.Length - 1)];

    /// <summary>Messages and deliveries that may be alive before new submits get ESME_RMSGQFUL.</summary>
    public long PendingLimit => pendingLimit;

    /// <summary>Those of one account, unless its configuration says otherwise: a quarter is left to the others.</summary>
    public long AccountPendingLimit => pendingLimit - (pendingLimit / 4);

    /// <summary>Whether more may be in memory; beyond, what waits is only a place in the journal.</summary>
    public bool HasRoom => Live.Resident < residentLimit;

    /// <summary>
    /// Whether more of what waits for its turn may be in memory: it leaves a half to what is under way, which would otherwise become places
    /// and be read again while it moves.
    /// </summary>
    public bool HasRoomToWait => Live.Resident < residentLimit / 2;

    /// <summary>What each queue may have in memory in any case, so that it never waits for the disk with every message.</summary>
    public int LeastResident { get; } = (int)Math.Clamp(residentLimit / 64, 1, MostLeast);

    /// <summary>Keeps what is not in memory.</summary>
    public PlaceKeeper Keeper { get; set; } = null!;

    /// <summary>Looks through what is not in memory.</summary>
    public PlaceWalk Walk { get; set; } = null!;

    /// <summary>Microseconds since 1970 UTC.</summary>
    public long Now => (time.GetUtcNow().UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset ToTime(long microseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);

    public static long Microseconds(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMicrosecond;

    public static long Microseconds(DateTimeOffset moment) => (moment.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    /// <summary>Sets the journal, once it has been replayed and before anything is appended.</summary>
    public void Attach(Journal journal) => _journal = journal;

    /// <summary>Appends a change of something that is accepted already: it may use what the journal keeps in reserve.</summary>
    public AppendResult Append(in JournalEvent e, IDurable? whenDurable, out JournalPosition position, bool urgent = true) =>
        Journal.TryAppend(e, whenDurable, out position, essential: true, urgent);

    /// <summary>Appends the event that was described of an entity last; when it finds no room its number is the next one's.</summary>
    public AppendResult Book(
        BookedEntity entity, in JournalEvent e, IDurable? whenDurable, out JournalPosition position, bool urgent = true)
    {
        var result = Append(e, whenDurable, out position, urgent);
        if (result != AppendResult.Ok)
            entity.NextNumber--;
        return result;
    }

    /// <summary>
    /// Lets something that waits in a queue leave memory; false when its record is not durable yet or it has come to its end. The
    /// object counts for ended then.
    /// </summary>
    public bool TryPlace(BookedEntity item, out Place place)
    {
        lock (item)
        {
            place = default;
            if (item.Whole == default || item.Whole >= Journal.DurablePosition || !MayLeave(item) || !Live.TryPlace(item, out place))
                return false;
            if (item is GatewayMessage message)
            {
                message.IsPlaced = true;
                message.State = LiveState.Done;
            }
            else if (item is CustomerDelivery delivery)
            {
                delivery.IsEnded = true;
            }
            return true;
        }
    }

    /// <summary>A message that was attempted stays, since a late answer still completes it.</summary>
    private static bool MayLeave(BookedEntity item) => item is CustomerDelivery { IsEnded: false }
        || (item is GatewayMessage { State: LiveState.Queued } && !item.Flags.HasFlag(EventFlags.PossibleDuplicate));

    private static Counters[] Parts()
    {
        var parts = new Counters[BitOperations.RoundUpToPowerOf2((uint)Environment.ProcessorCount)];
        for (int i = 0; i < parts.Length; i++)
            parts[i] = new Counters();
        return parts;
    }
}
