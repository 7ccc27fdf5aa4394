using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Smpp.Protocol;
using Smpp.Session;

namespace Smpp.Server;

/// <summary>
/// A message centre made of handlers: say what is done about binds and about each operation, then <see cref="Start"/>. What has no handler
/// is refused, a bind with ESME_RBINDFAIL and any other request with ESME_RINVCMDID in its own response.
/// </summary>
/// <remarks>
/// Handlers run on the thread pool, never on a session's reader: they may take their time, and
/// <see cref="MessageCentreOptions.HandlersPerSession"/> of one session run at once. Answers leave in the order in which handlers end. A
/// handler that throws is answered with ESME_RSYSERR and logged. A request is answered when its handler has ended, and not before: what it
/// has stored by then is what it has acknowledged. No limit is set to its time, but an ESME gives up after its own response timer; what a
/// session has unanswered is bounded by <see cref="SmppOptions.InboundWindow"/>. Handlers are set before the start, and not changed after
/// it.
/// </remarks>
public sealed class MessageCentre : IAsyncDisposable
{
    private readonly MessageCentreOptions _options;
    private readonly ILogger _logger;
    private readonly Heartbeat _heartbeat;
    private readonly LoginGuard? _guard;
    private readonly SmppServer[] _servers;
    private readonly IBindAuthorizer _authorizer;
    private readonly Dictionary<CommandId, IOperation> _operations = [];
    private readonly ConcurrentDictionary<EsmeSession, byte> _sessions = new();
    private readonly ConcurrentDictionary<SmppSession, Task<SessionEnd>> _given = new();
    private Func<BindRequest, CancellationToken, ValueTask<CommandStatus>>? _bind;
    private CentreAccounts? _accounts;
    private Action<EsmeSession>? _bound;
    private Action<EsmeSession, SessionEnd>? _ended;
    private bool _started;
    private bool _opened;
    private volatile bool _stopping;

    /// <summary>Makes a message centre; <see cref="Start"/> opens its port.</summary>
    /// <param name="options">Where it listens and what it takes; null for the defaults.</param>
    /// <exception cref="ArgumentException">The options are at fault; the message says where.</exception>
    public MessageCentre(MessageCentreOptions? options = null)
    {
        _options = options?.Copy() ?? new MessageCentreOptions();
        if (_options.Validate() is { Count: > 0 } faults)
            throw new ArgumentException(string.Join(Environment.NewLine, faults), nameof(options));
        _logger = _options.LoggerFactory?.CreateLogger<MessageCentre>() ?? (ILogger)NullLogger.Instance;
        _heartbeat = new Heartbeat(_options.TimeProvider, _logger);
        _guard = _options.Ban ? new LoginGuard(_options.TimeProvider) : null;
        _authorizer = new Authorizer(this);
        try
        {
            _servers =
            [
                .. _options.AllListeners.Select(
                    listener => new SmppServer(listener.ToServer(_options, _logger), _authorizer, _heartbeat, _logger, _guard)),
            ];
        }
        catch
        {
            _heartbeat.Dispose();
            throw;
        }
    }

    /// <summary>The name of the options.</summary>
    public string Name => _options.Name;

    /// <summary>True between <see cref="Start"/> and <see cref="StopAsync"/>.</summary>
    public bool IsListening { get; private set; }

    /// <summary>The address that is listened on, the first where there are several; known once started.</summary>
    public IPEndPoint EndPoint => _servers[0].EndPoint;

    /// <summary>The addresses that are listened on, in the order of the options; known once started.</summary>
    public IReadOnlyList<IPEndPoint> EndPoints => [.. _servers.Select(server => server.EndPoint)];

    /// <summary>The bound sessions.</summary>
    public ICollection<EsmeSession> Sessions => _sessions.Keys;

    internal DateTimeOffset Now => _options.TimeProvider.GetUtcNow();

    private static SessionEnd Stopped => new(SessionEndReason.ClosedLocally, "the message centre stops");

