using Microsoft.Extensions.Logging;

namespace Storage;

/// <summary>
/// The append-only journal: what it has acknowledged survives what <see cref="Durability"/> says, and comes back through
/// <see cref="IReplay"/> at the next start.
/// </summary>
/// <remarks>
/// Appends are encoded straight into a batch in memory under a short lock and never wait for the disk. One committer thread
/// takes whatever has gathered, writes it with one call, syncs once and then runs the callbacks in append order: the group
/// commit paces itself by the disk, with no delay of its own as long as somebody waits. A write or sync that fails is final.
/// </remarks>
public sealed class Journal : IAsyncDisposable
{
    private const int OverheadPerAppend = (2 * Frame.MarkSize) + Frame.EndSize;
    private const int EssentialShare = 4;

    /// <summary>So much is written even if nobody waits for it.</summary>
    private const int LingeringOctets = 64 << 10;

    private readonly Lock _append = new();
    private readonly JournalOptions _options;
    private readonly IJournalFiles _files;
    private readonly IDisposable _folderLock;
    private readonly JournalThreads _threads;
    private readonly SegmentKeeper _keeper;
    private readonly JournalCommitter _committer;
    private readonly Lock _release = new();
    private readonly TaskCompletionSource<Exception> _failure = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int _maxEventLength;
    private Batch _filling;
    private Batch _writing;
    private long _segment;
    private int _offset;
    private int _capacity;
    private long _events;
    private bool _closed;
    private bool _closingMarked;
    private bool _disposed;
    private WakeFor _wakeFor;
    private long _durable;
    private TaskCompletionSource? _progress;
    private long _releaseWanted;
    private long _keepFrom;

    /// <summary>For which appends the committer is to be woken.</summary>
    private enum WakeFor
    {
        None,
        Urgent,
        Any,
    }

    private Journal(
        JournalOptions options, IJournalFiles files, RecoveredJournal recovered, SegmentFolder folder, IDisposable folderLock,
        ICommitGate gate, JournalThreads threads, TimeProvider time, ILogger logger)
    {
        _options = options;
        _files = files;
        _threads = threads;
        _folderLock = folderLock;
        Identity = recovered.Identity;
        Ids = new MessageIds(options.Node, recovered.ReservedIds > 0 ? recovered.ReservedIds : FirstSequence(time));
        _maxEventLength = Math.Min(
            Frame.MaxBodyLength, options.SegmentBytes - SegmentHeader.Length - OverheadPerAppend - Frame.HeaderLength - 8);
        _filling = new Batch(options.BatchBytes, options.Durability);
        _writing = new Batch(options.BatchBytes, options.Durability);
        _segment = recovered.Active;
        _offset = recovered.ActiveOffset;
        _capacity = recovered.ActiveLength;
        _events = recovered.Events;
        IJournalFile active = folder.Open(recovered.Active);
        try
        {
            MarkOpening(active);
            OpenedAt = DurablePosition;
        }
        catch
        {
            active.Dispose();
            throw;
        }
        var wake = new Wakeup(threads);
        _keeper = new SegmentKeeper(
            options, folder, files, threads, time, logger, wake, recovered.Oldest, recovered.Active, recovered.LastReady);
        _committer = new JournalCommitter(
            this, options, _keeper, gate, threads, time, logger, wake, recovered.Active, recovered.Events, active);
        _committer.Start();
    }

    /// <summary>Opens the journal in a folder, or makes one, and replays its events before it returns.</summary>
    /// <param name="options">Where and how.</param>
    /// <param name="replay">Takes the events of earlier runs, on the calling thread.</param>
    /// <param name="gate">Stands around the callbacks of each batch.</param>
    /// <param name="time">Dates a new journal, paces retries on a full disk.</param>
    /// <param name="logger">Where the journal reports.</param>
    /// <param name="files">The file system; Linux's own when null.</param>
    /// <exception cref="JournalCorruptException">Durable records are damaged or missing. Nothing was changed.</exception>
    /// <exception cref="JournalInUseException">Another process has it open.</exception>
    /// <exception cref="JournalIoException">The system refused to make or sync a file.</exception>
    public static Journal Open(
        JournalOptions options, IReplay replay, ICommitGate gate, TimeProvider time, ILogger logger, IJournalFiles? files = null) =>
        Open(options, replay, gate, time, logger, files ?? LinuxJournalFiles.Instance, JournalThreads.Instance);

