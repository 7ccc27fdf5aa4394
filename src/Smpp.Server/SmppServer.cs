using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Smpp.Session;

namespace Smpp.Server;

/// <summary>
/// Listens for ESMEs and runs a session for each connection. What a bound session does is its handler's business; who may
/// bind is the authoriser's.
/// </summary>
public sealed class SmppServer : IAsyncDisposable, IHeartbeatTarget
{
    // TCP_NOTSENT_LOWAT: octets that the kernel takes beyond what the peer's window has room for. By itself it takes megabytes of
    // answers to a peer that reads none of them.
    private const int TcpLevel = 6;
    private const int NotSentLowWatermark = 25;
    private const int UnsentInKernel = 32 * 1024;

    // What the kernel keeps of a peer that is not read from. By itself it grows to megabytes; a window's worth of PDUs is enough.
    private const int UnreadInKernel = 256 * 1024;

    // Connections that the kernel keeps until they are accepted; it has a limit of its own, net.core.somaxconn, 4096 by default.
    private const int Backlog = 4096;

    private static readonly TimeSpan AfterFailure = TimeSpan.FromMilliseconds(100);

    private readonly ServerOptions _options;
    private readonly IBindAuthorizer _authorizer;
    private readonly Heartbeat _heartbeat;
    private readonly LoginGuard? _guard;
    private readonly ILogger _logger;
    private readonly ConnectionOpener _opener;
    private readonly RefusalLog _refusals;
    private readonly AcceptPace _pace;
    private readonly ConcurrentDictionary<SmppSession, Task> _sessions = new();
    private readonly ConcurrentDictionary<Stranger, byte> _strangers = new();
    private readonly UnboundPlaces _unbound;
    private readonly CancellationTokenSource _stopping = new();
    private int _connections;
    private Socket? _listener;
    private Task _accepting = Task.CompletedTask;

