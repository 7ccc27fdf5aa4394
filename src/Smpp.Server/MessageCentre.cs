using System.Collections.Concurrent;
using System.Net;
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
/// handler that throws is answered with ESME_RSYSERR and logged. Handlers are set before the start, and not changed after it.
/// </remarks>
public sealed class MessageCentre : IAsyncDisposable
{
    private readonly MessageCentreOptions _options;
    private readonly ILogger _logger;
    private readonly Heartbeat _heartbeat;
    private readonly LoginGuard? _guard;
    private readonly SmppServer _server;
    private readonly Authorizer _authorizer;
    private readonly Dictionary<CommandId, IOperation> _operations = [];
    private readonly ConcurrentDictionary<EsmeSession, byte> _sessions = new();
    private readonly ConcurrentDictionary<SmppSession, Task<SessionEnd>> _given = new();
    private Func<BindRequest, CancellationToken, ValueTask<CommandStatus>>? _bind;
    private Action<EsmeSession>? _bound;
    private Action<EsmeSession, SessionEnd>? _ended;
    private bool _started;

    /// <summary>Makes a message centre; <see cref="Start"/> opens its port.</summary>
    /// <param name="options">Where it listens and what it takes; null for the defaults.</param>
    /// <exception cref="ArgumentException">The options are at fault; the message says where.</exception>
    public MessageCentre(MessageCentreOptions? options = null)
    {
        _options = options ?? new MessageCentreOptions();
        if (_options.Validate() is { Count: > 0 } faults)
            throw new ArgumentException(string.Join(Environment.NewLine, faults), nameof(options));
        _logger = _options.LoggerFactory?.CreateLogger<MessageCentre>() ?? (ILogger)NullLogger.Instance;
        _heartbeat = new Heartbeat(_options.TimeProvider, _logger);
        _guard = _options.Ban ? new LoginGuard(_options.TimeProvider) : null;
        _authorizer = new Authorizer(this);
        _server = new SmppServer(_options.ToServer(), _authorizer, _heartbeat, _logger, _guard);
    }

    /// <summary>The name of the options.</summary>
    public string Name => _options.Name;

    /// <summary>True between <see cref="Start"/> and <see cref="StopAsync"/>.</summary>
    public bool IsListening { get; private set; }

    /// <summary>The address that is listened on; known once started.</summary>
    public IPEndPoint EndPoint => _server.EndPoint;

    /// <summary>The bound sessions.</summary>
    public ICollection<EsmeSession> Sessions => _sessions.Keys;

    internal DateTimeOffset Now => _options.TimeProvider.GetUtcNow();

    /// <summary>Says who may bind: ESME_ROK accepts, any other status refuses.</summary>
    /// <param name="handler">The decision. Compare passwords in constant time, and answer alike for unknown and wrong ones.</param>
    public MessageCentre OnBind(Func<BindRequest, CancellationToken, ValueTask<CommandStatus>> handler)
    {
        CheckNotStarted();
        _bind = handler;
        return this;
    }

    /// <summary>Says who may bind, at once: ESME_ROK accepts, any other status refuses.</summary>
    /// <param name="handler">The decision.</param>
    public MessageCentre OnBind(Func<BindRequest, CommandStatus> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return OnBind((request, _) => new(handler(request)));
    }

    /// <summary>Hears of each session that is about to be bound. Called off the reader; must not block.</summary>
    /// <param name="handler">What to do.</param>
    public MessageCentre OnBound(Action<EsmeSession> handler)
    {
        CheckNotStarted();
        _bound = handler;
        return this;
    }

    /// <summary>Hears of each bound session's end. May be called on a reader or a timer; must not block.</summary>
    /// <param name="handler">What to do.</param>
    public MessageCentre OnEnded(Action<EsmeSession, SessionEnd> handler)
    {
        CheckNotStarted();
        _ended = handler;
        return this;
    }

