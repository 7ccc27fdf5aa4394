using Gateway.Flows;
using Gateway.Upstreams;
using Microsoft.Extensions.Logging;
using Smpp.Protocol;
using Smpp.Session;
using Storage;
using Storage.Live;

namespace Gateway.Places;

/// <summary>
/// The one thread that reads the journal for what is not in memory: it brings places back when a queue runs low or a receipt
/// comes, lets the oldest go when there is too much, and ends what has outlived its time. Nobody waits for it, and since only it
/// takes, moves or reads places, what it has read is what still stands.
/// </summary>
internal sealed class PlaceKeeper(NodeStore store, ILogger logger) : IAsyncDisposable
{
    public const string ThreadName = "places";

    private const int MostReceipts = 10_000;
    private const int MostRecalls = 100;
    private const int MostAtOnce = 1_000;
    private const int MostAttempts = 10;
    private const int IoError = 5;

    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    private readonly object _gate = new();
    private readonly Queue<Action<PlaceKeeper>> _work = new();
    private readonly List<IPlaceHolder> _holders = [];
    private readonly List<ReceiptIndex> _indexes = [];
    private readonly PlaceQueue _unreadable = new();
    private readonly ManualResetEventSlim _stopped = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private EntityMaker? _maker;
    private RecordReader? _reader;
    private bool _stopping;
    private int _receipts;
    private int _recalls;
    private int _trimming;

    /// <summary>Completes an entity that has come back: its expiry, its outbox.</summary>
    public required Action<LiveEntity> Complete { get; init; }

    /// <summary>Ends an entity whose time is over.</summary>
    public required Action<LiveEntity> Expire { get; init; }

    /// <summary>What keeps places at present.</summary>
    public IPlaceHolder[] Holders
    {
        get
        {
            lock (_gate)
                return [.. _holders];
        }
    }

    /// <summary>Completes when it has stopped: nothing that was posted and has not begun is done any more.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Begins to work; what was posted before waits until then.</summary>
    public void Start(EntityMaker maker, RecordReader reader)
    {
        _maker = maker;
        _reader = reader;
        new Thread(Run) { IsBackground = true, Name = ThreadName }.Start();
    }

    /// <summary>Has a piece of work done. Never waits.</summary>
    public void Post(Action<PlaceKeeper> work)
    {
        lock (_gate)
        {
            _work.Enqueue(work);
            Monitor.Pulse(_gate);
        }
    }

    public void Add(IPlaceHolder holder)
    {
        lock (_gate)
            _holders.Add(holder);
    }

    public void Remove(IPlaceHolder holder)
    {
        lock (_gate)
            _holders.Remove(holder);
    }

    public void Add(ReceiptIndex index)
    {
        lock (_gate)
        {
            _indexes.Add(index);
            _holders.Add(index);
        }
    }

    /// <summary>Brings the messages back that a receipt may be about, and calls then. False when too many receipts wait already.</summary>
    public bool TryBring(ReceiptIndex index, ReadOnlySpan<byte> id, UpstreamState upstream, Action then)
    {
        if (Interlocked.Increment(ref _receipts) > MostReceipts)
        {
            Interlocked.Decrement(ref _receipts);
            return false;
        }
        byte[] copy = id.ToArray();
        Post(keeper =>
        {
            Interlocked.Decrement(ref _receipts);
            keeper.Bring(index, copy, upstream);
            then();
        });
        return true;
    }

    /// <summary>
    /// Looks a message or delivery up by its id among the places and gives it to the caller: a copy to look at, or, when it is
    /// taken, the thing itself, which then is in memory and in no queue; or null. Slow: it looks through all places.
    /// </summary>
    public void Find(ulong id, bool take, Action<LiveEntity?> then) => Post(keeper => then(keeper.Find(id, take)));

    /// <summary>
    /// Brings a message that waits for its upstream, and the others of its submit_multi, back into memory, hands each
    /// over, and calls then. False when too many wait for that already: each looks through all places.
    /// </summary>
    public bool TryRecall(ulong id, Action<GatewayMessage> queue, Action then)
    {
        if (Interlocked.Increment(ref _recalls) > MostRecalls)
        {
            Interlocked.Decrement(ref _recalls);
            return false;
        }
        Post(keeper =>
        {
            Interlocked.Decrement(ref _recalls);
            var ids = Enumerable.Range(0, byte.MaxValue + 1).Select(member => MessageIds.Move(id, member)).ToHashSet();
            foreach (var message in keeper.Take(ids, one => one.Id == MessageIds.Move(id, one.Member)))
                queue(message);
            then();
        });
        return true;
    }

    /// <summary>
    /// Takes those of these messages that wait for an upstream and are wanted back into memory; they are in no queue then. A receipt,
    /// which has the id of its message, stays where it waits. On the keeper's thread.
    /// </summary>
    public List<GatewayMessage> Take(IReadOnlySet<ulong> ids, Predicate<GatewayMessage> wanted)
    {
        var taken = new List<GatewayMessage>();
        var places = new List<Place>();
        foreach (var holder in Holders)
        {
            if (holder is not PlaceQueue queue)
                continue;
            places.Clear();
            queue.Find(ids, take: false, places);
            var loaded = new Dictionary<ulong, (GatewayMessage Message, Place Place)>(places.Count);
            foreach (var place in places)
            {
                if (Load(place) is GatewayMessage { State: LiveState.Queued } message && wanted(message))
                    loaded[place.Id] = (message, place);
            }
            if (loaded.Count == 0)
                continue;
            queue.Find(loaded.Keys.ToHashSet(), take: true, []);
            foreach (var (message, place) in loaded.Values)
            {
                store.Live.Bring(message, place);
                taken.Add(message);
            }
        }
        return taken;
    }

