using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;

namespace Storage;

/// <summary>
/// Keeps spare segments ready, so that a roll-over costs the committer nothing and so that there is a reserve when the disk
/// fills up, and takes released segments away. It makes the next spare as soon as an append goes into the last one, and not when that
/// is written, so that a full disk is noticed while there still is room. All file work is on a thread of its own.
/// </summary>
internal sealed class SegmentKeeper : IDisposable
{
    // Traffic that fills a segment in less is fast.
    private static readonly TimeSpan Fast = TimeSpan.FromSeconds(4);

    private readonly object _state = new();
    private readonly JournalOptions _options;
    private readonly SegmentFolder _folder;
    private readonly IJournalFiles _files;
    private readonly ILogger _logger;
    private readonly Wakeup _committer;
    private readonly ITimer _retry;
    private readonly TimeProvider _time;
    private readonly JournalThreads _threads;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<long, IJournalFile> _ready = [];
    private long _entered;
    private long _lastReady;
    private long _oldest;
    private long _releaseBelow;
    private long _releasedAtOnce;
    private long _releasedAt;
    private long _enteredAt;
    private bool _isHurried;
    private bool _mayTry = true;
    private bool _givingUp;
    private bool _stopping;
    private volatile bool _full;
    private volatile JournalIoException? _failure;

