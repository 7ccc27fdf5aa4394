using Smpp.Session;

namespace Smpp.Client;

/// <summary>The bound sessions of a client, and who waits for one. Thread-safe.</summary>
internal sealed class BindSet
{
    private readonly Lock _gate = new();
    private volatile SmppSession[] _bound = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _turn;
    private bool _stopped;

    public IReadOnlyList<SmppSession> All => _bound;

    /// <summary>Adds a session that is bound; false when it is there already.</summary>
    public bool Add(SmppSession session)
    {
        if (Array.IndexOf(_bound, session) >= 0)
            return false;
        lock (_gate)
        {
            if (Array.IndexOf(_bound, session) >= 0)
                return false;
            _bound = [.. _bound, session];
            Tell();
            return true;
        }
    }

    /// <summary>Takes a session out; false when it never was bound.</summary>
    public bool Remove(SmppSession session)
    {
        lock (_gate)
        {
            int at = Array.IndexOf(_bound, session);
            if (at < 0)
                return false;
            _bound = [.. _bound[..at], .. _bound[(at + 1)..]];
            return true;
        }
    }

    /// <summary>
    /// The session with most room that can submit, else the one with the fewest that wait, on which the request waits; null when none can.
    /// </summary>
    public SmppSession? Choose()
    {
        var bound = _bound;
        SmppSession? best = null;
        int most = 0;
        int turn = (int)((uint)Interlocked.Increment(ref _turn) % (uint)Math.Max(1, bound.Length));
        for (int i = 0; i < bound.Length; i++)
        {
            var session = bound[(turn + i) % bound.Length];
            if (!session.State.CanSubmit)
                continue;
            int room = session.Free - session.Waiting;
            if (best is null || room > most)
            {
                best = session;
                most = room;
            }
        }
        return best;
    }

    /// <summary>Nothing more will be bound: whoever waits learns it.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _stopped = true;
            Tell();
        }
    }

    /// <summary>Waits until <see cref="Choose"/> has a session.</summary>
    /// <exception cref="TimeoutException">There was none in time.</exception>
    /// <exception cref="ObjectDisposedException">It has stopped.</exception>
    public async ValueTask<SmppSession> WaitAsync(TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        long began = time.GetTimestamp();
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_stopped, typeof(SmppClient));
                changed = _changed.Task;
            }
            if (Choose() is { } session)
                return session;
            var left = limit - time.GetElapsedTime(began);
            await changed.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The gate is held; those who wait go on elsewhere.</summary>
    private void Tell()
    {
        _changed.SetResult();
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
