using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Smpp.Protocol;
using Smpp.Session;

namespace Smpp.Client;

/// <summary>
/// Waits for message centres that call by outbind (v3.4 §2.2.1): accepts the connection, checks who calls, and binds as a receiver on
/// that same connection. A caller that sends no outbind in time, or a wrong one, is closed without a word: outbind has no response.
/// </summary>
public sealed class OutbindListener : IAsyncDisposable
{
    private readonly OutbindListenerOptions _options;
    private readonly ISessionHandler _handler;
    private readonly Heartbeat _heartbeat;
    private readonly ILogger _logger;
    private readonly OutbindCheck _check;
    private readonly ConcurrentDictionary<OutbindCall, Task> _calls = new();
    private readonly CancellationTokenSource _stopping = new();
    private Socket? _listener;
    private Task _accepting = Task.CompletedTask;

    /// <summary>Makes a listener; <see cref="Start"/> opens its port.</summary>
    /// <param name="options">Where to listen, whom to trust, and how to bind.</param>
    /// <param name="handler">Gets what message centres send, on whichever session.</param>
    /// <param name="heartbeat">Ticks the sessions' timers.</param>
    /// <param name="logger">Hears of callers and what became of them.</param>
    /// <exception cref="ArgumentException">The options are at fault; the message names them.</exception>
    public OutbindListener(OutbindListenerOptions options, ISessionHandler handler, Heartbeat heartbeat, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Validate().Concat(options.Session.Validate()).ToArray() is { Length: > 0 } faults)
            throw new ArgumentException($"outbind listener '{options.Name}': {string.Join(" ", faults)}", nameof(options));
        _options = options;
        _handler = handler;
        _heartbeat = heartbeat;
        _logger = logger;
        _check = new OutbindCheck(options.CentreSystemId, options.CentrePassword);
        EndPoint = options.EndPoint;
    }

    /// <summary>The address that is listened on; known once started.</summary>
    public IPEndPoint EndPoint { get; private set; }

    /// <summary>The sessions that a message centre's outbind has opened.</summary>
    public IEnumerable<SmppSession> Sessions => _calls.Keys.Select(call => call.Session).OfType<SmppSession>();

    /// <summary>What awaited requests keep to, on each session.</summary>
    internal ISendLimit? Limit { get; init; }

    /// <summary>Opens the port and begins to accept.</summary>
    /// <exception cref="InvalidOperationException">The listener has been started, and goes on; or it has been stopped.</exception>
    /// <exception cref="SocketException">The address cannot be listened on, such as when it is in use; it may be tried again.</exception>
    public void Start()
    {
        if (_listener is not null || _stopping.IsCancellationRequested)
            throw new InvalidOperationException($"The outbind listener '{_options.Name}' has been started or stopped before.");
        var listener = new Socket(_options.EndPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.Bind(_options.EndPoint);
            listener.Listen();
        }
        catch
        {
            listener.Dispose();
            throw;
        }
        _listener = listener;
        EndPoint = (IPEndPoint)listener.LocalEndPoint!;
        _accepting = AcceptAsync(listener);
    }

    /// <summary>Stops accepting, unbinds every session in order, and closes who has sent no outbind yet.</summary>
    public async Task StopAsync()
    {
        if (!_stopping.IsCancellationRequested)
            await _stopping.CancelAsync().ConfigureAwait(false);
        _listener?.Dispose();
        await _accepting.ConfigureAwait(false);
        await Task.WhenAll(_calls.Values).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task AcceptAsync(Socket listener)
    {
        while (!_stopping.IsCancellationRequested)
        {
            Socket? accepted = null;
            try
            {
                accepted = await listener.AcceptAsync(_stopping.Token).ConfigureAwait(false);
                Admit(accepted);
            }
            catch (Exception e)
            {
                accepted?.Dispose();
                // A stop disposes the listener, and has said so before.
                if (_stopping.IsCancellationRequested)
                    return;
                // Out of descriptors or memory, or the list of addresses fails: accepting at full speed would only burn the processor, and
                // not to accept any more would go unnoticed.
                SayAcceptFailed(e);
                await Task.Delay(TimeSpan.FromMilliseconds(100), _heartbeat.Time, _stopping.Token)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void SayAcceptFailed(Exception failure)
    {
        try
        {
            Log.OutbindAcceptFailed(_logger, _options.Name, failure.Message);
        }
        catch (Exception)
        {
            // It may be the log that has failed.
        }
    }

    private void Admit(Socket socket)
    {
        if (socket.RemoteEndPoint is not IPEndPoint remote || !IsAllowed(remote.Address) || _calls.Count >= _options.Connections)
        {
            socket.Dispose();
            return;
        }
        var call = new OutbindCall(_options, _check, _handler, _heartbeat, _logger, Limit);
        var started = new TaskCompletionSource();
        _calls[call] = RunAsync(call, socket, started.Task);
        started.SetResult();
    }

    private async Task RunAsync(OutbindCall call, Socket socket, Task started)
    {
        // Registered before it can end.
        await started.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var remote = socket.RemoteEndPoint;
        try
        {
            await call.RunAsync(socket, _stopping.Token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // A caller can end its own connection and nothing else, whatever it does.
            Log.OutbindRefused(_logger, _options.Name, remote, e.Message);
        }
        finally
        {
            socket.Dispose();
            _calls.TryRemove(call, out _);
        }
    }

    private bool IsAllowed(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return _options.Addresses.Count == 0 || _options.Addresses.Any(network => network.Contains(address));
    }
}
