using System.Threading.Tasks.Sources;
using Smpp.Protocol;

namespace Smpp.Session;

/// <summary>A response, for those who await one.</summary>
/// <param name="Header">Its header; the status is the outcome.</param>
/// <param name="Body">A copy of its body.</param>
public readonly record struct Response(PduHeader Header, ReadOnlyMemory<byte> Body)
{
    /// <summary>The message_id of a submit_sm_resp, or empty.</summary>
    public string MessageId => MessageIdBody.TryRead(Header.Id, Body.Span, out var body, out _)
        ? System.Text.Encoding.Latin1.GetString(body.MessageId)
        : "";
}

/// <summary>A request got no response: the peer may or may not have processed it.</summary>
/// <param name="reason">Why there is none.</param>
public sealed class SmppRequestLostException(LossReason reason) : Exception($"no response: {reason}; the outcome is unknown")
{
    /// <summary>Why there is no response.</summary>
    public LossReason Reason { get; } = reason;
}

/// <summary>One awaited request. Its continuations never run on the session's reader.</summary>
internal sealed class PendingReply : IReplySink, IValueTaskSource<Response>
{
    public const int MostWaiting = 100_000;

    private ManualResetValueTaskSourceCore<Response> _core = new() { RunContinuationsAsynchronously = true };

    public PendingReply(IPduBody request) => Request = request;

    public IPduBody Request { get; }

    public ValueTask<Response> Task => new(this, _core.Version);

    /// <summary>Sends the request; false when the window is full. The session's gate is held.</summary>
    public bool TryWrite(Outgoing output, long deadline)
    {
        try
        {
            var body = Request;
            return output.TryWriteRequest(ref body, this, 0, deadline);
        }
        catch (Exception e)
        {
            // A body that cannot be encoded fails its own sender, not whoever freed the slot.
            OnNeverSent(e);
            return true;
        }
    }

    public void OnReply(long token, in PduHeader header, ReadOnlySpan<byte> body) => _core.SetResult(new Response(header, body.ToArray()));

    public void OnLost(long token, LossReason reason) => _core.SetException(new SmppRequestLostException(reason));

    public void OnNeverSent(Exception reason) => _core.SetException(reason);

    Response IValueTaskSource<Response>.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<Response>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<Response>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