    /// <summary>
    /// Starts with the segments <paramref name="oldest"/> to <paramref name="lastReady"/>, of which those above
    /// <paramref name="active"/> are spare.
    /// </summary>
    public SegmentKeeper(
        JournalOptions options, SegmentFolder folder, IJournalFiles files, JournalThreads threads, TimeProvider time, ILogger logger,
        Wakeup committer, long oldest, long active, long lastReady)
    {
        _options = options;
        _folder = folder;
        _files = files;
        _threads = threads;
        _logger = logger;
        _committer = committer;
        _oldest = oldest;
        _releaseBelow = oldest;
        _entered = active;
        _lastReady = lastReady;
        _time = time;
        _enteredAt = time.GetTimestamp();
        for (long number = active + 1; number <= lastReady; number++) _ready.Add(number, folder.Open(number));
        _retry = time.CreateTimer(
            static keeper => ((SegmentKeeper)keeper!).MayTryAgain(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _threads.Start("journal segments", Run);
    }

    /// <summary>Whether the last attempt to make a segment found no room.</summary>
    public bool IsFull => _full;

    /// <summary>Number of the last segment that exists.</summary>
    public long LastReady => Volatile.Read(ref _lastReady);

    /// <summary>Number of the first segment that exists.</summary>
    public long Oldest => Volatile.Read(ref _oldest);

    /// <summary>Octets that the segments take on disk.</summary>
    public long Bytes => (LastReady - Oldest + 1) * _options.SegmentBytes;

    /// <summary>From now on appends go into this segment.</summary>
    public void Enter(long number)
    {
        lock (_state)
        {
            _entered = number;
            long now = _time.GetTimestamp();
            _isHurried = _time.GetElapsedTime(_enteredAt, now) < Fast;
            _enteredAt = now;
            _threads.Pulse(_state);
        }
    }

    /// <summary>The file of the next segment; waits while the disk is full.</summary>
    /// <exception cref="IOException">The journal is closing and there is no room, or a sync failed.</exception>
    public IJournalFile Take(long number)
    {
        lock (_state)
        {
            IJournalFile? file;
            while (!_ready.Remove(number, out file))
            {
                ThrowIfFailed();
                if (_stopping || (_givingUp && _full))
                    throw new IOException($"the journal closes while there is no room for segment {number}");
                _threads.Wait(_state);
            }
            return file;
        }
    }

    /// <summary>Throws if a sync of a segment in the making, or of the folder, has failed; the committer is woken when it does.</summary>
    public void ThrowIfFailed()
    {
        // As it is: what the failure of a disk looks like does not depend on which thread met it first.
        if (_failure is { } failure) ExceptionDispatchInfo.Throw(failure);
    }

    /// <summary>Segments below <paramref name="number"/> are not needed any more.</summary>
    public void Release(long number)
    {
        lock (_state)
        {
            if (number <= _releaseBelow) return;
            // Single ones while there is still what many at once have left do not say that there is no need of so many.
            long released = number - _releaseBelow;
            if (released >= WorthKeeping)
            {
                _releasedAtOnce = released;
                _releasedAt = _entered;
            }
            _releaseBelow = number;
            _threads.Pulse(_state);
        }
    }

    /// <summary>From now on <see cref="Take"/> fails instead of waiting for space.</summary>
    public void GiveUpWaiting()
    {
        lock (_state)
        {
            _givingUp = true;
            _threads.Pulse(_state);
        }
    }

    public void Dispose()
    {
        lock (_state)
        {
            _stopping = true;
            _threads.Pulse(_state);
        }
        _threads.Wait(_ended.Task, Timeout.InfiniteTimeSpan);
        _retry.Dispose();
        foreach (IJournalFile file in _ready.Values) file.Dispose();
    }

    private int Spares => (int)(_lastReady - _entered);

    /// <summary>
    /// Spares to make. A disk that stands for a moment, or processors that all want, must not find fast traffic without a segment: more
    /// then, and none of them where there is no room. Not so many that new ones are made where released ones are about to come.
    /// </summary>
    private int Wanted => _isHurried ? Math.Max(_options.SpareSegments, _options.RecycledSegments / 3) : _options.SpareSegments;

    /// <summary>Spares up to which a released segment is kept in any case.</summary>
    private int AlwaysKept => Math.Max(_options.RecycledSegments, _options.SpareSegments);

    /// <summary>
    /// Beside much that stays alive, segments are released many at once and rarely: as many are needed again before the next come, and
    /// they were on the disk a moment ago. That need falls by one for every second segment that is begun, until nothing says so again.
    /// </summary>
    private long WorthKeeping =>
        _options.RecycledSegments == 0 ? AlwaysKept : Math.Max(AlwaysKept, _releasedAtOnce - ((_entered - _releasedAt) / 2));

    private void MayTryAgain()
    {
        lock (_state)
        {
            _mayTry = true;
            _threads.Pulse(_state);
        }
    }

    private void Run()
    {
        try
        {
            KeepUntilStopped();
        }
        finally
        {
            _ended.SetResult();
        }
    }

    private void KeepUntilStopped()
    {
        while (_failure is null)
        {
            bool release;
            lock (_state)
            {
                while (!_stopping && _releaseBelow <= _oldest && (Spares >= Wanted || !_mayTry)) _threads.Wait(_state);
                if (_stopping) return;
                release = _releaseBelow > _oldest;
            }
            try
            {
                if (release) ReleaseOldest();
                else MakeSpare();
            }
            catch (JournalIoException e) when (e.IsSync)
            {
                Fail(e);
            }
        }
    }

    private void Fail(JournalIoException error)
    {
        lock (_state)
        {
            _failure = error;
            _threads.Pulse(_state);
        }
        _committer.Set();
    }

    private void ReleaseOldest()
    {
        long number = _oldest;
        try
        {
            if (IsWorthKeeping())
            {
                IJournalFile? file = _folder.Recycle(number, _lastReady + 1);
                Volatile.Write(ref _oldest, number + 1);
                if (file is null) MayTryAgain();
                else Add(file);
            }
            else
            {
                _folder.Delete(number);
                Volatile.Write(ref _oldest, number + 1);
                MayTryAgain();
            }
        }
        catch (Exception e) when (IsPassing(e))
        {
            Log.ReleaseFailed(_logger, number, e);
            lock (_state) _releaseBelow = _oldest;
        }
    }

    private bool IsWorthKeeping()
    {
        long spares;
        lock (_state)
        {
            spares = Spares;
            if (spares >= WorthKeeping) return false;
        }
        // What a small disk has left is for others, too.
        return spares < AlwaysKept || _files.FreeBytes(_options.Folder) - _options.MinimumFreeBytes > spares * _options.SegmentBytes;
    }

    private void MakeSpare()
    {
        string reason;
        try
        {
            long free = _files.FreeBytes(_options.Folder);
            if (_options.MaxBytes > 0 && Bytes + _options.SegmentBytes > _options.MaxBytes)
                reason = $"the journal has reached its bound of {_options.MaxBytes} octets";
            else if (free - _options.SegmentBytes < _options.MinimumFreeBytes)
                reason = $"{free} octets are free on the file system, of which {_options.MinimumFreeBytes} must stay free";
            else
            {
                Add(_folder.Create(_lastReady + 1));
                return;
            }
        }
        catch (Exception e) when (IsPassing(e))
        {
            reason = e.Message;
        }
        lock (_state)
        {
            if (Spares >= _options.SpareSegments)
            {
                _isHurried = false;
                return;
            }
        }
        if (!_full) Log.DiskFull(_logger, _options.Folder, reason);
        lock (_state)
        {
            _full = true;
            _mayTry = false;
            _threads.Pulse(_state);
        }
        _retry.Change(_options.RetryInterval, Timeout.InfiniteTimeSpan);
    }

    private static bool IsPassing(Exception e) =>
        e is (IOException or UnauthorizedAccessException) and not JournalIoException { IsSync: true };

    private void Add(IJournalFile file)
    {
        bool recovered;
        lock (_state)
        {
            recovered = _full;
            _full = false;
            _mayTry = true;
            long number = _lastReady + 1;
            _ready.Add(number, file);
            Volatile.Write(ref _lastReady, number);
            _threads.Pulse(_state);
        }
        if (recovered) Log.DiskRecovered(_logger, _options.Folder);
    }
}
