using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Tasks.Sources;
using Smpp.Protocol;

namespace Smpp.Session;

/// <summary>A request got no response: the peer may or may not have processed it.</summary>
/// <param name="reason">Why there is none.</param>
public sealed class SmppRequestLostException(LossReason reason) : Exception($"no response: {reason}; the outcome is unknown")
{
    /// <summary>Why there is no response.</summary>
    public LossReason Reason { get; } = reason;
}

/// <summary>
/// One awaited request. Its continuations never run on the session's reader. The object is used again once both who awaits it and the
/// session are done with it: the session may hold a request whose caller has stopped waiting.
/// </summary>
internal sealed class PendingReply : IReplySink, IValueTaskSource<Response>
{
    public const int MostWaiting = 100_000;

    private const int MostIdle = 1_024;

    private static readonly ConcurrentQueue<PendingReply> Idle = new();
    private static int _idle;

    private ManualResetValueTaskSourceCore<Response> _core = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration _cancellation;
    private CancellationToken _token;
    private IPduBody? _request;
    private Activity? _span;
    private int _completed;
    private int _holders;

    private PendingReply()
    {
    }

    public IPduBody Request => _request!;

    public ValueTask<Response> Task => new(this, _core.Version);

    /// <summary>
    /// One for a request. <see cref="Task"/> must be taken before the session gets it, and awaited exactly once;
    /// <see cref="OnReply"/>, <see cref="OnLost"/> or <see cref="OnNeverSent"/> must be called exactly once.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="span">Its span, which its outcome ends, or null.</param>
    public static PendingReply Rent(IPduBody request, Activity? span = null)
    {
        if (Idle.TryDequeue(out var pending))
            Interlocked.Decrement(ref _idle);
        else
            pending = new PendingReply();
        pending._request = request;
        pending._span = span;
        pending._completed = 0;
        pending._holders = 2;
        return pending;
    }

    /// <summary>
    /// Lets the caller stop waiting; the request goes on, and its response is dropped. To be called once, before it is sent.
    /// </summary>
    public void CancelWith(CancellationToken token)
    {
        if (!token.CanBeCanceled)
            return;
        _token = token;
        _cancellation = token.UnsafeRegister(static state => ((PendingReply)state!).Cancel(), this);
    }

    /// <summary>Sends the request; false when the window is full. The session's gate is held.</summary>
    public bool TryWrite(Outgoing output, long deadline, long sentAt)
    {
        if (Volatile.Read(ref _completed) != 0)
        {
            // Cancelled while it waited for a slot.
            Release();
            return true;
        }
        try
        {
            var body = Request;
            return output.TryWriteRequest(ref body, this, 0, deadline, sentAt);
        }
        catch (Exception e)
        {
            // A body that cannot be encoded fails its own sender, not whoever freed the slot.
            OnNeverSent(e);
            return true;
        }
    }

    public void OnReply(long token, in PduHeader header, ReadOnlySpan<byte> body)
    {
        if (Interlocked.Exchange(ref _span, null) is { } span)
            SessionTracing.Answered(span, header, body);
        if (Interlocked.Exchange(ref _completed, 1) == 0)
            _core.SetResult(new Response(header, body.IsEmpty ? default : body.ToArray()));
        Release();
    }

    public void OnLost(long token, LossReason reason)
    {
        if (Interlocked.Exchange(ref _span, null) is { } span)
            SessionTracing.Failed(span, reason.ToString());
        OnNeverSent(new SmppRequestLostException(reason));
    }

    public void OnNeverSent(Exception reason)
    {
        if (Interlocked.Exchange(ref _completed, 1) == 0)
            _core.SetException(reason);
        Release();
    }

    /// <summary>The session never got it, and nobody awaits it.</summary>
    public void GiveUp()
    {
        if (Interlocked.Exchange(ref _span, null) is { } span)
            SessionTracing.Discard(span);
        Release();
        Release();
    }

    Response IValueTaskSource<Response>.GetResult(short token)
    {
        // A task that was awaited before, or is read before its time, must not give this object back.
        if (_core.GetStatus(token) == ValueTaskSourceStatus.Pending)
            throw new InvalidOperationException("the response has not come yet");
        _cancellation.Dispose();
        try
        {
            return _core.GetResult(token);
        }
        catch (Exception e)
        {
            // Not sent, or not waited for any longer: listeners are user code, which this side may call and the session's gate not.
            if (Interlocked.Exchange(ref _span, null) is { } span)
                SessionTracing.Failed(span, e.GetType().Name);
            throw;
        }
        finally
        {
            Release();
        }
    }

    ValueTaskSourceStatus IValueTaskSource<Response>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<Response>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    private void Cancel()
    {
        if (Interlocked.Exchange(ref _completed, 1) == 0)
            _core.SetException(new OperationCanceledException(_token));
    }

    private void Release()
    {
        if (Interlocked.Decrement(ref _holders) != 0)
            return;
        _core.Reset();
        _cancellation = default;
        _token = default;
        _request = null;
        if (Interlocked.Increment(ref _idle) <= MostIdle)
            Idle.Enqueue(this);
        else
            Interlocked.Decrement(ref _idle);
    }
}
