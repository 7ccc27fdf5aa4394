using Microsoft.Extensions.Logging;
using Smpp.Protocol;
using Smpp.Session;

namespace Smpp.Client;

/// <summary>
/// Tells an application of its binds, as they come and go and one at a time, on the thread pool: it holds up no session. Sessions have
/// their handler's promise that the end is told last. Thread-safe.
/// </summary>
internal sealed class BindEvents
{
    // Binds come at the pace of reconnection: so many wait only behind a callback that never returns.
    private const int MostWaiting = 10_000;

    private readonly string _client;
    private readonly ILogger _logger;
    private readonly HandlerQueue<(BindStatus Bind, SessionEnd? End)> _queue;
    private readonly Lock _gate = new();
    private readonly Dictionary<SmppSession, CommandId> _bound = [];
    private int _waiting;
    private int _overflowing;

    public BindEvents(string client, ILogger logger)
    {
        _client = client;
        _logger = logger;
        _queue = new(1, Tell);
    }

    /// <summary>Set before the first bind.</summary>
    public Action<BindStatus>? Bound { get; set; }

    /// <summary>Set before the first bind.</summary>
    public Action<BindStatus, SessionEnd>? Ended { get; set; }

    public void OnBound(SmppSession session, SessionState state)
    {
        if (Bound is null && Ended is null)
            return;
        var kind = state switch
        {
            SessionState.BoundTransmitter => CommandId.BindTransmitter,
            SessionState.BoundReceiver => CommandId.BindReceiver,
            _ => CommandId.BindTransceiver,
        };
        lock (_gate)
            _bound[session] = kind;
        if (Bound is not null)
            Enqueue(new BindStatus(kind, session, null), null);
    }

    public void OnEnded(SmppSession session, SessionEnd end)
    {
        CommandId kind;
        lock (_gate)
        {
            if (!_bound.Remove(session, out kind))
                return;
        }
        if (Ended is not null)
            Enqueue(new BindStatus(kind, session, end.ToString()), end);
    }

    private void Enqueue(BindStatus bind, SessionEnd? end)
    {
        if (Interlocked.Increment(ref _waiting) <= MostWaiting)
        {
            _queue.Enqueue((bind, end));
            return;
        }
        Interlocked.Decrement(ref _waiting);
        if (Interlocked.Exchange(ref _overflowing, 1) == 0)
            Log.BindEventsDropped(_logger, _client, MostWaiting);
    }

    private ValueTask Tell((BindStatus Bind, SessionEnd? End) told)
    {
        Interlocked.Decrement(ref _waiting);
        Volatile.Write(ref _overflowing, 0);
        try
        {
            if (told.End is { } end)
                Ended!(told.Bind, end);
            else
                Bound!(told.Bind);
        }
        catch (Exception e)
        {
            Log.BindHandlerFailed(_logger, _client, e);
        }
        return default;
    }
}
