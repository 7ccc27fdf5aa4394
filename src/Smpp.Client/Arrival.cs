using Smpp.Protocol;
using Smpp.Session;

namespace Smpp.Client;

/// <summary>
/// A PDU whose answer waits for a handler: answered exactly once, by the handler or by its deadline, whichever is first. Or what was
/// answered before, which nobody waits for: it counts as answered when its handler begins. Thread-safe.
/// </summary>
internal sealed class Arrival(Inbound? request, long deadline) : IDisposable
{
    private static readonly Action Refused = static () => { };

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _cancelled = new();
    private Action? _undo;
    private bool _disposed;
    private int _answered;

    /// <summary>When it is answered at the latest.</summary>
    public long Deadline => deadline;

    /// <summary>Somebody waits for the answer.</summary>
    public bool IsOwed => request is not null;

    /// <summary>Cancelled when its time is over: nobody waits any more for what the handler says.</summary>
    public CancellationToken Token => _cancelled.Token;

    public bool IsAnswered => Volatile.Read(ref _answered) != 0;

    /// <summary>The span of the PDU, or null.</summary>
    public System.Diagnostics.Activity? Span => request?.Span;

    /// <summary>Says, once, what is to be undone when it is not accepted; at once when it has been refused meanwhile.</summary>
    public void OnRefusal(Action undo)
    {
        if (Interlocked.CompareExchange(ref _undo, undo, null) == Refused)
            undo();
    }

    /// <summary>Answers; false when that has been done.</summary>
    public bool TryAnswer(CommandStatus status)
    {
        if (Interlocked.Exchange(ref _answered, 1) != 0)
            return false;
        if (status == CommandStatus.Ok)
        {
            request?.Accept();
            return true;
        }
        // Before the answer, after which it may come again at any moment and must find what it found the first time.
        Interlocked.Exchange(ref _undo, Refused)?.Invoke();
        request?.Reject(status);
        return true;
    }

    /// <summary>Its time is over. What listens to its token does so on another thread.</summary>
    public bool TryExpire()
    {
        if (!TryAnswer(CommandStatus.ReceiverTemporaryError))
            return false;
        Cancel();
        return true;
    }

    /// <summary>Nobody waits any more for what the handler says.</summary>
    public void Cancel()
    {
        lock (_gate)
        {
            if (!_disposed)
                _ = _cancelled.CancelAsync();
        }
    }

    /// <summary>The handler has ended, or there was none.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _cancelled.Dispose();
        }
    }
}
