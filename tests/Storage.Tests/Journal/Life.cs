namespace Storage.Tests;

/// <summary>How a life of a journal ends.</summary>
public enum DiskEnd
{
    Close,
    Kill,
    PowerCut,
    Random,
}

/// <summary>
/// One journal through its lives on a simulated disk, with a book of what was appended and acknowledged, which each start is
/// held against.
/// </summary>
public sealed class Life(SimulatedDisk disk, Random random)
{
    private readonly Dictionary<ulong, string> _written = [];
    private readonly List<(ulong Id, long Segment, Acknowledgement Waiting)> _pending = [];
    private List<(ulong Id, long Segment)> _acknowledged = [];
    private JournalBench? _bench;
    private long _releasedBelow;

    public SimulatedDisk Disk { get; private set; } = disk;

    public Journal Journal => _bench!.Journal;

    /// <summary>Starts the journal; it must start.</summary>
    public void Reopen(JournalOptions options, string what = "")
    {
        _bench = JournalBench.Open(options, Disk);
        List<ulong> replayed = [.. _bench.Replayed.Select(e => e.MessageId)];
        Assert.True(replayed.SequenceEqual(replayed.Distinct().Order()), $"{what}: an event came twice or out of order");
        AssertAsWritten(_bench.Replayed, what);
        _acknowledged.RemoveAll(e => e.Segment < _releasedBelow);
        Assert.True(_acknowledged.Select(e => e.Id).All(replayed.ToHashSet().Contains), $"{what}: an acknowledged event is gone");
        // What a start has replayed is acted upon, so it must not go any more either.
        _acknowledged = [.. _bench.Replayed.Select(e => (e.MessageId, e.Position.Segment))];
        _bench.Journal.KeepFrom = JournalPosition.End;
    }

    /// <summary>Starts the journal on a disk that may fail while it does.</summary>
    public bool TryOpen(JournalOptions options, string what = "")
    {
        try
        {
            Reopen(options, what);
            return true;
        }
        catch (JournalIoException)
        {
            Assert.True(Disk.IsOff || Disk.HasFailed, $"{what}: the start failed on a sound disk");
            return false;
        }
    }

    /// <summary>Every event is one that was appended, with the content that it was appended with.</summary>
    public void AssertAsWritten(IEnumerable<EventCopy> events, string what)
    {
        foreach (EventCopy e in events)
            Assert.True(_written.GetValueOrDefault(e.MessageId) == e.Text, $"{what}: event {e.MessageId} is not what was written");
    }

    public AppendResult Append()
    {
        ulong id = Journal.Ids.Next();
        byte[] payload = new byte[random.Next(300)];
        random.NextBytes(payload);
        JournalEvent e = Events.Full(id, payload);
        Assert.True(_written.TryAdd(id, EventCopy.Of(in e).Text), $"id {id} was given twice");
        var waiting = new Acknowledgement(Disk);
        AppendResult result = _bench!.Append(in e, waiting, out JournalPosition position);
        if (result == AppendResult.Ok) _pending.Add((id, position.Segment, waiting));
        return result;
    }

    public async Task AppendAsync(bool wait)
    {
        if (Append() == AppendResult.Ok && wait)
            await Task.WhenAny(_pending[^1].Waiting.Outcome, Journal.Failure).WaitAsync(JournalBench.Patience);
    }

    /// <summary>A whole life: start, some events, now and then a release, and the end.</summary>
    public async Task RunAsync(JournalOptions options, int events, DiskEnd end, string what = "")
    {
        if (TryOpen(options, what))
        {
            for (int i = 0; i < events; i++)
            {
                await AppendAsync(wait: random.Next(10) == 0);
                if (random.Next(30) != 0) continue;
                _releasedBelow = Journal.DurablePosition.Segment;
                Journal.Release(_releasedBelow);
            }
            if (random.Next(2) == 0 && _pending.Count > 0) await _pending[random.Next(_pending.Count)].Waiting.Outcome;
        }
        await EndAsync(end);
    }

    public async Task EndAsync(DiskEnd end)
    {
        if (end == DiskEnd.Random) end = random.Next(3) == 0 ? DiskEnd.Kill : DiskEnd.PowerCut;
        SimulatedDisk? next = end switch
        {
            DiskEnd.Kill => Disk.Kill(),
            DiskEnd.PowerCut => Disk.CutPower(),
            _ => null,
        };
        // Whatever is acknowledged from here on would be a lie, and shows as such in the next life.
        if (_bench is not null) await _bench.DisposeAsync();
        _bench = null;
        foreach ((ulong id, long segment, Acknowledgement waiting) in _pending)
            if (await waiting.Outcome.WaitAsync(JournalBench.Patience)) _acknowledged.Add((id, segment));
        _pending.Clear();
        Disk = next ?? Disk;
        if (end == DiskEnd.Close) Disk.Give(new DiskFaults());
    }

    /// <summary>Whether an event was acknowledged; after a sync of records has failed, none must be.</summary>
    private sealed class Acknowledgement(SimulatedDisk disk) : IDurable
    {
        private readonly TaskCompletionSource<bool> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<bool> Outcome => _outcome.Task;

        public void OnDurable()
        {
            if (disk.HasFailedCommit) _outcome.SetException(new InvalidOperationException("acknowledged after a sync had failed"));
            else _outcome.SetResult(true);
        }

        public void OnStoreFailed() => _outcome.SetResult(false);
    }
}
