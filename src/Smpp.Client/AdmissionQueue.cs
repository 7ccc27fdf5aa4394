namespace Smpp.Client;

/// <summary>Who waits, in their order, for the right to send one request while the message centre is congested.</summary>
internal sealed class AdmissionQueue(CongestionControl congestion, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Queue<TaskCompletionSource> _waiting = new();
    private bool _stopped;

    public ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!congestion.IsLimiting && _waiting.Count == 0)
            return ValueTask.CompletedTask;
        TaskCompletionSource turn;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_stopped, typeof(BindPool));
            if (_waiting.Count == 0 && congestion.TryTake(time.GetTimestamp()))
                return ValueTask.CompletedTask;
            turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue(turn);
            // The limit may have ended since: whoever ended it saw nobody waiting, and would not come again.
            Pump();
        }
        return new ValueTask(WaitAsync(turn, cancellationToken));
    }

    /// <summary>Lets as many go as there is room for.</summary>
    public void Pump()
    {
        if (_waiting.Count == 0)
            return;
        lock (_gate)
        {
            while (_waiting.TryPeek(out var turn))
            {
                if (turn.Task.IsCompleted)
                {
                    _waiting.Dequeue();
                    continue;
                }
                if (!congestion.TryTake(time.GetTimestamp()))
                    return;
                _waiting.Dequeue();
                if (!turn.TrySetResult())
                    congestion.GiveBack();
            }
        }
    }

    /// <summary>Nobody is let go any more.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _stopped = true;
            while (_waiting.TryDequeue(out var turn))
                turn.TrySetException(new ObjectDisposedException(nameof(BindPool)));
        }
    }

    private static async Task WaitAsync(TaskCompletionSource turn, CancellationToken cancellationToken)
    {
        using var cancelled = cancellationToken.UnsafeRegister(
            static (state, token) => ((TaskCompletionSource)state!).TrySetCanceled(token), turn);
        await turn.Task.ConfigureAwait(false);
    }
}