    /// <summary>Says what is done about a command; the methods of <see cref="MessageCentreOperations"/> name the single ones.</summary>
    /// <typeparam name="TRequest">The request's record.</typeparam>
    /// <typeparam name="TResponse">Its response's; <see cref="EmptyPdu"/> where that is header-only.</typeparam>
    /// <param name="command">The request's command_id.</param>
    /// <param name="handler">
    /// The answer: a response or a status. Its token is cancelled when the session ends; the answer to such a session is dropped.
    /// </param>
    /// <exception cref="InvalidOperationException">The message centre has been started.</exception>
    public MessageCentre On<TRequest, TResponse>(
        CommandId command, Func<Request<TRequest>, CancellationToken, ValueTask<Reply<TResponse>>> handler)
        where TRequest : Pdu
        where TResponse : Pdu
    {
        ArgumentNullException.ThrowIfNull(handler);
        CheckNotStarted();
        _operations[command] = new Operation<TRequest, TResponse>(handler);
        return this;
    }

    /// <summary>Opens the port and begins to accept.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">The address cannot be listened on, such as when it is in use.</exception>
    public MessageCentre Start()
    {
        _started = true;
        _server.Start();
        IsListening = true;
        Log.Listening(_logger, Name, EndPoint);
        return this;
    }

    /// <summary>
    /// Runs a session over a connection that came another way than through the port, for example in memory; without
    /// <see cref="Start"/> there is no port.
    /// </summary>
    /// <param name="transport">The connection, which the session then owns.</param>
    /// <returns>The session's end; never throws.</returns>
    public Task<SessionEnd> RunAsync(Transport transport)
    {
        ArgumentNullException.ThrowIfNull(transport);
        _started = true;
        var session = new SmppSession(SessionRole.MessageCentre, _options.Session, _heartbeat, authorizer: _authorizer);
        var running = new SessionConnection(transport, session, _heartbeat.Time).RunAsync();
        _given[session] = running;
        _ = ForgetAsync(session, running);
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
    public async Task StopAsync()
    {
        IsListening = false;
        var unbinding = Task.WhenAll(_given.Keys.Select(session => session.UnbindAsync()));
        await _server.StopAsync(_options.StopTimeout).ConfigureAwait(false);
        try
        {
            await unbinding.WaitAsync(_options.StopTimeout, _options.TimeProvider).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            foreach (var session in _given.Keys)
                session.Close(new SessionEnd(SessionEndReason.ClosedLocally, "the message centre stops"));
        }
        await Task.WhenAll(_given.Values).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        await _server.DisposeAsync().ConfigureAwait(false);
        _heartbeat.Dispose();
    }

    internal IOperation? Find(CommandId command) => _operations.GetValueOrDefault(command);

    internal void OnEnd(EsmeSession session, SessionEnd end)
    {
        _sessions.TryRemove(session, out _);
        if (session.RemoteEndPoint is IPEndPoint remote)
            _guard?.OnUnbound(remote.Address);
        _ended?.Invoke(session, end);
    }

    private void CheckNotStarted()
    {
        if (_started)
            throw new InvalidOperationException("Handlers are set before the start.");
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
            var remote = session.RemoteEndPoint as IPEndPoint;
            var status = centre._bind is { } decide
                ? await decide(new BindRequest(bind, session.RemoteEndPoint), CancellationToken.None).ConfigureAwait(false)
                : CommandStatus.BindFailed;
            if (status != CommandStatus.Ok)
            {
                if (remote is not null)
                    centre._guard?.OnFailure(remote.Address);
                Log.BindRefused(centre._logger, bind.SystemId, session.RemoteEndPoint, status.Name);
                return BindDecision.Refuse(status);
            }
            var esme = new EsmeSession(centre, session, bind, centre._options, centre._logger);
            centre._bound?.Invoke(esme);
            if (remote is not null)
                centre._guard?.OnBound(remote.Address);
            centre._sessions[esme] = 0;
            Log.Bound(centre._logger, bind.SystemId, session.RemoteEndPoint, bind.Id.Name);
            return new BindDecision(CommandStatus.Ok, centre._options.SystemId, esme);
        }
    }
}
