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

    [LoggerMessage(2004, LogLevel.Warning, "connection from {Remote} closed: {Limit} connections are open already")]
    public static partial void TooManyConnections(ILogger logger, EndPoint? remote, int limit);

    [LoggerMessage(2005, LogLevel.Warning, "connection from {Remote} closed: {Limit} connections of that address have not bound yet")]
    public static partial void TooManyUnbound(ILogger logger, EndPoint? remote, int limit);

    [LoggerMessage(2006, LogLevel.Warning, "connection from {Remote} closed: the address is banned for wrong passwords")]
    public static partial void Banned(ILogger logger, EndPoint? remote);

    [LoggerMessage(2007, LogLevel.Warning, "TLS handshake with {Remote} failed: {Reason}")]
    public static partial void HandshakeFailed(ILogger logger, EndPoint? remote, string reason);

    [LoggerMessage(2008, LogLevel.Error, "accepting connections failed; trying again")]
    public static partial void AcceptFailed(ILogger logger, Exception exception);
}
