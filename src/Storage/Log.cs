using Microsoft.Extensions.Logging;

namespace Storage;

/// <summary>Event ids 4000 to 4049: journal; 4050 to 4099: CDR export.</summary>
internal static partial class Log
{
    [LoggerMessage(4000, LogLevel.Information,
        "journal {Folder} is open: segments {Oldest} to {Active}, {Events} events replayed, durability {Durability}")]
    public static partial void JournalOpen(ILogger logger, string folder, long oldest, long active, long events, Durability durability);

    [LoggerMessage(
        4001, LogLevel.Information,
        "journal segment {Path}: cleared what stood behind the last record at {Offset}; it was never acknowledged")]
    public static partial void TailCleared(ILogger logger, string path, int offset);

    [LoggerMessage(4002, LogLevel.Critical,
        "the journal failed and acknowledges nothing more; restart the process once the disk is sound, it replays what is durable")]
    public static partial void JournalFailed(ILogger logger, Exception error);

    [LoggerMessage(
        4003, LogLevel.Error, "no room for another journal segment in {Folder}: {Reason}; new messages are refused until space returns")]
    public static partial void DiskFull(ILogger logger, string folder, string reason);

    [LoggerMessage(4004, LogLevel.Information, "there is room for journal segments in {Folder} again")]
    public static partial void DiskRecovered(ILogger logger, string folder);

    [LoggerMessage(4005, LogLevel.Warning, "journal segment {Number} could not be removed; it is tried again with the next one")]
    public static partial void ReleaseFailed(ILogger logger, long number, Exception error);

    [LoggerMessage(4006, LogLevel.Error, "a callback of the journal threw; its event is durable, what waited for it may be stuck")]
    public static partial void CallbackThrew(ILogger logger, Exception error);

    [LoggerMessage(4007, LogLevel.Information,
        "journal {Folder}: {Segment} of {Segments} segments read, {Events} events replayed, {Mebibytes} MiB at {Rate} MiB/s")]
    public static partial void RecoveryProgress(
        ILogger logger, string folder, long segment, int segments, long events, long mebibytes, long rate);

    [LoggerMessage(4008, LogLevel.Warning,
        "journal: the disk took {Milliseconds} ms for {Octets} octets in segment {Segment}; whoever waited for them waited so long")]
    public static partial void SlowCommit(ILogger logger, double milliseconds, long octets, long segment);

    [LoggerMessage(4009, LogLevel.Warning,
        "journal segment {Path}: at {Offset} a record is damaged, or was lost with the power; {Events} events from there on are given up, "
        + "which may have been acknowledged, because store.durability was not fsync")]
    public static partial void TailGivenUp(ILogger logger, string path, int offset, long events);

    [LoggerMessage(4050, LogLevel.Information, "cdr export goes on at {Position}")]
    public static partial void CdrOpen(ILogger logger, JournalPosition position);

    [LoggerMessage(4051, LogLevel.Error, "cdr export failed, it goes on by itself in {Delay}; the rows wait in the journal")]
    public static partial void CdrFailed(ILogger logger, TimeSpan delay, Exception error);

    [LoggerMessage(4052, LogLevel.Information, "cdr export works again")]
    public static partial void CdrRecovered(ILogger logger);

    [LoggerMessage(4053, LogLevel.Warning,
        "the cdr database has position {Position} of another journal; this one is exported from its beginning")]
    public static partial void CdrOtherJournal(ILogger logger, JournalPosition position);

    [LoggerMessage(4054, LogLevel.Error,
        "cdr rows are missing: the database is at {Stored}, the journal begins at segment {Oldest}; "
        + "was the database put back from a copy?")]
    public static partial void CdrGap(ILogger logger, JournalPosition stored, long oldest);

    [LoggerMessage(4055, LogLevel.Warning,
        "the cdr database is at {Stored}, ahead of the journal's end {End}: the journal lost its tail; export goes on from there")]
    public static partial void CdrAhead(ILogger logger, JournalPosition stored, JournalPosition end);

    [LoggerMessage(4056, LogLevel.Warning,
        "cdr partition {Partition} is older than cdr.retention and cannot be dropped; "
        + "mend what the database says, it is tried again every minute")]
    public static partial void DayStays(ILogger logger, string partition, Exception error);

    [LoggerMessage(4057, LogLevel.Warning,
        "the wall clock is {Ahead} ahead of the time that has passed since the start: cdr.retention goes by the latter and an hour; "
        + "set the clock right, or restart once it is")]
    public static partial void ClockAhead(ILogger logger, TimeSpan ahead);
}
