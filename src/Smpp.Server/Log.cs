using System.Net;
using Microsoft.Extensions.Logging;
using Smpp.Session;

namespace Smpp.Server;

/// <summary>Event ids 2000–2999.</summary>
internal static partial class Log
{
    [LoggerMessage(2000, LogLevel.Information, "{SystemId} bound from {Remote} with {Bind}")]
    public static partial void Bound(ILogger logger, string systemId, EndPoint? remote, string bind);

    [LoggerMessage(2001, LogLevel.Warning, "bind of {SystemId} from {Remote} refused: {Reason}")]
    public static partial void BindRefused(ILogger logger, string systemId, EndPoint? remote, string reason);

    [LoggerMessage(2002, LogLevel.Information, "session of {SystemId} from {Remote} ended: {End}")]
    public static partial void SessionEnded(ILogger logger, string systemId, EndPoint? remote, SessionEnd end);

    [LoggerMessage(2003, LogLevel.Error, "session of {SystemId} from {Remote} ended by a fault in this process: {Detail}")]
    public static partial void SessionFault(ILogger logger, string systemId, EndPoint? remote, string? detail);

    [LoggerMessage(2004, LogLevel.Warning, "connection from {Remote} closed: {Limit} connections are open already (and {Omitted} more)")]
    public static partial void TooManyConnections(ILogger logger, EndPoint? remote, int limit, int omitted);

    [LoggerMessage(
        2005, LogLevel.Warning,
        "connection from {Remote} closed: {Limit} connections of that address have not bound yet (and {Omitted} more)")]
    public static partial void TooManyUnboundOfAddress(ILogger logger, EndPoint? remote, int limit, int omitted);

    [LoggerMessage(
        2006, LogLevel.Warning,
        "connection from {Remote} closed: the address is banned for wrong passwords or other protocols (and {Omitted} more)")]
    public static partial void Banned(ILogger logger, EndPoint? remote, int omitted);

    [LoggerMessage(2007, LogLevel.Warning, "TLS handshake with {Remote} failed: {Reason} (and {Omitted} more)")]
    public static partial void HandshakeFailed(ILogger logger, EndPoint? remote, string reason, int omitted);

    [LoggerMessage(2008, LogLevel.Error, "accepting connections failed; trying again")]
    public static partial void AcceptFailed(ILogger logger, Exception exception);

    [LoggerMessage(2009, LogLevel.Warning, "connection from proxy {Proxy} closed: {Reason}")]
    public static partial void ProxyRefused(ILogger logger, EndPoint? proxy, string reason);

    [LoggerMessage(2010, LogLevel.Information, "certificate {Subject}, good until {NotAfter}, is used from the next handshake on")]
    public static partial void CertificateLoaded(ILogger logger, string subject, DateTime notAfter);

    [LoggerMessage(2011, LogLevel.Error, "the changed {File} is of no use, the certificate from before stays: {Reason}")]
    public static partial void CertificateNotLoaded(ILogger logger, string file, string reason);

    [LoggerMessage(
        2012, LogLevel.Warning, "session of {SystemId} from {Old} gives its place to {New}: no answer to an enquire_link in {Limit}")]
    public static partial void TakenOver(ILogger logger, string systemId, EndPoint? old, EndPoint? @new, TimeSpan limit);

    [LoggerMessage(2013, LogLevel.Warning, "connection from {Remote} closed: its address may not connect (and {Omitted} more)")]
    public static partial void MayNotConnect(ILogger logger, EndPoint? remote, int omitted);

    [LoggerMessage(2014, LogLevel.Information, "connection from {Remote} ended before its first PDU: {End} (and {Omitted} more)")]
    public static partial void EndedBeforePdu(ILogger logger, EndPoint? remote, SessionEnd end, int omitted);

    [LoggerMessage(
        2015, LogLevel.Warning, "a flood of connections to {Listener} that do not bind: {Rate} a second are accepted until it is over")]
    public static partial void FloodBegins(ILogger logger, EndPoint listener, int rate);

    [LoggerMessage(2016, LogLevel.Information, "the flood of connections to {Listener} is over after {Duration}")]
    public static partial void FloodEnds(ILogger logger, EndPoint listener, TimeSpan duration);

    [LoggerMessage(
        2017, LogLevel.Warning, "connection from {Remote} closed: {Limit} connections have not bound yet (and {Omitted} more)")]
    public static partial void TooManyUnbound(ILogger logger, EndPoint? remote, int limit, int omitted);

    [LoggerMessage(
        2018, LogLevel.Warning, "session of {SystemId} from {Remote}: {Requests} requests in a row had no answer in time; unbinding it")]
    public static partial void Mute(ILogger logger, string systemId, EndPoint? remote, int requests);

    [LoggerMessage(2100, LogLevel.Information, "message centre {Name} listens on {EndPoint}")]
    public static partial void Listening(ILogger logger, string name, EndPoint endPoint);

    [LoggerMessage(2101, LogLevel.Error, "the handler of {Command} failed for {SystemId} from {Remote}; answered ESME_RSYSERR")]
    public static partial void HandlerFailed(ILogger logger, string command, string systemId, EndPoint? remote, Exception exception);

    [LoggerMessage(2102, LogLevel.Error, "what the handler of {Command} does behind its answer failed for {SystemId} from {Remote}")]
    public static partial void AfterwardsFailed(ILogger logger, string command, string systemId, EndPoint? remote, Exception exception);
}
