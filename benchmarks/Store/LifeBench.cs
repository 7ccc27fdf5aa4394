using System.Diagnostics;
using Store.Lives;

namespace Store;

/// <summary>The whole life of a message: one thread, a batch after the other, in the journal and in what else could have been taken.</summary>
internal static class LifeBench
{
    public static readonly int[] Batches = [64, 512];

    public static readonly (string Name, Func<string, ILifeStore> Open)[] Stores =
    [
        ("reference: raw log of the same octets, fdatasync", folder => new RawLog(folder)),
        ("journal, live state, receipt index", folder => new JournalStore(folder, exportsCdrs: false)),
        ("the same, and 4 CDRs a message in SQLite", folder => new JournalStore(folder, exportsCdrs: true)),
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
