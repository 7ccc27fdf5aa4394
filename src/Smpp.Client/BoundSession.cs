using System.Net;
using System.Net.Security;
using Microsoft.Extensions.Logging;
using Smpp.Protocol;
using Smpp.Session;

namespace Smpp.Client;

/// <summary>
/// One bound session and nothing around it, for tools and for those who keep their own reconnection. <see cref="BindPool"/> reconnects.
/// </summary>
public sealed class BoundSession : IAsyncDisposable
{
    private readonly Heartbeat _heartbeat;
    private readonly bool _ownsHeartbeat;

    private BoundSession(SmppSession session, Heartbeat heartbeat, bool ownsHeartbeat)
    {
        Session = session;
        _heartbeat = heartbeat;
        _ownsHeartbeat = ownsHeartbeat;
    }

    /// <summary>The session.</summary>
    public SmppSession Session { get; }

    /// <summary>Connects and binds.</summary>
    /// <param name="endPoint">The message centre.</param>
    /// <param name="bind">The bind request.</param>
    /// <param name="handler">Gets what the message centre sends.</param>
    /// <param name="options">Limits and timers.</param>
    /// <param name="heartbeat">Shared by many clients, or null for one of its own.</param>
    /// <param name="tls">TLS settings, or null for plain TCP.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="SmppBindException">The bind was refused, or the connection ended first.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">No connection.</exception>
    /// <exception cref="System.Security.Authentication.AuthenticationException">The TLS handshake failed.</exception>
    /// <exception cref="IOException">The connection ended during the TLS handshake.</exception>
    /// <exception cref="ArgumentException">The options are at fault; the message says where. Nothing was connected.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, before or while binding.</exception>
    public static async Task<BoundSession> ConnectAsync(
        EndPoint endPoint, Bind bind, ISessionHandler handler, SessionOptions? options = null, Heartbeat? heartbeat = null,
        SslClientAuthenticationOptions? tls = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(bind);
        ArgumentNullException.ThrowIfNull(handler);
        options ??= SessionOptions.Default;
        if (options.Validate().ToArray() is { Length: > 0 } faults)
            throw new ArgumentException(string.Join(" ", faults), nameof(options));
        var transport = await SmppConnector.ConnectAsync(endPoint, tls, cancellationToken).ConfigureAwait(false);
        var beat = heartbeat ?? new Heartbeat(TimeProvider.System);
        var session = new SmppSession(SessionRole.Esme, options, beat, handler);
        var running = new SessionConnection(transport, session, beat.Time).RunAsync();
        try
        {
            var status = await session.BindAsync(bind, cancellationToken).ConfigureAwait(false);
            if (status == CommandStatus.Ok)
                return new BoundSession(session, beat, heartbeat is null);
            throw new SmppBindException(status, $"bind refused: {status.Name} ({status.Meaning})");
        }
        catch (Exception e)
        {
            // Nothing else will close the connection once an own heartbeat stops ticking.
            session.Close(new SessionEnd(SessionEndReason.ClosedLocally));
            var end = await running.ConfigureAwait(false);
            if (heartbeat is null)
                beat.Dispose();
            if (e is SmppRequestLostException)
            {
                throw new SmppBindException(
                    SmppBindException.ReasonOf(end), $"the connection ended before the bind was answered: {end}", e);
            }
            throw;
        }
    }

    /// <summary>Submits one message and waits for its response, first for a free slot of the window, in order of the calls.</summary>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Ends the waiting; a message that was sent by then may be processed.</param>
    /// <exception cref="SmppRequestLostException">No response came: the outcome is unknown.</exception>
    /// <exception cref="SmppNotSentException">The session is not bound for sending, or ended before the message's turn.</exception>
    /// <exception cref="InvalidOperationException">100,000 requests wait for the window; nothing was sent.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public ValueTask<Response> SubmitAsync(SubmitSm message, CancellationToken cancellationToken = default) =>
        Session.SendAsync(message, cancellationToken);

    /// <summary>Unbinds and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        await Session.UnbindAsync().ConfigureAwait(false);
        if (_ownsHeartbeat)
            _heartbeat.Dispose();
    }
}
