using Storage;
using Storage.Live;

namespace Gateway;

/// <summary>
/// The journal together with what it keeps alive and what it counts: the one place where the flows meet storage. They append
/// and are called back; none of them waits.
/// </summary>
internal sealed class NodeStore(Journal journal, LiveSet live, Name.Table names, TimeProvider time, long pendingLimit)
{
    public Journal Journal => journal;

    public LiveSet Live => live;

    public Name.Table Names => names;

    public Counters Counters { get; } = new();

    /// <summary>Messages and deliveries that may be alive before new submits get ESME_RMSGQFUL.</summary>
    public long PendingLimit => pendingLimit;

    /// <summary>Microseconds since 1970 UTC.</summary>
    public long Now => (time.GetUtcNow().UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset ToTime(long microseconds) => DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);

    public static long Microseconds(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMicrosecond;

    public static long Microseconds(DateTimeOffset moment) => (moment.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    /// <summary>Appends a change of something that is accepted already: it may use what the journal keeps in reserve.</summary>
    public AppendResult Append(in JournalEvent e, IDurable? whenDurable, out JournalPosition position) =>
        journal.TryAppend(e, whenDurable, out position, essential: true);
}