    internal static Journal Open(
        JournalOptions options, IReplay replay, ICommitGate gate, TimeProvider time, ILogger logger, IJournalFiles files,
        JournalThreads threads)
    {
        options.Validate();
        files.CreateFolder(options.Folder);
        IDisposable folderLock = files.Lock(options.Folder);
        try
        {
            RecoveredJournal recovered = new JournalRecovery(options.Folder, files, replay, time, logger).Run();
            var folder = new SegmentFolder(options, files, time) { Identity = recovered.Identity };
            recovered = new JournalSettlement(options, files, folder, logger).Run(recovered);
            var journal = new Journal(options, files, recovered, folder, folderLock, gate, threads, time, logger);
            if (journal.DurablePosition == new JournalPosition(recovered.Active, recovered.ActiveOffset)) journal.MarkNextSegment();
            Log.JournalOpen(logger, options.Folder, recovered.Oldest, recovered.Active, recovered.Replayed, options.Durability);
            return journal;
        }
        catch
        {
            folderLock.Dispose();
            throw;
        }
    }

    /// <summary>Distinguishes this journal from any other that was ever in the folder: a position means nothing without it.</summary>
    public Guid Identity { get; }

    /// <summary>Hands out the ids of new messages.</summary>
    public MessageIds Ids { get; }

    /// <summary>What an acknowledgement means here.</summary>
    public Durability Durability => _options.Durability;

    /// <summary>Octets of a segment file.</summary>
    public int SegmentBytes => _options.SegmentBytes;

    /// <summary>Where earlier runs ended: every event of this one stands behind it.</summary>
    public JournalPosition OpenedAt { get; }

    /// <summary>Everything before this position is durable.</summary>
    public JournalPosition DurablePosition => new(Volatile.Read(ref _durable));

    /// <summary>Where the next record will go; what lies between this and <see cref="DurablePosition"/> waits for the disk.</summary>
    public JournalPosition AppendPosition
    {
        get
        {
            lock (_append) return new JournalPosition(_segment, _offset);
        }
    }

    /// <summary>Durable events that the journal has ever taken, reclaimed ones included.</summary>
    public long DurableEvents => _committer.Events;

    /// <summary>Number of the oldest segment on disk.</summary>
    public long OldestSegment => _keeper.Oldest;

    /// <summary>Whether appends that are not essential are refused for want of disk space.</summary>
    public bool IsDiskFull => _keeper.IsFull;

    /// <summary>
    /// Completes with the error when a write or sync has failed. Nothing is acknowledged after that; the process should end.
    /// </summary>
    public Task<Exception> Failure => _failure.Task;

    /// <summary>Counters.</summary>
    public JournalStatistics Statistics => _committer.Statistics with { DiskBytes = _keeper.Bytes };

    /// <summary>
    /// What the reader of the journal (the CDR exporter) still needs: segments from this position on stay even when they are
    /// released. Nothing goes before it is set; <see cref="JournalPosition.End"/> when nobody reads.
    /// </summary>
    public JournalPosition KeepFrom
    {
        get => new(Volatile.Read(ref _keepFrom));
        set
        {
            Volatile.Write(ref _keepFrom, value.Value);
            ApplyRelease();
        }
    }