    /// <summary>Says who may bind: ESME_ROK accepts, any other status refuses.</summary>
    /// <param name="handler">
    /// The decision. Compare passwords in constant time, and answer alike for unknown and wrong ones. Its token is cancelled when the
    /// session ends, after <see cref="SessionOptions.BindTimeout"/> at the latest; a decision after that is dropped.
    /// </param>
    /// <exception cref="InvalidOperationException">The message centre has been started.</exception>
    public MessageCentre OnBind(Func<BindRequest, CancellationToken, ValueTask<CommandStatus>> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        CheckNotStarted();
        _bind = handler;
        return this;
    }

    /// <summary>Says who may bind, at once: ESME_ROK accepts, any other status refuses.</summary>
    /// <param name="handler">The decision.</param>
    /// <exception cref="InvalidOperationException">The message centre has been started.</exception>
    public MessageCentre OnBind(Func<BindRequest, CommandStatus> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return OnBind((request, _) => new(handler(request)));
    }

    /// <summary>
    /// Says who may bind by accounts, in place of <see cref="OnBind(Func{BindRequest, CommandStatus})"/>: passwords kept as hashes, client
    /// certificates, networks, kinds of binds, how many at once. They are asked for at each bind, so that they may change.
    /// </summary>
    /// <param name="find">The account of a system_id as it is now, or null. Must be thread-safe and quick.</param>
    /// <param name="isOwned">
    /// True when a certificate is that of any account: a connection that showed it binds as no other account then. Null where no account
    /// asks for one.
    /// </param>
    /// <exception cref="InvalidOperationException">The message centre has been started.</exception>
    public MessageCentre UseAccounts(Func<string, ServerAccount?> find, Func<X509Certificate2, bool>? isOwned = null)
    {
        ArgumentNullException.ThrowIfNull(find);
        CheckNotStarted();
        _accounts = new CentreAccounts(this, _options, find, isOwned, _logger, _guard);
        return this;
    }

    /// <summary>Says who may bind by accounts that do not change.</summary>
    /// <inheritdoc cref="UseAccounts(Func{string, ServerAccount?}, Func{X509Certificate2, bool}?)" path="/exception"/>
    /// <exception cref="ArgumentException">Two accounts have one system_id, or one is at fault; the message names the faults.</exception>
    public MessageCentre UseAccounts(params IEnumerable<ServerAccount> accounts)
    {
        var known = accounts.ToFrozenDictionary(account => account.SystemId, StringComparer.Ordinal);
        string[] faults =
        [
            .. known.Values.SelectMany(account => account.Validate().Select(fault => $"account '{account.SystemId}': {fault}")),
        ];
        if (faults.Length > 0)
            throw new ArgumentException(string.Join(Environment.NewLine, faults), nameof(accounts));
        return UseAccounts(
            known.GetValueOrDefault, certificate => known.Values.Any(account => account.Certificate?.Matches(certificate) == true));
    }

    /// <summary>Hears of each session that is about to be bound. Called off the reader; must not block.</summary>
    /// <param name="handler">What to do.</param>
    /// <exception cref="InvalidOperationException">The message centre has been started.</exception>
    public MessageCentre OnBound(Action<EsmeSession> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        CheckNotStarted();
        _bound = handler;
        return this;
    }

    /// <summary>Hears of each bound session's end. May be called on a reader or a timer; must not block.</summary>
    /// <param name="handler">What to do.</param>
    /// <exception cref="InvalidOperationException">The message centre has been started.</exception>
    public MessageCentre OnEnded(Action<EsmeSession, SessionEnd> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        CheckNotStarted();
        _ended = handler;
        return this;
    }

