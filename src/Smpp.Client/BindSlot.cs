using System.Net;
using System.Security.Authentication;
using Microsoft.Extensions.Logging;
using Smpp.Protocol;
using Smpp.Session;

namespace Smpp.Client;

/// <summary>
/// One bind of a pool, kept up: one session at a time, the old one closed before the next connects. It stands between its session and
/// the pool's handler.
/// </summary>
internal sealed class BindSlot : ISessionHandler
{
    // A session that lasted so many times the shortest wait was no failed attempt.
    private const int LastingFactor = 10;

    private readonly BindPool _pool;
    private readonly BindPoolOptions _options;
    private readonly ISessionHandler _handler;
    private readonly Heartbeat _heartbeat;
    private readonly ILogger _logger;
    private readonly HostOrder _hosts;
    private readonly Backoff _backoff;
    private readonly Random _jitter;
    private volatile SmppSession? _session;
    private bool _roundFailed;

    public BindSlot(BindPool pool, CommandId kind, ISessionHandler handler, Heartbeat heartbeat, ILogger logger, Random jitter)
    {
        _pool = pool;
        _options = pool.Options;
        Kind = kind;
        _handler = handler;
        _heartbeat = heartbeat;
        _logger = logger;
        _jitter = jitter;
        _hosts = new HostOrder(_options.EndPoint, _options.Alternates);
        _backoff = new Backoff(_options.ReconnectMin, _options.ReconnectMax, _options.ReconnectRefused, jitter);
    }

    public CommandId Kind { get; }

    /// <summary>The live session, or null while there is none.</summary>
    public SmppSession? Session => _session;

    public string? LastError { get; private set; }

