using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Storage.Tests;

/// <summary>A journal in a folder with everything around it recorded.</summary>
public sealed class JournalBench : IReplay, ICommitGate, IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private JournalBench()
    {
    }

    public Journal Journal { get; private set; } = null!;

    public List<EventCopy> Replayed { get; } = [];

    /// <summary>What the committer called, in order: "(", "+", "-" and ")".</summary>
    public List<string> Calls { get; } = [];

    public static JournalOptions Options(string folder, int segmentBytes = 64 << 10) => new()
    {
        Folder = folder,
        SegmentBytes = segmentBytes,
        BatchBytes = 1 << 20,
        MinimumFreeBytes = 0,
        RetryInterval = TimeSpan.FromMilliseconds(10),
    };

    public static JournalBench Open(
        JournalOptions options, IJournalFiles? files = null, TimeProvider? time = null, ILogger? logger = null)
    {
        var bench = new JournalBench();
        bench.Journal = Journal.Open(options, bench, bench, time ?? TimeProvider.System, logger ?? NullLogger.Instance, files);
        return bench;
    }

    public static List<EventCopy> Replay(JournalOptions options)
    {
        var recorder = new Recorder();
        Recover(options, LinuxJournalFiles.Instance, recorder);
        return recorder.Events;
    }

    /// <summary>Reads a journal as a start does, and changes nothing.</summary>
    public static void Recover(JournalOptions options, IJournalFiles files, IReplay replay) =>
        new JournalRecovery(options.Folder, files, replay, TimeProvider.System, NullLogger.Instance).Run();

    /// <summary>Appends and waits until it is durable.</summary>
    public async Task<JournalPosition> StoreAsync(ulong messageId)
    {
        var waiter = new Waiter();
        Assert.Equal(AppendResult.Ok, Append(messageId, waiter, out JournalPosition position));
        Assert.True(await waiter.Outcome.WaitAsync(Patience, Cancelled));
        return position;
    }

    /// <summary>Appends an essential event and waits until it is durable; false when it was refused.</summary>
    public async Task<bool> TryStoreEssentialAsync(ulong messageId)
    {
        var waiter = new Waiter();
        if (Append(messageId, 500, waiter, essential: true) != AppendResult.Ok) return false;
        Assert.True(await waiter.Outcome.WaitAsync(Patience, Cancelled));
        return true;
    }

    public async Task StoreEssentialAsync(ulong messageId) => Assert.True(await TryStoreEssentialAsync(messageId));

    public AppendResult Append(ulong messageId, IDurable? whenDurable, out JournalPosition position, bool essential = false)
    {
        JournalEvent e = Events.Small(messageId);
        return Append(in e, whenDurable, out position, essential);
    }

    public AppendResult Append(ulong messageId, int payload, IDurable? whenDurable = null, bool essential = false) =>
        Append(messageId, payload, whenDurable, out _, essential);

    public AppendResult Append(ulong messageId, int payload, IDurable? whenDurable, out JournalPosition position, bool essential = false)
    {
        JournalEvent e = Events.Full(messageId, Payload(messageId, payload));
        return Append(in e, whenDurable, out position, essential);
    }

    /// <summary>Appends, however long it takes to make the segment for it: with small ones the journal is often busy with that.</summary>
    public AppendResult Append(in JournalEvent e, IDurable? whenDurable, out JournalPosition position, bool essential = false)
    {
        AppendResult result;
        while ((result = Journal.TryAppend(in e, whenDurable, out position, essential)) == AppendResult.Busy) Thread.Yield();
        return result;
    }

    /// <summary>Appends now or not at all.</summary>
    public AppendResult TryAppend(ulong messageId, int payload, IDurable? whenDurable = null, bool essential = false)
    {
        JournalEvent e = Events.Full(messageId, Payload(messageId, payload));
        return Journal.TryAppend(in e, whenDurable, out _, essential);
    }

    public void OnEvent(in JournalEvent e, JournalPosition position) => Replayed.Add(EventCopy.Of(in e, position));

    public void OnCommitting() => Calls.Add("(");

    public void OnCommitted() => Calls.Add(")");

    public ValueTask DisposeAsync() => Journal.DisposeAsync();

    private static byte[] Payload(ulong messageId, int length)
    {
        byte[] octets = new byte[length];
        octets.AsSpan().Fill((byte)messageId);
        return octets;
    }

    /// <summary>Keeps what is replayed.</summary>
    public sealed class Recorder : IReplay
    {
        public List<EventCopy> Events { get; } = [];

        public void OnEvent(in JournalEvent e, JournalPosition position) => Events.Add(EventCopy.Of(in e, position));
    }
}

/// <summary>Waits for one event.</summary>
public sealed class Waiter : IDurable
{
    private readonly TaskCompletionSource<bool> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>True for durable, false for store failed.</summary>
    public Task<bool> Outcome => _outcome.Task;

    public void OnDurable() => _outcome.SetResult(true);

    public void OnStoreFailed() => _outcome.SetResult(false);
}