    /// <summary>Says what is done about a command; the methods of <see cref="MessageCentreOperations"/> name the single ones.</summary>
    /// <typeparam name="TRequest">The request's record.</typeparam>
    /// <typeparam name="TResponse">Its response's; <see cref="EmptyPdu"/> where that is header-only.</typeparam>
    /// <param name="command">
    /// The request's command_id. What no ESME may send (v3.4 §2.3), a vendor's own among it, is answered before any handler.
    /// </param>
    /// <param name="handler">
    /// The answer: a response or a status. Its token is cancelled when the session ends; the answer to such a session is dropped.
    /// </param>
    /// <exception cref="ArgumentException">No request with this command_id reaches a handler.</exception>
    /// <exception cref="InvalidOperationException">The message centre has been started.</exception>
    public MessageCentre On<TRequest, TResponse>(
        CommandId command, Func<Request<TRequest>, CancellationToken, ValueTask<Reply<TResponse>>> handler)
        where TRequest : Pdu
        where TResponse : Pdu
    {
        ArgumentNullException.ThrowIfNull(handler);
        // The session answers these itself.
        bool isSession = command is CommandId.EnquireLink or CommandId.Unbind;
        var verdict = OperationMatrix.Judge(SessionRole.MessageCentre, SessionState.BoundTransceiver, command);
        if (isSession || verdict.Action != VerdictAction.Accept)
            throw new ArgumentException($"{command.Name} reaches no handler of a message centre.", nameof(command));
        CheckNotStarted();
        _operations[command] = new Operation<TRequest, TResponse>(handler);
        return this;
    }

    /// <summary>Opens the ports and begins to accept. To be called once.</summary>
    /// <exception cref="InvalidOperationException">The message centre has been started or stopped.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">
    /// An address cannot be listened on, such as when it is in use; dispose the message centre then.
    /// </exception>
    public MessageCentre Start()
    {
        if (Interlocked.Exchange(ref _opened, true) || _stopping)
            throw new InvalidOperationException($"The message centre '{Name}' has been started or stopped before.");
        _started = true;
        foreach (var server in _servers)
        {
            server.Start();
            Log.Listening(_logger, Name, server.EndPoint);
        }
        IsListening = true;
        return this;
    }

    /// <summary>
    /// Connects to a customer and asks it by outbind to bind as a receiver on that connection (v3.4 §2.2.1). Its bind is decided about like
    /// any other.
    /// </summary>
    /// <inheritdoc cref="SmppServer.OutbindAsync"/>
    public Task<SmppSession> OutbindAsync(OutbindTarget target, CancellationToken stop = default) => _servers[0].OutbindAsync(target, stop);

    /// <summary>
    /// Runs a session over a connection that came another way than through the port, for example in memory; without
    /// <see cref="Start"/> there is no port.
    /// </summary>
    /// <param name="transport">
    /// The connection, which the session then owns. From <see cref="StopAsync"/> on it is closed at once.
    /// </param>
    /// <returns>The session's end; never throws.</returns>
    public Task<SessionEnd> RunAsync(Transport transport)
    {
        ArgumentNullException.ThrowIfNull(transport);
        _started = true;
        var session = new SmppSession(SessionRole.MessageCentre, _options.Session, _heartbeat, authorizer: _authorizer);
        var running = new SessionConnection(transport, session, _heartbeat.Time).RunAsync();
        _given[session] = running;
        _ = ForgetAsync(session, running);
        // Behind its entry: a stop that has not seen it there is seen here.
        if (_stopping)
            session.Close(Stopped);
        return running;
    }

    /// <summary>A session of this ESME that messages can be delivered to, the one with most room; null when there is none.</summary>
    /// <param name="systemId">The ESME's system_id.</param>
    public EsmeSession? FindReceiver(string systemId)
    {
        EsmeSession? best = null;
        foreach (var (session, _) in _sessions)
        {
            if (session.SystemId == systemId && session.CanDeliver && (best is null || session.Session.Free > best.Session.Free))
                best = session;
        }
        return best;
    }

