using Microsoft.Extensions.Logging;

namespace Storage;

/// <summary>The thread that writes and syncs batches, then tells those who wait.</summary>
internal sealed class JournalCommitter : IDisposable
{
    /// <summary>Seldom on a sound disk, and long enough to be felt by whoever waits.</summary>
    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(100);

    private readonly Journal _journal;
    private readonly Durability _durability;
    private readonly TimeSpan _linger;
    private readonly SegmentKeeper _keeper;
    private readonly ICommitGate _gate;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Wakeup _wake;
    private readonly JournalThreads _threads;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _recovered;
    private IJournalFile _file;
    private long _segment;
    private long _events;
    private long _bytes;
    private long _batches;
    private long _commitTicks;
    private long _longestTicks;

    public JournalCommitter(
        Journal journal, JournalOptions options, SegmentKeeper keeper, ICommitGate gate, JournalThreads threads, TimeProvider time,
        ILogger logger, Wakeup wake, long segment, long events, IJournalFile file)
    {
        _journal = journal;
        _durability = options.Durability;
        _linger = options.Linger;
        _keeper = keeper;
        _gate = gate;
        _time = time;
        _logger = logger;
        _wake = wake;
        _threads = threads;
        _segment = segment;
        _events = events;
        _recovered = events;
        _file = file;
    }

    public Task Ended => _ended.Task;

    /// <summary>Durable events, those of earlier runs included.</summary>
    public long Events => Volatile.Read(ref _events);

    public JournalStatistics Statistics => new()
    {
        Events = Events - _recovered,
        Bytes = Volatile.Read(ref _bytes),
        Batches = Volatile.Read(ref _batches),
        CommitTime = _time.GetElapsedTime(0, Volatile.Read(ref _commitTicks)),
        LongestCommit = _time.GetElapsedTime(0, Volatile.Read(ref _longestTicks)),
    };

    public void Start() => _threads.Start("journal commit", Run);

    public void Wake() => _wake.Set();

    /// <summary>To be called once the thread has ended. The wake-up stays: an append that was on its way may still ring it.</summary>
    public void Dispose() => _file.Dispose();

    private void Run()
    {
        Batch? batch = null;
        bool patient = true;
        try
        {
            while (true)
            {
                batch = _journal.TakeBatch(patient, out JournalPosition end, out bool closed, out bool lingers);
                if (batch is null)
                {
                    _keeper.ThrowIfFailed();
                    if (closed) break;
                    if (lingers) patient = _wake.Wait(_linger);
                    else _wake.Wait();
                    continue;
                }
                patient = true;
                Commit(batch);
                _keeper.ThrowIfFailed();
                _journal.AdvanceTo(end);
                Tell(batch, durable: true);
                batch.Clear();
            }
        }
        catch (Exception e)
        {
            Log.JournalFailed(_logger, e);
            Batch lost = _journal.Fail(e);
            if (batch is not null) Tell(batch, durable: false);
            Tell(lost, durable: false);
        }
        _ended.SetResult();
        _journal.SignalProgress();
    }

    private void Commit(Batch batch)
    {
        long start = _time.GetTimestamp();
        long before = _bytes;
        // The mark of an orderly stop says that all before it is on the disk.
        if (batch.IsClosing && _durability == Durability.Os) _file.Sync();
        foreach (ref readonly Batch.Piece piece in batch.Pieces)
        {
            // The next segment first: a complete segment without a successor would look like one that has lost it.
            IJournalFile? next = piece.Completes ? _keeper.Take(_segment + 1) : null;
            ReadOnlySpan<byte> octets = batch.Octets(in piece);
            _file.Write(octets, piece.At.Offset);
            if (_durability == Durability.Fsync || (piece.Completes && _durability == Durability.Os)) _file.Sync();
            _bytes += octets.Length;
            if (next is null) continue;
            _file.Dispose();
            _file = next;
            _segment++;
        }
        long ticks = _time.GetTimestamp() - start;
        _commitTicks += ticks;
        if (ticks > _longestTicks) _longestTicks = ticks;
        _batches++;
        TimeSpan took = _time.GetElapsedTime(0, ticks);
        if (took >= Slow) Log.SlowCommit(_logger, Math.Round(took.TotalMilliseconds), _bytes - before, _segment);
        Volatile.Write(ref _events, _events + batch.Records);
    }

    private void Tell(Batch batch, bool durable)
    {
        if (batch.WaitingCount == 0) return;
        Guard(static gate => gate.OnCommitting());
        foreach (IDurable waiting in batch.Waiting)
        {
            try
            {
                if (durable) waiting.OnDurable();
                else waiting.OnStoreFailed();
            }
            catch (Exception e)
            {
                Log.CallbackThrew(_logger, e);
            }
        }
        Guard(static gate => gate.OnCommitted());
    }

    private void Guard(Action<ICommitGate> call)
    {
        try
        {
            call(_gate);
        }
        catch (Exception e)
        {
            Log.CallbackThrew(_logger, e);
        }
    }
}
