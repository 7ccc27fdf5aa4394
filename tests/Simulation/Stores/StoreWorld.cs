using System.Globalization;
using Storage;
using Storage.Tests;

namespace Simulation.Stores;

/// <summary>What happened in a world, in figures.</summary>
internal record struct StoreOutcome
{
    public long Worlds { get; set; }

    public long Starts { get; set; }

    public long FailedStarts { get; set; }

    public long FullSegmentStarts { get; set; }

    public long Cuts { get; set; }

    public long Kills { get; set; }

    public long FailedLives { get; set; }

    public long FullDisks { get; set; }

    public long Accepted { get; set; }

    public long Rows { get; set; }

    public long Carried { get; set; }

    public ulong Hash { get; set; }

    public static StoreOutcome operator +(StoreOutcome one, StoreOutcome other) => new()
    {
        Worlds = one.Worlds + other.Worlds,
        Starts = one.Starts + other.Starts,
        FailedStarts = one.FailedStarts + other.FailedStarts,
        FullSegmentStarts = one.FullSegmentStarts + other.FullSegmentStarts,
        Cuts = one.Cuts + other.Cuts,
        Kills = one.Kills + other.Kills,
        FailedLives = one.FailedLives + other.FailedLives,
        FullDisks = one.FullDisks + other.FullDisks,
        Accepted = one.Accepted + other.Accepted,
        Rows = one.Rows + other.Rows,
        Carried = one.Carried + other.Carried,
        Hash = one.Hash ^ other.Hash,
    };
}

/// <summary>
/// One journal and what is alive in it through several lives on a disk that fails, fills up and loses its power, ended by kills, power
/// cuts and stops, all as a seed decides.
/// </summary>
internal sealed class StoreWorld
{
    private const int SegmentBytes = 4 << 10;
    private const int MostStarts = 40;

    private readonly Random _random;
    private readonly TextWriter? _text;
    private readonly Trace _trace;
    private readonly VirtualTime _time;
    private readonly OneAtATime _threads;
    private readonly StoreBooks _books;
    private readonly JournalOptions _options;
    private SimulatedDisk _disk;
    private JournalPosition _exported = JournalPosition.Start;
    private StoreOutcome _outcome;

    public StoreWorld(int seed, TextWriter? text = null)
    {
        _random = new Random(seed);
        _text = text;
        _trace = new Trace(text);
        _time = new VirtualTime(_trace);
        _threads = new OneAtATime(_random, _time, _trace);
        _books = new StoreBooks(_trace);
        _options = new JournalOptions
        {
            Folder = "disk",
            SegmentBytes = SegmentBytes,
            BatchBytes = 4 << (10 + _random.Next(3)),
            MinimumFreeBytes = 0,
            RecycledSegments = _random.Next(3),
            Durability = _random.Next(8) == 0 ? Durability.Os : Durability.Fsync,
        };
        _disk = new SimulatedDisk(_random, _random.Next(2) == 0 ? 512 : 4096, OnCall);
    }

    /// <summary>Runs to the end, at which every message has ended and every event has its row.</summary>
    public StoreOutcome Run()
    {
        int lives = 2 + _random.Next(4);
        for (int life = 0; life < lives; life++)
            Live();
        _disk.Give(new DiskFaults());
        _disk.MostFiles = int.MaxValue;
        Say("the last life");
        var node = Start() ?? throw new InvalidOperationException("a start on a sound disk failed");
        for (int round = 0; node.Alive > 0; round++)
        {
            StoreBooks.Hold(round < 10_000, $"{node.Alive} messages never end");
            StoreBooks.Hold(!node.HasFailed, "the journal failed on a sound disk");
            node.Settle();
            node.Reclaim();
        }
        _threads.Rest();
        _exported = node.Export(int.MaxValue);
        node.Dispose();
        _books.Close();
        return _outcome with { Worlds = 1, Accepted = _books.Accepted, Rows = _books.Rows, Hash = _trace.Hash };
    }