    /// <summary>Appends an event. Thread-safe, allocates nothing, never waits for the disk.</summary>
    /// <param name="e">Copied before the call returns.</param>
    /// <param name="whenDurable">Called once for an append that is <see cref="AppendResult.Ok"/>, possibly before this returns.</param>
    /// <param name="position">Where the record is, its segment included.</param>
    /// <param name="essential">
    /// A state change of a message that is already accepted, or a receipt: may use the reserve of a full disk and a quarter more
    /// of the memory bound.
    /// </param>
    /// <param name="urgent">
    /// False when <paramref name="whenDurable"/> may be told later by <see cref="JournalOptions.Linger"/>; without one nothing is urgent.
    /// </param>
    /// <exception cref="ArgumentException">The event is longer than 256 KiB or than a segment, or has no kind of its own.</exception>
    public AppendResult TryAppend(
        in JournalEvent e, IDurable? whenDurable, out JournalPosition position, bool essential = false, bool urgent = true)
    {
        int length = e.EncodedLength;
        if (length > _maxEventLength)
            throw new ArgumentException($"an event is at most {_maxEventLength} octets here, this one has {length}", nameof(e));
        if (e.Kind is EventKind.None or >= (EventKind)Frame.MarkKind)
            throw new ArgumentException($"{e.Kind} is not the kind of an event", nameof(e));
        if (!e.HasValidLengths)
            throw new ArgumentException("account, route, upstream, upstream message id and error are at most 255 octets each", nameof(e));

        bool wake;
        lock (_append)
        {
            position = default;
            if (_closed) return AppendResult.Failed;
            bool full = _keeper.IsFull;
            if (full && !essential) return AppendResult.DiskFull;
            int limit = essential ? _options.BatchBytes + (_options.BatchBytes / EssentialShare) : _options.BatchBytes;
            int size = Frame.Size(length);
            if (_filling.Used + size + OverheadPerAppend > limit && !_filling.IsEmpty) return AppendResult.Busy;

            bool opens = _filling.IsEmpty;
            bool rollsOver = _offset + size + (opens ? Frame.MarkSize : 0) + Frame.EndSize > _capacity;
            // What is taken into a segment that cannot be made would wait, and let all behind it wait, until there is space.
            if (_keeper.LastReady < (rollsOver ? _segment + 1 : _segment)) return full ? AppendResult.DiskFull : AppendResult.Busy;
            if (rollsOver)
            {
                RollOver();
                opens = true;
            }
            if (opens) _offset += _filling.Start(new JournalPosition(_segment, _offset), Ids.Reserved, _events);
            position = new JournalPosition(_segment, _offset);
            urgent &= whenDurable is not null;
            _offset += _filling.Append(in e, length, position, whenDurable, urgent);
            _events++;
            wake = _wakeFor == WakeFor.Any || (_wakeFor == WakeFor.Urgent && (urgent || _filling.Used > LingeringOctets));
            if (wake) _wakeFor = WakeFor.None;
        }
        if (wake) _committer.Wake();
        return AppendResult.Ok;
    }

    /// <summary>
    /// Segments below <paramref name="segment"/> hold nothing that is still alive. They go as soon as <see cref="KeepFrom"/> lets
    /// them; the segment of <see cref="DurablePosition"/> and later ones always stay.
    /// </summary>
    public void Release(long segment)
    {
        lock (_release) _releaseWanted = Math.Max(_releaseWanted, segment);
        ApplyRelease();
    }

    /// <summary>Reads durable events from <paramref name="from"/> on, or from the oldest one.</summary>
    public JournalReader Read(JournalPosition from) => new(this, _files, _options.Folder, from);