    /// <summary>Binds again and again until told to stop.</summary>
    public async Task KeepBoundAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var host = _hosts.Current;
            var attempt = await TryAsync(stopping).ConfigureAwait(false);
            LastError = attempt.Error;
            if (stopping.IsCancellationRequested)
                return;
            if (attempt.Lasted)
            {
                _backoff.Reset();
                _hosts.ReturnToFirst();
            }
            else if (!_hosts.Advance())
            {
                OnRoundFailed(host, attempt);
            }
            else if (attempt.Refusal == CommandStatus.Ok)
            {
                // Another host may be there at once; only a whole round without success is a reason to wait.
                Log.NextHost(_logger, _options.Name, attempt.Error, _hosts.Current);
                continue;
            }
            if (attempt.Returns)
                continue;
            var wait = _backoff.Next(attempt.Refusal);
            Log.Reconnecting(_logger, _options.Name, attempt.Error, wait.TotalSeconds);
            try
            {
                await Task.Delay(wait, _heartbeat.Time, stopping).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    void ISessionHandler.OnMessage(in Inbound request, scoped in MessageView message) => _handler.OnMessage(request, message);

    void ISessionHandler.OnRequest(in Inbound request, ReadOnlySpan<byte> body) => _handler.OnRequest(request, body);

    void ISessionHandler.OnResponse(SmppSession session, in PduHeader header, ReadOnlySpan<byte> body)
    {
        _pool.OnResponse(session, header, body);
        _handler.OnResponse(session, header, body);
    }

    void ISessionHandler.OnTimeout(SmppSession session, int requests) => _handler.OnTimeout(session, requests);

    void ISessionHandler.OnUnanswered(SmppSession session, int requests)
    {
        Log.Mute(_logger, _options.Name, requests);
        _handler.OnUnanswered(session, requests);
    }

    void ISessionHandler.OnReady(SmppSession session)
    {
        _pool.OnReady();
        _handler.OnReady(session);
    }

    void ISessionHandler.OnEnd(SmppSession session, SessionEnd end) => _handler.OnEnd(session, end);

    /// <summary>Every host has had its turn and none has bound: the pool is told the first time.</summary>
    private void OnRoundFailed(EndPoint host, in Attempt attempt)
    {
        if (_roundFailed)
            return;
        _roundFailed = true;
        var failure = attempt.Refusal == CommandStatus.Ok
            ? new SmppBindException(attempt.Reason, $"not bound to {host}: {attempt.Error}", attempt.Cause)
            : new SmppBindException(
                attempt.Refusal,
                $"bind of {_options.SystemId} refused by {host}: {attempt.Refusal.Name} ({attempt.Refusal.Meaning})");
        _pool.FirstRoundFailed?.Invoke(Kind, failure);
    }

    private async Task<Attempt> TryAsync(CancellationToken stopping)
    {
        try
        {
            return await RunOnceAsync(stopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException e)
        {
            string error = $"no connection within {_options.ConnectTimeout.TotalSeconds:0} s";
            return new Attempt(error) { Reason = BindFailure.TimedOut, Cause = new TimeoutException(error, e) };
        }
        catch (Exception e)
        {
            // Nobody awaits this before the pool stops: whatever went wrong, the bind is tried again and the log says why.
            return new Attempt(e.Message) { Reason = ReasonOf(e), Cause = e };
        }
    }

    private async Task<Attempt> RunOnceAsync(CancellationToken stopping)
    {
        // Made first: what cannot be sent is no reason to connect.
        var bind = _options.ToBind(Kind);
        var transport = await CountedConnectAsync(stopping).ConfigureAwait(false);
        var session = new SmppSession(SessionRole.Esme, _options.Session, _heartbeat, this) { Limit = _pool.SendLimit };
        var running = new SessionConnection(transport, session, _heartbeat.Time).RunAsync();
        var status = CommandStatus.Ok;
        Exception? lost = null;
        bool bound = false, returns = false;
        long since = _heartbeat.Time.GetTimestamp();
        _session = session;
        try
        {
            // A stop unbinds the session, or closes one that is not bound.
            status = await session.BindAsync(bind, CancellationToken.None).ConfigureAwait(false);
            ClientTelemetry.Answered(_options.Name, status);
            bound = status == CommandStatus.Ok;
            since = _heartbeat.Time.GetTimestamp();
            if (bound)
                Log.Bound(_logger, _options.Name, session.RemoteEndPoint, Kind.Name);
            if (stopping.IsCancellationRequested)
                _ = session.UnbindAsync();
            if (bound && !_hosts.IsFirst && _options.ReturnAfter > TimeSpan.Zero)
                returns = await ReturnsAsync(session, running, stopping).ConfigureAwait(false);
        }
        catch (SmppRequestLostException e)
        {
            // The session's end, awaited below, says why.
            lost = e;
            if (!bound)
                ClientTelemetry.Failed(_options.Name, connected: true);
        }
        catch
        {
            session.Close(new SessionEnd(SessionEndReason.ClosedLocally));
            throw;
        }
        finally
        {
            // No way out of here leaves a connection behind: the next one would be a second of the same bind.
            await running.ConfigureAwait(false);
            _session = null;
        }
        bool lasted = returns || (bound && _heartbeat.Time.GetElapsedTime(since) >= LastingFactor * _options.ReconnectMin);
        var end = await running.ConfigureAwait(false);
        return new Attempt(end.ToString(), status, lasted, returns) { Reason = SmppBindException.ReasonOf(end), Cause = lost };
    }

    /// <summary>Waits until a bind at an alternate host has lasted its time, and unbinds it; false when it ended before.</summary>
    private async Task<bool> ReturnsAsync(SmppSession session, Task running, CancellationToken stopping)
    {
        // Not all binds at once: the upstream shall have some all the time.
        var after = _options.ReturnAfter * (1 + _jitter.NextDouble());
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var delay = Task.Delay(after, _heartbeat.Time, ended.Token);
        if (await Task.WhenAny(running, delay).ConfigureAwait(false) == running)
        {
            await ended.CancelAsync().ConfigureAwait(false);
            return false;
        }
        await session.UnbindAsync().ConfigureAwait(false);
        return true;
    }

    private async Task<Transport> CountedConnectAsync(CancellationToken stopping)
    {
        try
        {
            return await ConnectAsync(stopping).ConfigureAwait(false);
        }
        catch when (!stopping.IsCancellationRequested)
        {
            ClientTelemetry.Failed(_options.Name, connected: false);
            throw;
        }
    }

    private async Task<Transport> ConnectAsync(CancellationToken stopping)
    {
        using var time = new CancellationTokenSource(_options.ConnectTimeout, _heartbeat.Time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(time.Token, stopping);
        return _options.Connect is { } connect
            ? await connect(_hosts.Current, limit.Token).ConfigureAwait(false)
            : await SmppConnector.ConnectAsync(_hosts.Current, _options.TlsNow, _options.LocalEndPoint, limit.Token).ConfigureAwait(false);
    }

    /// <summary>What a failure to connect says of itself. Whoever has TLS begins with it once there is a connection.</summary>
    private BindFailure ReasonOf(Exception failure) => failure switch
    {
        AuthenticationException => BindFailure.TlsFailed,
        IOException when _options.Tls is not null => BindFailure.TlsFailed,
        _ => BindFailure.NotConnected,
    };

    /// <summary>How an attempt to be bound ended.</summary>
    /// <param name="Error">Why.</param>
    /// <param name="Refusal">The bind's answer when that was an error.</param>
    /// <param name="Lasted">It was bound for long enough to count as a success.</param>
    /// <param name="Returns">It was ended to try the first host again.</param>
    private readonly record struct Attempt(
        string Error, CommandStatus Refusal = CommandStatus.Ok, bool Lasted = false, bool Returns = false)
    {
        /// <summary>What kept it from being bound, where that was no refusal.</summary>
        public BindFailure Reason { get; init; }

        /// <summary>The exception behind that, or null.</summary>
        public Exception? Cause { get; init; }
    }
}
