using System.Diagnostics;
using Store.Lives;

namespace Store;

/// <summary>The whole life of a message, a batch after the other, in the journal and in what else could have been taken.</summary>
internal static class LifeBench
{
    public static readonly int[] Batches = [64, 512, 4_096];

    // Upstream ids have 40 bits.
    private const int FirstBits = 36;

    public static readonly (string Name, Func<string, ILifeStore> Open)[] Stores =
    [
        ("reference: raw log of the same octets, fdatasync", folder => new RawLog(folder)),
        ("journal, live state, receipt index", folder => new JournalStore(new JournalNode(folder, exportsCdrs: false), ownsNode: true)),
        ("the same, and 4 CDRs a message in SQLite",
            folder => new JournalStore(new JournalNode(folder, exportsCdrs: true), ownsNode: true)),
        ("reference: RocksDB, write batches, synced log", folder => new RocksStore(folder)),
        ("reference: SQLite, WAL, synchronous FULL, prepared", folder => new SqliteStore(folder)),
    ];

    public static RunResult Run(string folder, Func<string, ILifeStore> open, int batch, double seconds)
    {
        using var store = open(folder);
        long next = Live(store, 1, batch, seconds / 4);
        store.Complete();
        long first = next;
        var cpu = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        next = Live(store, next, batch, seconds);
        store.Complete();
        return new RunResult
        {
            Count = next - first,
            Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds,
            CpuSeconds = (Environment.CpuUsage.TotalTime - cpu).TotalSeconds,
        };
    }

    /// <summary>Several threads on one journal, as sessions are: they share syncs.</summary>
    public static RunResult RunShared(string folder, bool exportsCdrs, int threads, int batch, double seconds)
    {
        using var node = new JournalNode(folder, exportsCdrs);
        var stores = Enumerable.Range(0, threads).Select(_ => new JournalStore(node, ownsNode: false)).ToArray();
        long[] next = [.. Enumerable.Range(0, threads).Select(thread => ((long)thread << FirstBits) + 1)];
        Spread(seconds / 4);
        node.Complete();
        long first = next.Sum();
        var cpu = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        Spread(seconds);
        node.Complete();
        return new RunResult
        {
            Count = next.Sum() - first,
            Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds,
            CpuSeconds = (Environment.CpuUsage.TotalTime - cpu).TotalSeconds,
        };

        void Spread(double duration)
        {
            var workers = stores.Select((store, i) => new Thread(() => next[i] = Live(store, next[i], batch, duration))).ToArray();
            foreach (var worker in workers)
                worker.Start();
            foreach (var worker in workers)
                worker.Join();
        }
    }

    private static long Live(ILifeStore store, long next, int batch, double seconds)
    {
        long start = Stopwatch.GetTimestamp();
        do
        {
            store.Accept(next, batch);
            store.Send(next, batch);
            store.Receive(next, batch);
            store.Finish(next, batch);
            next += batch;
        }
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds);
        return next;
    }
}