    /// <summary>Makes a server; <see cref="Start"/> opens its port.</summary>
    /// <param name="options">Listener and limits.</param>
    /// <param name="authorizer">Decides about binds.</param>
    /// <param name="heartbeat">Ticks the sessions' timers.</param>
    /// <param name="logger">The log.</param>
    /// <param name="guard">Turns away addresses that are banned, or null.</param>
    /// <exception cref="ArgumentException">The options are at fault; the message names them.</exception>
    public SmppServer(ServerOptions options, IBindAuthorizer authorizer, Heartbeat heartbeat, ILogger logger, LoginGuard? guard = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Validate().Concat(options.Session.Validate()).ToArray() is { Length: > 0 } faults)
            throw new ArgumentException($"server at {options.EndPoint}: {string.Join(" ", faults)}", nameof(options));
        _options = options;
        EndPoint = options.EndPoint;
        _authorizer = authorizer;
        _heartbeat = heartbeat;
        _logger = logger;
        _guard = guard;
        _refusals = new RefusalLog(logger, heartbeat);
        _unbound = new UnboundPlaces(options, _refusals);
        _pace = new AcceptPace(options.AcceptRate, heartbeat.Time, logger);
        _opener = new ConnectionOpener(options, _refusals, guard);
    }

    /// <summary>The address that is listened on; known once started.</summary>
    public IPEndPoint EndPoint { get; private set; }

    /// <summary>The live sessions, bound or not. On a plain port of Linux, one begins with the first PDU.</summary>
    public ICollection<SmppSession> Sessions => _sessions.Keys;

    /// <summary>Open connections, with a session or not yet.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Opens the port and begins to accept.</summary>
    /// <exception cref="InvalidOperationException">The server has been started, and goes on; or it has been stopped.</exception>
    /// <exception cref="SocketException">The address cannot be listened on, such as when it is in use; it may be tried again.</exception>
    public void Start()
    {
        if (_listener is not null || _stopping.IsCancellationRequested)
            throw new InvalidOperationException($"The server on {EndPoint} has been started or stopped before.");
        var listener = new Socket(_options.EndPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // Without ReuseAddress: on Linux that also sets SO_REUSEPORT, and a second server on the port would go unnoticed.
            // A port in TIME_WAIT can be bound all the same.
            // What is accepted inherits these.
            listener.NoDelay = true;
            listener.ReceiveBufferSize = UnreadInKernel;
            if (OperatingSystem.IsLinux())
                listener.SetRawSocketOption(TcpLevel, NotSentLowWatermark, BitConverter.GetBytes(UnsentInKernel));
            if (Stranger.AreSupported)
                Stranger.Prepare(listener);
            listener.Bind(_options.EndPoint);
            listener.Listen(Backlog);
        }
        catch
        {
            listener.Dispose();
            throw;
        }
        _listener = listener;
        EndPoint = (IPEndPoint)listener.LocalEndPoint!;
        _heartbeat.Add(this);
        ServerTelemetry.Watch(this);
        _accepting = PatientThreads.RunAsync(() => Accept(listener));
    }

    /// <summary>Stops accepting; sessions go on.</summary>
    public async Task StopAcceptingAsync()
    {
        if (!_stopping.IsCancellationRequested)
            await _stopping.CancelAsync().ConfigureAwait(false);
        _listener?.Dispose();
        await _accepting.ConfigureAwait(false);
        _heartbeat.Remove(this);
        foreach (var (stranger, _) in _strangers)
            stranger.GiveUp(SessionEndReason.ClosedLocally);
    }

    /// <summary>
    /// Stops accepting, unbinds every session and waits for their ends, at most <paramref name="limit"/>; then closes
    /// what is left.
    /// </summary>
    /// <param name="limit">The longest time for unbinding.</param>
    /// <param name="cancellationToken">Ends that time early; nothing is thrown.</param>
    public async Task StopAsync(TimeSpan limit, CancellationToken cancellationToken = default)
    {
        await StopAcceptingAsync().ConfigureAwait(false);
        var unbinding = Task.WhenAll(_sessions.Keys.Select(session => session.UnbindAsync()));
        try
        {
            await unbinding.WaitAsync(limit, _heartbeat.Time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            foreach (var session in _sessions.Keys)
                session.Close(new SessionEnd(SessionEndReason.ClosedLocally, "the server stops"));
        }
        await Task.WhenAll(_sessions.Values).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(TimeSpan.Zero).ConfigureAwait(false);
        ServerTelemetry.Unwatch(this);
        _stopping.Dispose();
    }

    /// <summary>
    /// Accepts on a thread of its own that gives way, without the poller that all sockets share: a storm of connections is accepted when
    /// nobody else has anything to do, and one of connections that do not bind no faster than <see cref="AcceptPace"/> lets it.
    /// </summary>
    private void Accept(Socket listener)
    {
        while (!_stopping.IsCancellationRequested)
        {
            Socket? accepted = null;
            try
            {
                _pace.Await(EndPoint, _stopping.Token);
                accepted = listener.Accept();
                Admit(accepted);
            }
            catch (Exception e)
            {
                accepted?.Dispose();
                // A stop disposes the listener, and has said so before.
                if (_stopping.IsCancellationRequested)
                    return;
                // Out of descriptors or memory, or the list of proxies or the log fails: accepting at full speed would only burn the
                // processor, and not to accept any more would go unnoticed.
                SayAcceptFailed(e);
                _stopping.Token.WaitHandle.WaitOne(AfterFailure);
            }
        }
    }

    private void SayAcceptFailed(Exception failure)
    {
        try
        {
            Log.AcceptFailed(_logger, failure);
        }
        catch (Exception)
        {
            // It may be the log that has failed.
        }
    }

    private void Admit(Socket socket)
    {
        if (socket.RemoteEndPoint is not IPEndPoint remote)
        {
            socket.Dispose();
            return;
        }
        long opened = _heartbeat.Time.GetTimestamp();
        if (Volatile.Read(ref _connections) >= _options.Connections)
        {
            _refusals.TooManyConnections(remote, _options.Connections);
            socket.Dispose();
        }
        else if (TryPlace(remote) is not { } place)
        {
            socket.Dispose();
        }
        else
        {
            Interlocked.Increment(ref _connections);
            _ = RunAsync(socket, remote, place, opened);
        }
    }

    /// <summary>The connection's place among the unbound ones, or null when there is none; that was logged.</summary>
    private UnboundPlace? TryPlace(IPEndPoint remote)
    {
        var place = new UnboundPlace(_unbound);
        bool has = false;
        try
        {
            // Whom a proxy speaks for is not known yet.
            has = (_opener.IsProxy(remote.Address) || TryKnow(remote, place)) && place.TryTake(remote);
            return has ? place : null;
        }
        finally
        {
            if (!has)
                place.Release();
        }
    }

    /// <summary>The peer's own address has come to be known; false when it has no place here, which was logged.</summary>
    private bool TryKnow(IPEndPoint remote, UnboundPlace place) => MayConnect(remote) && place.TryTakeOfAddress(remote);

    private bool MayConnect(IPEndPoint remote)
    {
        if (_options.Networks.Count > 0 && !NetworkList.Contains(_options.Networks, remote.Address))
        {
            _refusals.MayNotConnect(remote);
            return false;
        }
        if (_guard is not null && _guard.IsBanned(remote.Address))
        {
            _refusals.Banned(remote);
            return false;
        }
        return true;
    }

    private async Task RunAsync(Socket socket, IPEndPoint remote, UnboundPlace place, long opened)
    {
        try
        {
            bool isPlain = _options.TlsNow is null && place.HasAddress;
            var transport = isPlain && Stranger.AreSupported
                ? await FirstPduAsync(socket, remote, opened).ConfigureAwait(false)
                : await OpenAsync(socket, remote, place).ConfigureAwait(false);
            if (transport is null)
                socket.Dispose();
            else
                await RunSessionAsync(transport, (IPEndPoint)transport.RemoteEndPoint!, place, opened).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Nobody awaits this: whatever goes wrong with one connection is said here and ends it alone.
            socket.Dispose();
            Log.SessionFault(_logger, "", remote, e.ToString());
        }
        finally
        {
            place.Release();
            Interlocked.Decrement(ref _connections);
        }
    }

    /// <summary>The connection once its first PDU has come, or null when it has ended before; that was logged.</summary>
    private async ValueTask<Transport?> FirstPduAsync(Socket socket, IPEndPoint remote, long opened)
    {
        var stranger = new Stranger(socket, opened, _options.Session.BindTimeout, _heartbeat);
        _strangers[stranger] = 0;
        if (_stopping.IsCancellationRequested)
            stranger.GiveUp(SessionEndReason.ClosedLocally);
        try
        {
            if (await stranger.FirstPduAsync().ConfigureAwait(false) is not { } end)
                return stranger.Enter(remote);
            _refusals.Ended(remote, end);
            CountAlien(remote, end);
            return null;
        }
        finally
        {
            _strangers.TryRemove(stranger, out _);
        }
    }

    private void CountAlien(IPEndPoint remote, SessionEnd end)
    {
        if (end.Reason == SessionEndReason.BadLength)
            _guard?.OnAlien(remote.Address);
    }

    /// <summary>The connection behind its PROXY header and its TLS handshake, or null when there is none; that was logged.</summary>
    private async ValueTask<Transport?> OpenAsync(Socket socket, IPEndPoint remote, UnboundPlace place)
    {
        if (Stranger.AreSupported)
            Stranger.WakeAtFirstOctet(socket);
        using var time = new CancellationTokenSource(_options.HandshakeLimit, _heartbeat.Time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(time.Token, _stopping.Token);
        if (!place.HasAddress)
        {
            if (await _opener.ReadProxyHeaderAsync(socket, remote, limit.Token).ConfigureAwait(false) is not { } client)
                return null;
            remote = client;
            if (!TryKnow(client, place))
                return null;
        }
        return await _opener.OpenAsync(socket, remote, limit.Token).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    void IHeartbeatTarget.OnHeartbeat(long now)
    {
        _pace.OnTime(EndPoint, now);
        foreach (var (stranger, _) in _strangers)
            stranger.OnTime(now);
    }

    /// <summary>
    /// Connects to a customer and asks it with outbind to bind as a receiver on that connection (v3.4 §2.2.1). Its bind is decided
    /// about like any other; without one within the bind timer the session ends.
    /// </summary>
    /// <param name="target">Whom to call, and what to say.</param>
    /// <param name="stop">Gives up.</param>
    /// <returns>The session, which waits for the bind.</returns>
    /// <exception cref="SocketException">The customer cannot be reached.</exception>
    /// <exception cref="IOException">The connection was lost in the TLS handshake.</exception>
    /// <exception cref="System.Security.Authentication.AuthenticationException">The TLS handshake failed.</exception>
    /// <exception cref="OperationCanceledException">It took too long, was given up, or the server stops.</exception>
    public async Task<SmppSession> OutbindAsync(OutbindTarget target, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        using var time = new CancellationTokenSource(_options.HandshakeTimeout, _heartbeat.Time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(time.Token, stop, _stopping.Token);
        var transport = await target.ConnectAsync(limit.Token).ConfigureAwait(false);
        Interlocked.Increment(ref _connections);
        var session = new SmppSession(SessionRole.MessageCentre, _options.Session, _heartbeat, authorizer: new BindCounting(this, null));
        var connection = new SessionConnection(transport, session, _heartbeat.Time) { GivesWay = true };
        session.Outbind(target.Outbind);
        _ = CountAsync(RunSessionAsync(connection, session, (IPEndPoint)transport.RemoteEndPoint!));
        return session;

        async Task CountAsync(Task running)
        {
            await running.ConfigureAwait(false);
            Interlocked.Decrement(ref _connections);
        }
    }

    private Task RunSessionAsync(Transport transport, IPEndPoint remote, UnboundPlace place, long opened)
    {
        var session = new SmppSession(
            SessionRole.MessageCentre, _options.Session, _heartbeat, authorizer: new BindCounting(this, place));
        var connection = new SessionConnection(transport, session, _heartbeat.Time, opened) { GivesWay = true };
        return RunSessionAsync(connection, session, remote);
    }

    private async Task RunSessionAsync(SessionConnection connection, SmppSession session, IPEndPoint remote)
    {
        // Completes when the session is off the list, so that whoever waits for all of them finds none left.
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        // Before it runs: its peer may be bound, on another thread, before this one goes on.
        _sessions[session] = gone.Task;
        var running = connection.RunAsync();
        if (_stopping.IsCancellationRequested)
            session.Close(new SessionEnd(SessionEndReason.ClosedLocally));
        try
        {
            var end = await running.ConfigureAwait(false);
            if (session.Counters.PdusIn == 0)
                CountAlien(remote, end);
            if (end.Reason == SessionEndReason.Fault)
                Log.SessionFault(_logger, session.PeerSystemId, remote, end.Detail);
            else
                Log.SessionEnded(_logger, session.PeerSystemId, remote, end);
        }
        finally
        {
            _sessions.TryRemove(session, out _);
            gone.SetResult();
        }
    }

    /// <summary>Without a place on a connection that was opened from here.</summary>
    private sealed class BindCounting(SmppServer server, UnboundPlace? place) : IBindAuthorizer
    {
        public async ValueTask<BindDecision> AuthorizeAsync(SmppSession session, Protocol.Bind bind)
        {
            // What answers one about which the authoriser throws.
            var status = Protocol.CommandStatus.SystemError;
            try
            {
                var decision = await server._authorizer.AuthorizeAsync(session, bind).ConfigureAwait(false);
                status = decision.Status;
                return decision;
            }
            finally
            {
                ServerTelemetry.OnBind(bind.Id, status);
                if (status == Protocol.CommandStatus.Ok && place is not null)
                {
                    place.Release();
                    server._pace.OnBound();
                }
            }
        }
    }
}