    /// <summary>Writes and syncs what was appended, then closes the files. Later appends fail.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_append)
        {
            if (_disposed) return;
            _disposed = true;
            _closed = true;
            _wakeFor = WakeFor.None;
        }
        _keeper.GiveUpWaiting();
        _committer.Wake();
        await _threads.WhenEnded(_committer.Ended);
        Close();
        _folderLock.Dispose();
    }

    /// <summary>
    /// The batch to write, or null when there is none; then the next append, or the closing, wakes the committer. Null as well when it is
    /// patient and nothing is urgent: then <paramref name="lingers"/> is true, and only what is urgent, or much, wakes it.
    /// </summary>
    internal Batch? TakeBatch(bool patient, out JournalPosition end, out bool closed, out bool lingers)
    {
        lingers = false;
        lock (_append)
        {
            closed = _closed;
            if (closed && !_closingMarked && _filling.IsEmpty)
            {
                _closingMarked = true;
                MarkClosing();
            }
            end = new JournalPosition(_segment, _offset);
            if (_filling.IsEmpty)
            {
                _wakeFor = WakeFor.Any;
                return null;
            }
            if (patient && !closed && !_filling.IsUrgent && _filling.Used <= LingeringOctets && _options.Linger > TimeSpan.Zero)
            {
                _wakeFor = WakeFor.Urgent;
                lingers = true;
                return null;
            }
            _wakeFor = WakeFor.None;
            (_filling, _writing) = (_writing, _filling);
            return _writing;
        }
    }

    internal void AdvanceTo(JournalPosition durable)
    {
        Volatile.Write(ref _durable, durable.Value);
        SignalProgress();
    }

    /// <summary>No append succeeds from here on. Returns the batch that will never be written.</summary>
    internal Batch Fail(Exception error)
    {
        Batch lost;
        lock (_append)
        {
            _closed = true;
            lost = _filling;
        }
        _failure.TrySetResult(error);
        SignalProgress();
        return lost;
    }

    /// <summary>Completes when <see cref="DurablePosition"/> has moved or the journal has ended. Ask for it before looking.</summary>
    internal Task NextProgress()
    {
        TaskCompletionSource? progress = Volatile.Read(ref _progress);
        if (progress is not null) return progress.Task;
        progress = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return (Interlocked.CompareExchange(ref _progress, progress, null) ?? progress).Task;
    }

    internal bool HasEnded => _committer.Ended.IsCompleted;

    /// <summary>
    /// A folder that was lost must not repeat its predecessor's ids: below a million messages a second, the time is ahead of
    /// them.
    /// </summary>
    internal static long FirstSequence(TimeProvider time)
    {
        TimeSpan age = time.GetUtcNow() - new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
        return Math.Max(1, age.Ticks / TimeSpan.TicksPerSecond) * MessageIds.Block;
    }

    /// <summary>Says with a mark that all before it is durable, and reserves this run's message ids.</summary>
    private void MarkOpening(IJournalFile active)
    {
        bool sync = _options.Durability == Durability.Fsync;
        var at = new JournalPosition(_segment, _offset);
        if (_offset + Frame.MarkSize + Frame.EndSize <= _capacity)
        {
            Span<byte> mark = stackalloc byte[Frame.MarkSize];
            Frame.WriteMark(mark, at, sync, Ids.Reserved, _events);
            active.Write(mark, _offset);
            if (sync) active.Sync();
            _offset += Frame.MarkSize;
        }
        _durable = new JournalPosition(_segment, _offset).Value;
    }

    /// <summary>
    /// For a segment without room for the opening mark. While the disk has no room for a next one the ids of this run are not
    /// reserved, and no append succeeds; where it fails the journal is not open, so that no id is given that the next start would
    /// give again.
    /// </summary>
    private void MarkNextSegment()
    {
        lock (_append)
        {
            RollOver();
            _offset += _filling.Start(new JournalPosition(_segment, _offset), Ids.Reserved, _events);
            _wakeFor = WakeFor.None;
        }
        _committer.Wake();
        while (DurablePosition < AppendPosition && !IsDiskFull && !HasEnded) _threads.Wait(NextProgress(), _options.RetryInterval);
        if (!Failure.IsCompleted) return;
        _threads.Wait(_committer.Ended, Timeout.InfiniteTimeSpan);
        Close();
        throw Failure.Result;
    }

    private void Close()
    {
        _committer.Dispose();
        _keeper.Dispose();
    }

    private void RollOver()
    {
        _filling.Complete(new JournalPosition(_segment, _offset));
        _segment++;
        _offset = SegmentHeader.Length;
        _capacity = _options.SegmentBytes;
        _keeper.Enter(_segment);
    }

    /// <summary>A mark alone, which proves that everything is durable and that nothing was under way.</summary>
    private void MarkClosing()
    {
        if (_offset + Frame.MarkSize + Frame.EndSize > _capacity) return;
        _offset += _filling.Start(new JournalPosition(_segment, _offset), Ids.Reserved, _events, closing: true);
    }

    internal void SignalProgress() => Interlocked.Exchange(ref _progress, null)?.TrySetResult();

    private void ApplyRelease()
    {
        lock (_release)
        {
            // A segment without a durable mark does not yet say where the message ids go on.
            JournalPosition durable = DurablePosition;
            long proven = durable.Offset > SegmentHeader.Length ? durable.Segment : durable.Segment - 1;
            _keeper.Release(Math.Min(_releaseWanted, Math.Min(KeepFrom.Segment, proven)));
        }
    }
}
