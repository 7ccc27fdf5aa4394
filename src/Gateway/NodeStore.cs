using Storage;
using Storage.Live;

namespace Gateway;

/// <summary>
/// The journal together with what it keeps alive and what it counts: the one place where the flows meet storage. They append
/// and are called back; none of them waits.
/// </summary>
internal sealed class NodeStore(TimeProvider time, long pendingLimit)
{
    private Journal? _journal;

    public Journal Journal => _journal!;

    public bool IsOpen => _journal is not null;

    public LiveSet Live { get; } = new();

    public Name.Table Names { get; } = new();

    public Counters Counters { get; } = new();

    /// <summary>Messages and deliveries that may be alive before new submits get ESME_RMSGQFUL.</summary>
    public long PendingLimit => pendingLimit;

    /// <summary>Microseconds since 1970 UTC.</summary>
    public long Now => (time.GetUtcNow().UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset ToTime(long microseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);

    public static long Microseconds(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMicrosecond;

    public static long Microseconds(DateTimeOffset moment) => (moment.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    /// <summary>Sets the journal, once it has been replayed and before anything is appended.</summary>
    public void Attach(Journal journal) => _journal = journal;

    /// <summary>Appends a change of something that is accepted already: it may use what the journal keeps in reserve.</summary>
    public AppendResult Append(in JournalEvent e, IDurable? whenDurable, out JournalPosition position) =>
        Journal.TryAppend(e, whenDurable, out position, essential: true);
}
