using System.Net;
using System.Net.Security;
using Microsoft.Extensions.Logging;
using Smpp.Protocol;
using Smpp.Session;

namespace Smpp.Client;

/// <summary>How one bind of a pool stands.</summary>
/// <param name="Kind">bind_transmitter, bind_receiver or bind_transceiver.</param>
/// <param name="Session">The live session, or null while there is none.</param>
/// <param name="LastError">Why the latest attempt or session ended, or null.</param>
public readonly record struct BindStatus(CommandId Kind, SmppSession? Session, string? LastError);

/// <summary>
/// Keeps N sessions bound to one message centre: one live socket for each, reconnecting with jittered backoff, unbinding in
/// order on stop. The handler is shared by all sessions.
/// </summary>
public sealed class BindPool : IAsyncDisposable
{
    private readonly BindPoolOptions _options;
    private readonly ISessionHandler _handler;
    private readonly Heartbeat _heartbeat;
    private readonly ILogger _logger;
    private readonly Slot[] _slots;
    private readonly CancellationTokenSource _stopping = new();
    private Task[] _running = [];

    /// <summary>Makes a pool; <see cref="Start"/> begins to bind.</summary>
    public BindPool(BindPoolOptions options, ISessionHandler handler, Heartbeat heartbeat, ILogger logger, Random? random = null)
    {
        _options = options;
        _handler = handler;
        _heartbeat = heartbeat;
        _logger = logger;
        random ??= new Random();
        var kinds = Kinds(options.Mode);
        _slots = new Slot[options.Binds * kinds.Length];
        for (int i = 0; i < _slots.Length; i++)
        {
            var jitter = new Random(random.Next());
            _slots[i] = new Slot(kinds[i % kinds.Length], new Backoff(options.ReconnectMin, options.ReconnectMax, jitter));
        }
    }

    /// <summary>The settings.</summary>
    public BindPoolOptions Options => _options;

    /// <summary>How each bind stands.</summary>
    public IEnumerable<BindStatus> Binds => _slots.Select(slot => new BindStatus(slot.Kind, slot.Session, slot.LastError));

    /// <summary>True while at least one session can submit.</summary>
    public bool CanSubmit
    {
        get
        {
            foreach (var slot in _slots)
            {
                if (slot.Session is { State.CanSubmit: true })
                    return true;
            }
            return false;
        }
    }

    /// <summary>Own requests that may be sent now, over all sessions.</summary>
    public int Free
    {
        get
        {
            int free = 0;
            foreach (var slot in _slots)
            {
                if (slot.Session is { State.CanSubmit: true } session)
                    free += session.Free;
            }
            return free;
        }
    }

    /// <summary>The session with the most room that can submit, or null when none has any.</summary>
    public SmppSession? Choose()
    {
        SmppSession? best = null;
        int most = 0;
        foreach (var slot in _slots)
        {
            if (slot.Session is { State.CanSubmit: true } session && session.Free > most)
            {
                most = session.Free;
                best = session;
            }
        }
        return best;
    }

    /// <summary>Begins to bind.</summary>
    public void Start() => _running = [.. _slots.Select(slot => Task.Run(() => KeepBoundAsync(slot)))];

    /// <summary>Unbinds all sessions in order and stops reconnecting.</summary>
    public async Task StopAsync()
    {
        if (!_stopping.IsCancellationRequested)
            await _stopping.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_slots.Select(slot => slot.Session?.UnbindAsync() ?? Task.CompletedTask)).ConfigureAwait(false);
        await Task.WhenAll(_running).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    private static CommandId[] Kinds(BindMode mode) => mode switch
    {
        BindMode.Transmitter => [CommandId.BindTransmitter],
        BindMode.Receiver => [CommandId.BindReceiver],
        BindMode.Pair => [CommandId.BindTransmitter, CommandId.BindReceiver],
        _ => [CommandId.BindTransceiver],
    };

    private async Task KeepBoundAsync(Slot slot)
    {
        while (!_stopping.IsCancellationRequested)
        {
            long began = _heartbeat.Time.GetTimestamp();
            var status = CommandStatus.Ok;
            bool bound = false;
            try
            {
                (bound, status, slot.LastError) = await RunOnceAsync(slot).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                slot.LastError = $"no connection within {_options.ConnectTimeout.TotalSeconds:0} s";
            }
            catch (Exception e)
            {
                // Nobody awaits this before the pool stops: whatever went wrong, the bind is tried again and the log says why.
                slot.LastError = e.Message;
            }
            if (_stopping.IsCancellationRequested)
                return;
            // A session that lasted was not a failed attempt; a connect that took long was.
            if (bound && _heartbeat.Time.GetElapsedTime(began) > 5 * _options.ReconnectMin)
                slot.Backoff.Reset();
            var wait = slot.Backoff.Next(status);
            Log.Reconnecting(_logger, _options.Name, slot.LastError, wait.TotalSeconds);
            try
            {
                await Task.Delay(wait, _heartbeat.Time, _stopping.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task<(bool Bound, CommandStatus Status, string? Error)> RunOnceAsync(Slot slot)
    {
        var bind = new Bind(slot.Kind)
        {
            SystemId = _options.SystemId,
            Password = _options.Password,
            SystemType = _options.SystemType,
            InterfaceVersion = _options.Session.Version,
        };
        var transport = await ConnectAsync().ConfigureAwait(false);
        var session = new SmppSession(SessionRole.Esme, _options.Session, _heartbeat, _handler);
        var running = new SessionConnection(transport, session, _heartbeat.Time).RunAsync();
        bool bound = false;
        var status = CommandStatus.Ok;
        slot.Session = session;
        try
        {
            status = await session.BindAsync(bind).ConfigureAwait(false);
            bound = status == CommandStatus.Ok;
            if (bound)
                Log.Bound(_logger, _options.Name, session.RemoteEndPoint, slot.Kind.Name);
            if (_stopping.IsCancellationRequested)
                _ = session.UnbindAsync();
        }
        catch (SmppRequestLostException)
        {
            // The session's end, awaited below, says why.
        }
        var end = await running.ConfigureAwait(false);
        slot.Session = null;
        return (bound, status, end.ToString());
    }

    private async Task<Transport> ConnectAsync()
    {
        using var time = new CancellationTokenSource(_options.ConnectTimeout, _heartbeat.Time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(time.Token, _stopping.Token);
        return _options.Connect is { } connect
            ? await connect(_options.EndPoint, limit.Token).ConfigureAwait(false)
            : await SmppConnector.ConnectAsync(_options.EndPoint, _options.Tls, limit.Token).ConfigureAwait(false);
    }

    private sealed class Slot(CommandId kind, Backoff backoff)
    {
        private volatile SmppSession? _session;

        public CommandId Kind { get; } = kind;

        public Backoff Backoff { get; } = backoff;

        public SmppSession? Session
        {
            get => _session;
            set => _session = value;
        }

        public string? LastError { get; set; }
    }
}