    /// <summary>More is in memory than should be: the oldest messages that wait for receipts become places.</summary>
    public void Trim()
    {
        if (Interlocked.Exchange(ref _trimming, 1) == 0)
            Post(static keeper => keeper.TrimNow());
    }

    /// <summary>
    /// Ends the places whose time is over: messages that wait for an upstream by the wall clock, all else by the steady time.
    /// </summary>
    public void Sweep(long now, long steady) => Post(keeper => keeper.SweepNow(now, steady));

    /// <summary>An index compares ids in another form: its places get other keys.</summary>
    public void Renew(ReceiptIndex index, UpstreamState upstream) => Post(keeper => keeper.RenewNow(index, upstream));

    /// <summary>The segments below this one are gone.</summary>
    public void CloseBelow(long segment) => Post(keeper => keeper._reader!.CloseBelow(segment));

    /// <summary>The entity of a place, which is in no queue and not among what is in memory yet; null when it cannot be read.</summary>
    public LiveEntity? Load(in Place place)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                if (_reader!.TryRead(place.Position, out var e) && _maker!.Make(e, place) is { } entity)
                {
                    Complete(entity);
                    return entity;
                }
                SetAside(place, null);
                return null;
            }
            catch (IOException exception) when (exception is FileNotFoundException || (IsOfTheDisk(exception) && attempt == MostAttempts))
            {
                SetAside(place, exception);
                return null;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // For want of descriptors or of permission, say: that tells nothing of the record, and nothing else can be read now.
                if (attempt == 1)
                    Log.KeepingFailed(logger, exception);
                if (_stopped.Wait(RetryInterval))
                    return null;
            }
        }
    }

    private void SetAside(in Place place, IOException? exception)
    {
        Log.Unreadable(logger, place.Id, place.Position, exception);
        // It is alive and keeps its segment: a start, which looks closer, says what is wrong there.
        foreach (var holder in Holders)
            holder.TryFind(place.Id, take: true, out _);
        _unreadable.AddLast(place);
    }

    /// <summary>It may pass, or be a sector that stays bad.</summary>
    private static bool IsOfTheDisk(IOException exception) =>
        exception is JournalIoException { Errno: IoError } or { HResult: IoError };

    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _stopping = true;
            Monitor.Pulse(_gate);
        }
        _stopped.Set();
        if (_reader is null)
            return;
        await _ended.Task.ConfigureAwait(false);
        _reader.Dispose();
    }

    private void Run()
    {
        while (true)
        {
            Action<PlaceKeeper>? work;
            lock (_gate)
            {
                while (!_work.TryDequeue(out work) && !_stopping)
                    Monitor.Wait(_gate);
                if (_stopping)
                    break;
            }
            try
            {
                using var scope = FlushScope.Enter();
                PumpScope.Enter();
                try
                {
                    work!(this);
                }
                finally
                {
                    PumpScope.Exit();
                }
            }
            catch (Exception e)
            {
                Log.KeepingFailed(logger, e);
            }
        }
        _ended.SetResult();
    }

    private void Bring(ReceiptIndex index, ReadOnlySpan<byte> id, UpstreamState upstream)
    {
        var places = new List<Place>();
        index.FindPlaces(id, places);
        // The latest last: an id that was given twice is its.
        places.Sort(static (one, other) => one.Id.CompareTo(other.Id));
        foreach (var place in places)
            Bring(index, place, upstream);
    }

    private GatewayMessage? Bring(ReceiptIndex index, in Place place, UpstreamState? upstream)
    {
        if (Load(place) is not GatewayMessage message)
            return null;
        message.Target = upstream;
        return index.Bring(message, place, store.Live) ? message : null;
    }

    private LiveEntity? Find(ulong id, bool take)
    {
        foreach (var holder in Holders)
        {
            if (!holder.TryFind(id, take, out var place))
                continue;
            var entity = Load(place);
            if (take && entity is not null)
                store.Live.Bring(entity, place);
            return entity;
        }
        return null;
    }

    private void TrimNow()
    {
        Volatile.Write(ref _trimming, 0);
        var oldest = new List<LiveMessage>();
        bool any = true;
        while (any && !store.HasRoom)
        {
            any = false;
            ReceiptIndex[] indexes;
            lock (_gate)
                indexes = [.. _indexes];
            foreach (var index in indexes)
            {
                oldest.Clear();
                index.Oldest(Math.Clamp(index.Resident / 8, 1, MostAtOnce), oldest);
                var durable = store.Journal.DurablePosition;
                foreach (var message in oldest)
                {
                    lock (message)
                        any |= index.TryPlace(message, store.Live, durable);
                }
            }
        }
    }

    private void SweepNow(long now, long steady)
    {
        var places = new List<Place>();
        foreach (var holder in Holders)
        {
            holder.TakeExpired(holder is PlaceQueue { HoldsMessages: true } ? now : steady, MostAtOnce, places);
            foreach (var place in places)
            {
                if (Load(place) is not { } entity)
                    continue;
                store.Live.Bring(entity, place);
                Expire(entity);
            }
            // The rest when others had their turn.
            if (places.Count >= MostAtOnce)
                Sweep(now, steady);
            places.Clear();
        }
    }

    private void RenewNow(ReceiptIndex index, UpstreamState upstream)
    {
        var places = new List<Place>();
        index.FindStale(MostAtOnce, places);
        foreach (var place in places)
        {
            if (Load(place) is GatewayMessage waiting && index.Renew(waiting.UpstreamMessageId, place)
                && Bring(index, place, upstream) is { } message && index.Claim(message) is EarlyReceipt first)
            {
                upstream.ReceiptFlow.OnClaimed(message, first);
            }
        }
        if (places.Count > 0)
            Renew(index, upstream);
    }
}