    private void Live()
    {
        StoreNode? node = null;
        for (int start = 0; node is null; start++)
        {
            StoreBooks.Hold(start < MostStarts, "no start succeeds");
            _disk.Give(Faults());
            node = Start();
            if (node is null)
            {
                _outcome.FailedStarts++;
                EndDisk(isFailed: true);
            }
        }
        node.Doubt();
        int steps = _random.Next(150);
        int left = steps;
        for (int step = 0; step < steps && left > 0; step++)
        {
            Step(node);
            _threads.Pause();
            // An application goes on for a moment after its store has failed.
            left = node.HasFailed ? Math.Min(left, 4) - 1 : steps;
        }
        if (node.HasFailed)
            _outcome.FailedLives++;
        End(node);
        _outcome.Carried += node.Carried;
    }

    private DiskFaults Faults() => _random.Next(8) switch
    {
        0 or 1 when _options.Durability == Durability.Fsync => new DiskFaults { CutAtCall = 1 + _random.Next(120) },
        2 => new DiskFaults { FailingSync = 1 + _random.Next(30), Errno = _random.Next(2) == 0 ? 5 : 28 },
        3 => new DiskFaults { FailingSync = 1 + _random.Next(5) },
        4 => new DiskFaults { FailingWrite = 1 + _random.Next(30), Errno = _random.Next(2) == 0 ? 5 : 28 },
        _ => new DiskFaults(),
    };

    private StoreNode? Start()
    {
        var node = new StoreNode(_books, _random, _time, _threads);
        _outcome.Starts++;
        Say("start");
        try
        {
            node.Start(_options, _disk, _exported);
        }
        catch (JournalIoException) when (_disk.IsOff || _disk.HasFailed)
        {
            StoreBooks.Hold(_threads.Running == 0, "a start failed and left a thread");
            return null;
        }
        if (node.BeganInNextSegment)
            _outcome.FullSegmentStarts++;
        return node;
    }

    private void Step(StoreNode node)
    {
        int kind = _random.Next(40);
        _trace.Fold(kind);
        switch (kind)
        {
            case < 9:
                node.Submit(_random.Next(_random.Next(8) == 0 ? 1_500 : 200));
                break;
            case < 12:
                node.SubmitToTheBrim(SegmentBytes);
                break;
            case < 16:
                node.Attempt();
                break;
            case < 21:
                node.Answer();
                break;
            case < 24:
                node.Receipt();
                break;
            case < 26:
                node.Deliver();
                break;
            case < 29:
                node.Place();
                break;
            case < 30:
                node.BringQueued();
                break;
            case < 33:
                node.Reclaim();
                break;
            case < 36:
                _exported = node.Export(_random.Next(60));
                break;
            case < 37:
                Fill();
                break;
            case < 38:
                _time.Run(TimeSpan.FromSeconds(_random.Next(3)), static () => { });
                break;
            default:
                node.Rest();
                break;
        }
    }

    /// <summary>Something else takes all the room on the disk, or gives it back.</summary>
    private void Fill()
    {
        bool fills = _disk.MostFiles == int.MaxValue;
        _disk.MostFiles = fills ? 0 : int.MaxValue;
        if (fills)
            _outcome.FullDisks++;
    }

    private void End(StoreNode node)
    {
        if (_random.Next(5) == 0 && !_disk.IsOff)
        {
            Say("stop");
            node.Dispose();
            if (node.HasFailed || _disk.IsOff)
                EndDisk(isFailed: true);
            return;
        }
        // The disk that the next start finds is as it is now; whatever is said to be durable from here on would be a lie.
        EndDisk(node.HasFailed);
        node.Dispose();
    }

    private void EndDisk(bool isFailed)
    {
        if (_options.Durability == Durability.Fsync && _random.Next(3) > 0)
        {
            Say("the power goes");
            _outcome.Cuts++;
            _disk = _disk.CutPower();
        }
        else
        {
            Say(isFailed ? "the process ends" : "the process is killed");
            _outcome.Kills++;
            _disk = _disk.Kill();
        }
    }

    private void OnCall(string call, string path)
    {
        _trace.Fold(call[0]);
        _trace.Fold(path[^Math.Min(5, path.Length)]);
        if (_text is not null)
            Say($"{call} {path}");
        _threads.Pause();
    }

    private void Say(string what) =>
        _text?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{_time.Now / (double)TimeSpan.TicksPerSecond:0.000} {what}"));
}
