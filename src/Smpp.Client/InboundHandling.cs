using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Smpp.Protocol;
using Smpp.Session;

namespace Smpp.Client;

/// <summary>
/// Gives what comes in to an application's handler, so many at once, and answers with what that says; ESME_RX_T_APPN for what has no
/// place, for a handler that throws, and for one whose time is over, which keeps its place until it has ended. Thread-safe.
/// </summary>
internal sealed class InboundHandling<T> : IHeartbeatTarget
{
    private readonly Func<T, CancellationToken, ValueTask<CommandStatus>> _handler;
    private readonly SmppClientOptions _options;
    private readonly Heartbeat _heartbeat;
    private readonly ILogger _logger;
    private readonly HandlerQueue<(T Item, Arrival Arrival)> _queue;
    private readonly ConcurrentDictionary<Arrival, byte> _open = new();
    private int _held;
    private volatile bool _stopped;

    public InboundHandling(
        Func<T, CancellationToken, ValueTask<CommandStatus>> handler, SmppClientOptions options, Heartbeat heartbeat, ILogger logger)
    {
        _handler = handler;
        _options = options;
        _heartbeat = heartbeat;
        _logger = logger;
        _queue = new(options.HandlersAtOnce, HandleAsync);
        heartbeat.Add(this);
    }

    /// <summary>Items that wait for the handler or are with it.</summary>
    public int Held => Volatile.Read(ref _held);

    /// <summary>Takes a place; null when there is none. <see cref="Post"/> or <see cref="Settle"/> must follow.</summary>
    /// <param name="request">
    /// Whose answer the handler decides; null when all was answered before, which the handler then gets however late its turn comes: the
    /// message centre does not have it any more.
    /// </param>
    public Arrival? TryAdmit(in Inbound? request)
    {
        if (Interlocked.Increment(ref _held) <= _options.InboxCapacity)
            return Open(request);
        Interlocked.Decrement(ref _held);
        return null;
    }

    /// <summary>Takes a place, beyond the last one too, for what was answered before and has nowhere else to be.</summary>
    public Arrival Admit()
    {
        Interlocked.Increment(ref _held);
        return Open(null);
    }

    /// <summary>Gives an item to the handler.</summary>
    public void Post(T item, Arrival arrival) => _queue.Enqueue((item, arrival));

    /// <summary>Answers without the handler, and gives the place back.</summary>
    public void Settle(Arrival arrival, CommandStatus status)
    {
        arrival.TryAnswer(status);
        Release(arrival);
    }

    public void OnHeartbeat(long now)
    {
        foreach (var (arrival, _) in _open)
        {
            if (now >= arrival.Deadline && !arrival.IsAnswered && arrival.TryExpire())
                Log.HandlerLate(_logger, _options.Name, typeof(T).Name, _options.HandlerTimeout.TotalSeconds);
        }
    }

    /// <summary>The client leaves: handlers that still run learn it, and what waits for its turn gets none.</summary>
    public void Stop()
    {
        _heartbeat.Remove(this);
        _stopped = true;
        foreach (var (arrival, _) in _open)
            End(arrival);
    }

    private static void End(Arrival arrival)
    {
        arrival.TryAnswer(CommandStatus.ReceiverTemporaryError);
        arrival.Cancel();
    }

    private Arrival Open(in Inbound? request)
    {
        long deadline = request is null ? long.MaxValue : _heartbeat.Time.GetTimestamp() + _heartbeat.Ticks(_options.HandlerTimeout);
        var arrival = new Arrival(request, deadline);
        _open[arrival] = 0;
        // Come between the end and now: nobody else sees to it.
        if (_stopped)
            End(arrival);
        return arrival;
    }

    private async ValueTask HandleAsync((T Item, Arrival Arrival) work)
    {
        var (item, arrival) = work;
        try
        {
            // What has waited too long for its turn comes again: the message centre was told so.
            if (arrival.IsOwed ? !arrival.IsAnswered : arrival.TryAnswer(CommandStatus.Ok))
                await AskAsync(item, arrival).ConfigureAwait(false);
        }
        finally
        {
            Release(arrival);
        }
    }

    private async ValueTask AskAsync(T item, Arrival arrival)
    {
        Activity? span = null;
        try
        {
            span = ClientTelemetry.Handle(_options.Name, typeof(T), arrival.Span);
            arrival.TryAnswer(await _handler(item, arrival.Token).ConfigureAwait(false));
        }
        catch (Exception e)
        {
            // Before anything is said of it: a log or a listener that fails must not cost the message its answer.
            bool isFirst = arrival.TryAnswer(CommandStatus.ReceiverTemporaryError);
            span?.SetTag("error.type", e.GetType().FullName).SetStatus(ActivityStatusCode.Error);
            if (isFirst)
                Log.HandlerFailed(_logger, _options.Name, typeof(T).Name, e);
            else if (!arrival.IsOwed)
                Log.HandlerFailedForGood(_logger, _options.Name, typeof(T).Name, e);
        }
        finally
        {
            span?.Dispose();
        }
    }

    private void Release(Arrival arrival)
    {
        if (!_open.TryRemove(arrival, out _))
            return;
        Interlocked.Decrement(ref _held);
        arrival.Dispose();
    }
}