    /// <summary>
    /// Stops accepting, unbinds every session and waits for their ends, at most <see cref="MessageCentreOptions.StopTimeout"/>; then
    /// closes what is left. Idempotent.
    /// </summary>
    /// <param name="cancellationToken">Ends that time early: what is left is closed at once, and nothing is thrown.</param>
    public Task StopAsync(CancellationToken cancellationToken = default)
    {
        IsListening = false;
        _stopping = true;
        return Task.WhenAll(_servers.Select(server => server.StopAsync(_options.StopTimeout, cancellationToken))
            .Append(StopGivenAsync(cancellationToken)));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        foreach (var server in _servers)
            await server.DisposeAsync().ConfigureAwait(false);
        _heartbeat.Dispose();
    }

    internal IOperation? Find(CommandId command) => _operations.GetValueOrDefault(command);

    internal EsmeSession Open(SmppSession session, Bind bind, ServerAccount? account)
    {
        var esme = new EsmeSession(this, session, bind, _options, _logger, account);
        _bound?.Invoke(esme);
        _sessions[esme] = 0;
        return esme;
    }

    internal void OnEnd(EsmeSession session, SessionEnd end)
    {
        _sessions.TryRemove(session, out _);
        // With accounts the guard hears of it from those.
        if (session is { Account: null, RemoteEndPoint: IPEndPoint remote })
            _guard?.OnUnbound(remote.Address);
        _ended?.Invoke(session, end);
    }

    private void CheckNotStarted()
    {
        if (_started)
            throw new InvalidOperationException("Handlers are set before the start.");
    }

    private async Task StopGivenAsync(CancellationToken cancellationToken)
    {
        // Keys holds all locks of the dictionary at once: what it lacks comes later, and sees that the message centre stops.
        var unbinding = Task.WhenAll(_given.Keys.Select(session => session.UnbindAsync()));
        try
        {
            await unbinding.WaitAsync(_options.StopTimeout, _options.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            foreach (var session in _given.Keys)
                session.Close(Stopped);
        }
        await Task.WhenAll(_given.Values).ConfigureAwait(false);
    }

    private async Task ForgetAsync(SmppSession session, Task<SessionEnd> running)
    {
        await running.ConfigureAwait(false);
        _given.TryRemove(session, out _);
    }

    private sealed class Authorizer(MessageCentre centre) : IBindAuthorizer
    {
        public async ValueTask<BindDecision> AuthorizeAsync(SmppSession session, Bind bind)
        {
            if (centre._accounts is { } accounts)
                return await accounts.AuthorizeAsync(session, bind).ConfigureAwait(false);
            var remote = session.RemoteEndPoint as IPEndPoint;
            var request = new BindRequest(bind, session.RemoteEndPoint, session.PeerCertificate);
            var status = centre._bind is { } decide
                ? await DecideAsync(decide, request, session).ConfigureAwait(false)
                : CommandStatus.BindFailed;
            if (status != CommandStatus.Ok)
            {
                if (remote is not null)
                    centre._guard?.OnFailure(remote.Address);
                Log.BindRefused(centre._logger, bind.SystemId, session.RemoteEndPoint, status.Name);
                return BindDecision.Refuse(status);
            }
            var esme = centre.Open(session, bind, account: null);
            if (remote is not null)
                centre._guard?.OnBound(remote.Address);
            Log.Bound(centre._logger, bind.SystemId, session.RemoteEndPoint, bind.Id.Name);
            return new BindDecision(CommandStatus.Ok, centre._options.SystemId, esme);
        }

        private static async ValueTask<CommandStatus> DecideAsync(
            Func<BindRequest, CancellationToken, ValueTask<CommandStatus>> decide, BindRequest request, SmppSession session)
        {
            using var ended = new CancellationTokenSource();
            var deciding = decide(request, ended.Token).AsTask();
            if (await Task.WhenAny(deciding, session.Completion).ConfigureAwait(false) != deciding)
                await ended.CancelAsync().ConfigureAwait(false);
            return await deciding.ConfigureAwait(false);
        }
    }
}
