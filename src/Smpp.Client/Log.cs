using System.Net;
using Microsoft.Extensions.Logging;

namespace Smpp.Client;

/// <summary>Event ids 3000–3999.</summary>
internal static partial class Log
{
    [LoggerMessage(3000, LogLevel.Information, "upstream {Upstream}: bound to {Remote} with {Bind}")]
    public static partial void Bound(ILogger logger, string upstream, EndPoint? remote, string bind);

    [LoggerMessage(3001, LogLevel.Warning, "upstream {Upstream}: not bound ({Reason}); trying again in {Seconds:0.0} s")]
    public static partial void Reconnecting(ILogger logger, string upstream, string? reason, double seconds);

    [LoggerMessage(3100, LogLevel.Warning,
        "client {Client}: nobody reads what comes in; {Capacity} items wait, and more is put off with ESME_RX_T_APPN")]
    public static partial void InboxFull(ILogger logger, string client, int capacity);
}
