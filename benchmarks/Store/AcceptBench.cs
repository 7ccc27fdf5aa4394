using System.Diagnostics;
using HdrHistogram;
using Microsoft.Extensions.Logging.Abstractions;
using Storage;
using Store.Lives;

namespace Store;

/// <summary>Durable acceptance alone: producers that each keep at most a window of messages waiting for the disk.</summary>
internal sealed class AcceptBench : IReplay, ICommitGate
{
    private const int Producers = 4;
    private const int Window = 1_000;

    private readonly LongHistogram _latencies = new(60_000_000, 3);
    private readonly object _committed = new();
    private readonly Journal _journal;
    private readonly double _rate;
    private long _durable;
    private volatile bool _isMeasuring;
    private volatile bool _isOver;

    private AcceptBench(string folder, double rate)
    {
        _rate = rate;
        _journal = Journal.Open(
            new JournalOptions { Folder = Path.Combine(folder, "journal") }, this, this, TimeProvider.System, NullLogger.Instance);
        _journal.KeepFrom = JournalPosition.End;
    }

    /// <summary>With so many messages a second, or all that the producers can make.</summary>
    public static RunResult Run(string folder, double seconds, double rate = double.PositiveInfinity)
    {
        var bench = new AcceptBench(folder, rate);
        var threads = new Thread[Producers];
        for (int i = 0; i < Producers; i++)
        {
            threads[i] = new Thread(bench.Produce);
            threads[i].Start();
        }
        Thread.Sleep(TimeSpan.FromSeconds(seconds / 4));
        var cpu = Environment.CpuUsage.TotalTime;
        long before = Volatile.Read(ref bench._durable);
        long start = Stopwatch.GetTimestamp();
        bench._isMeasuring = true;
        for (int i = 0; i < 10; i++)
        {
            Thread.Sleep(TimeSpan.FromSeconds(seconds / 10));
            bench._journal.Release(bench._journal.DurablePosition.Segment);
        }
        bench._isMeasuring = false;
        long count = Volatile.Read(ref bench._durable) - before;
        double elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
        double used = (Environment.CpuUsage.TotalTime - cpu).TotalSeconds;
        bench._isOver = true;
        foreach (var thread in threads)
            thread.Join();
        bench._journal.DisposeAsync().AsTask().Wait();
        return new RunResult
        {
            Count = count,
            Seconds = elapsed,
            CpuSeconds = used,
            P50Milliseconds = bench._latencies.GetValueAtPercentile(50) / 1000.0,
            P99Milliseconds = bench._latencies.GetValueAtPercentile(99) / 1000.0,
        };
    }

    /// <summary>The same octets in the raw log, as many at a time as all windows hold.</summary>
    public static RunResult RunRaw(string folder, double seconds)
    {
        using var log = new RawLog(folder);
        var latencies = new LongHistogram(60_000_000, 3);
        long count = 0;
        var cpu = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds)
        {
            long one = Stopwatch.GetTimestamp();
            log.Accept(count, Producers * Window);
            latencies.RecordValue((long)Stopwatch.GetElapsedTime(one).TotalMicroseconds);
            count += Producers * Window;
        }
        return new RunResult
        {
            Count = count,
            Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds,
            CpuSeconds = (Environment.CpuUsage.TotalTime - cpu).TotalSeconds,
            P50Milliseconds = latencies.GetValueAtPercentile(50) / 1000.0,
            P99Milliseconds = latencies.GetValueAtPercentile(99) / 1000.0,
        };
    }

    void IReplay.OnEvent(in JournalEvent e, JournalPosition position)
    {
    }

    void ICommitGate.OnCommitting()
    {
    }

    void ICommitGate.OnCommitted()
    {
        lock (_committed)
            Monitor.PulseAll(_committed);
    }

    private void Produce()
    {
        var slots = new Slot[Window];
        for (int i = 0; i < Window; i++)
            slots[i] = new Slot(this);
        long start = Stopwatch.GetTimestamp();
        for (long number = 0; !_isOver; number++)
        {
            while (number > Stopwatch.GetElapsedTime(start).TotalSeconds * _rate / Producers)
                Thread.Sleep(1);
            var slot = slots[number % Window];
            // Messages become durable in their order: the slot is free when its last one is.
            if (slot.IsWaiting)
            {
                lock (_committed)
                {
                    while (slot.IsWaiting)
                        Monitor.Wait(_committed);
                }
            }
            slot.Start = Stopwatch.GetTimestamp();
            slot.IsWaiting = true;
            var e = Work.Event(EventKind.Accepted, _journal.Ids.Next(), default, Work.Octets(number, Work.BodyOctets));
            AppendResult result;
            while ((result = _journal.TryAppend(e, slot, out _)) == AppendResult.Busy)
                Thread.Yield();
            if (result != AppendResult.Ok)
                throw new IOException($"the journal says {result}");
        }
    }

    private sealed class Slot(AcceptBench bench) : IDurable
    {
        private volatile bool _isWaiting;

        public bool IsWaiting
        {
            get => _isWaiting;
            set => _isWaiting = value;
        }

        public long Start { get; set; }

        public void OnDurable()
        {
            if (bench._isMeasuring)
                bench._latencies.RecordValue((long)Stopwatch.GetElapsedTime(Start).TotalMicroseconds);
            Volatile.Write(ref bench._durable, bench._durable + 1);
            IsWaiting = false;
        }

        public void OnStoreFailed() => IsWaiting = false;
    }
}
