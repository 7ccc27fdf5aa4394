using Microsoft.Extensions.Logging;

namespace Gateway;

/// <summary>Event ids 5000–5999.</summary>
internal static partial class Log
{
    [LoggerMessage(5000, LogLevel.Information, "ready: listening on {Listen}, admin socket {Socket}, data {Data}, durability {Durability}")]
    public static partial void Ready(ILogger logger, string listen, string socket, string data, string durability);

    [LoggerMessage(5001, LogLevel.Information, "draining")]
    public static partial void Draining(ILogger logger);

    [LoggerMessage(5002, LogLevel.Information, "drained; {Live} messages and deliveries wait in the journal for the next start")]
    public static partial void Drained(ILogger logger, long live);

    [LoggerMessage(5003, LogLevel.Information, "configuration revision {Revision} is in force")]
    public static partial void Reloaded(ILogger logger, long revision);

    [LoggerMessage(5004, LogLevel.Error, "configuration not reloaded, the old one stays in force: {Error}")]
    public static partial void NotReloaded(ILogger logger, string error);

    [LoggerMessage(5005, LogLevel.Information, "{Count} messages and deliveries are back from the journal, {Queued} of them queued")]
    public static partial void Recovered(ILogger logger, int count, int queued);

    [LoggerMessage(5006, LogLevel.Warning, "{Id}: its account or upstream is not configured any more; kept until it expires")]
    public static partial void Ownerless(ILogger logger, ulong id);

    [LoggerMessage(5007, LogLevel.Critical, "the store has failed and nothing is acknowledged any more; the process ends: {Reason}")]
    public static partial void StoreFailed(ILogger logger, string reason);

    [LoggerMessage(5009, LogLevel.Error, "a round of maintenance failed; the next one is due in a second")]
    public static partial void MaintenanceFailed(ILogger logger, Exception exception);

    [LoggerMessage(5012, LogLevel.Error, "a request that was dealt with beside its session failed")]
    public static partial void AsideFailed(ILogger logger, Exception exception);

    [LoggerMessage(5010, LogLevel.Information, "{SystemId} was called at {Address} by outbind, since something waits for it")]
    public static partial void Called(ILogger logger, string systemId, string address);

    [LoggerMessage(5011, LogLevel.Warning, "{SystemId} could not be called by outbind: {Reason}")]
    public static partial void NotCalled(ILogger logger, string systemId, string reason);

    [LoggerMessage(5013, LogLevel.Information, "listening on {Address}")]
    public static partial void ListenerOpened(ILogger logger, System.Net.EndPoint address);

    [LoggerMessage(5014, LogLevel.Information, "not listening on {Address} any more; its sessions are unbound")]
    public static partial void ListenerClosed(ILogger logger, System.Net.EndPoint address);

    [LoggerMessage(5015, LogLevel.Error, "{Address} cannot be listened on any more: {Reason}")]
    public static partial void ListenerLost(ILogger logger, System.Net.EndPoint address, string reason);

    [LoggerMessage(5016, LogLevel.Error, "{Reason}")]
    public static partial void NotCallable(ILogger logger, string reason);

    [LoggerMessage(5022, LogLevel.Information, "{Count} of {All} messages and deliveries are back from the journal")]
    public static partial void Bringing(ILogger logger, int count, int all);

    [LoggerMessage(5020, LogLevel.Critical,
        "{Id} cannot be read from the journal at {Position}: it stays there, and the next start says what is wrong")]
    public static partial void Unreadable(ILogger logger, ulong id, Storage.JournalPosition position, Exception? exception);

    [LoggerMessage(5021, LogLevel.Error, "bringing back what waits in the journal failed")]
    public static partial void KeepingFailed(ILogger logger, Exception exception);

    [LoggerMessage(5023, LogLevel.Warning, "[{Table}] of smpp.toml has changed, which holds only after a restart")]
    public static partial void ForRestart(ILogger logger, string table);

    [LoggerMessage(5024, LogLevel.Warning,
        "the data folder {Data} has mode {Mode}: others may read messages in it, or control the gateway; chmod 700 keeps them out")]
    public static partial void DataIsOpen(ILogger logger, string data, string mode);

    [LoggerMessage(5030, LogLevel.Information, "{Note}")]
    public static partial void Noted(ILogger logger, string note);

    [LoggerMessage(5026, LogLevel.Warning,
        "the wall clock is {Ahead} ahead of the time that has passed since the start: receipts, and messages for customers, wait by the "
        + "latter and a minute; set the clock right, or restart once it is")]
    public static partial void ClockAhead(ILogger logger, TimeSpan ahead);
}
