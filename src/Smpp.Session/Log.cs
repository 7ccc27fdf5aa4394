using Microsoft.Extensions.Logging;

namespace Smpp.Session;

/// <summary>Event ids 1000–1999.</summary>
internal static partial class Log
{
    [LoggerMessage(1000, LogLevel.Error, "{Target} failed on a heartbeat")]
    public static partial void HeartbeatTargetFailed(ILogger logger, string target, Exception exception);
}
