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

    [LoggerMessage(3002, LogLevel.Warning, "upstream {Upstream}: not bound ({Reason}); going on with {Host}")]
    public static partial void NextHost(ILogger logger, string upstream, string? reason, EndPoint host);

    [LoggerMessage(3003, LogLevel.Warning, "upstream {Upstream}: {Requests} requests in a row had no answer in time; binding anew")]
    public static partial void Mute(ILogger logger, string upstream, int requests);

    [LoggerMessage(3004, LogLevel.Error, "client {Client}: the files for TLS are of no use, what was in them before stays: {Reason}")]
    public static partial void CertificateNotLoaded(ILogger logger, string client, string reason);

    [LoggerMessage(3100, LogLevel.Warning,
        "client {Client}: nobody reads what comes in; {Capacity} items wait, and more is put off with ESME_RX_T_APPN")]
    public static partial void InboxFull(ILogger logger, string client, int capacity);

    [LoggerMessage(3101, LogLevel.Warning,
        "client {Client}: a {Kind} had no answer from its handler in {Seconds:0} s; answered ESME_RX_T_APPN")]
    public static partial void HandlerLate(ILogger logger, string client, string kind, double seconds);

    [LoggerMessage(3102, LogLevel.Error, "client {Client}: the handler of a {Kind} failed; answered ESME_RX_T_APPN")]
    public static partial void HandlerFailed(ILogger logger, string client, string kind, Exception exception);

    [LoggerMessage(3103, LogLevel.Warning,
        "client {Client}: disposed with {Messages} long messages incomplete; {Parts} of their parts were acknowledged and are lost")]
    public static partial void PartsDropped(ILogger logger, string client, int messages, int parts);

    [LoggerMessage(3104, LogLevel.Error,
        "client {Client}: the handler of a {Kind} failed that was acknowledged before, or never is; it does not come again")]
    public static partial void HandlerFailedForGood(ILogger logger, string client, string kind, Exception exception);

    [LoggerMessage(3105, LogLevel.Warning,
        "client {Client}: {Capacity} alert_notifications wait to be read or handled; more are dropped")]
    public static partial void AlertsDropped(ILogger logger, string client, int capacity);

    [LoggerMessage(3106, LogLevel.Error, "client {Client}: what hears of its binds failed")]
    public static partial void BindHandlerFailed(ILogger logger, string client, Exception exception);

    [LoggerMessage(3107, LogLevel.Warning,
        "client {Client}: what hears of its binds does not return; {Waiting} events wait, and more are dropped")]
    public static partial void BindEventsDropped(ILogger logger, string client, int waiting);

    [LoggerMessage(3200, LogLevel.Warning, "outbind listener {Listener}: {Remote} closed: {Reason}")]
    public static partial void OutbindRefused(ILogger logger, string listener, EndPoint? remote, string? reason);

    [LoggerMessage(3201, LogLevel.Information, "outbind listener {Listener}: session with {Remote} ended: {End}")]
    public static partial void OutbindEnded(ILogger logger, string listener, EndPoint? remote, string end);

    [LoggerMessage(3202, LogLevel.Warning, "outbind listener {Listener}: cannot accept: {Error}")]
    public static partial void OutbindAcceptFailed(ILogger logger, string listener, string error);
}
