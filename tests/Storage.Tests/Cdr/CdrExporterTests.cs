using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Peers;
using Shared;
using Storage.Cdr;

namespace Storage.Tests;

public sealed class CdrExporterTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_database_that_is_away_keeps_the_journal_from_dropping_what_it_lacks()
    {
        var sink = new MemorySink { Away = true };
        await using JournalBench bench = JournalBench.Open(JournalBench.Options(_folder.Path, 4 << 10) with { RecycledSegments = 0 });
        await using CdrExporter exporter = Export(bench, sink);
        for (ulong id = 1; id <= 500; id++)
        {
            await bench.StoreAsync(id);
            bench.Journal.Release(bench.Journal.DurablePosition.Segment);
        }
        Assert.Equal(1, bench.Journal.OldestSegment);
        Assert.NotNull(exporter.LastError);
        Assert.Equal(-1, exporter.Lag);
        Assert.False(await Reached(exporter, bench.Journal.DurablePosition, TimeSpan.FromMilliseconds(20)));

        sink.Away = false;
        await exporter.FlushAsync(bench.Journal.DurablePosition, Cancelled);
        Assert.Equal(Enumerable.Range(1, 500).Select(id => (ulong)id), sink.Rows);
        Assert.Null(exporter.LastError);
        await Until.Async(() => bench.Journal.OldestSegment >= bench.Journal.DurablePosition.Segment - 1);
    }

    [Fact]
    public async Task An_exporter_stopped_at_any_moment_leaves_rows_exact_for_the_next_one()
    {
        var sink = new MemorySink();
        await using JournalBench bench = JournalBench.Open(JournalBench.Options(_folder.Path));
        var random = new Random(3);
        ulong id = 0;
        for (int life = 0; life < 40; life++)
        {
            CdrExporter exporter = Export(bench, sink, rows: 1 + random.Next(20));
            for (int i = random.Next(60); i > 0; i--) Assert.Equal(AppendResult.Ok, bench.Append(++id, null, out _));
            if (random.Next(2) == 0) await bench.StoreAsync(++id);
            await exporter.DisposeAsync();
        }
        Assert.True(await Export(bench, sink).StopAsync(JournalBench.Patience));
        Assert.Equal(Enumerable.Range(1, (int)id).Select(n => (ulong)n), sink.Rows);
    }

    [Fact]
    public async Task After_an_error_the_pause_doubles_up_to_its_bound_and_falls_back_after_a_success()
    {
        var time = new FakeTimeProvider();
        var sink = new MemorySink { Away = true };
        await using JournalBench bench = JournalBench.Open(JournalBench.Options(_folder.Path));
        await bench.StoreAsync(1);
        var options = new CdrExporterOptions { RetryFrom = TimeSpan.FromSeconds(1), RetryTo = TimeSpan.FromSeconds(30) };
        await using CdrExporter exporter = CdrExporter.Start(bench.Journal, sink, options, time, NullLogger.Instance);
        int expected = 1;
        foreach (int seconds in (int[])[1, 2, 4, 8, 16, 30, 30])
        {
            await Until.Async(() => sink.Opens == expected && exporter.IsPausing);
            time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
            Assert.Equal(expected, sink.Opens);
            time.Advance(TimeSpan.FromMilliseconds(1));
            expected++;
        }
        await Until.Async(() => sink.Opens == expected && exporter.IsPausing);
        sink.Away = false;
        time.Advance(TimeSpan.FromSeconds(30));
        await Until.Async(() => sink.Rows.Count == 1 && exporter.LastError is null);
        sink.Away = true;
        await bench.StoreAsync(2);
        await Until.Async(() => exporter.IsPausing || exporter.LastError is not null);
        time.Advance(options.Linger);
        await Until.Async(() => exporter.LastError is not null && exporter.IsPausing);
        sink.Away = false;
        time.Advance(TimeSpan.FromSeconds(1));
        await Until.Async(() => sink.Rows.Count == 2);
    }

    [Fact]
    public async Task A_position_ahead_of_the_journal_goes_on_from_where_earlier_runs_ended()
    {
        var sink = new MemorySink();
        await using JournalBench bench = await ReopenedAsync();
        for (ulong id = 11; id <= 20; id++) await bench.StoreAsync(id);
        sink.Stored = new CdrPosition(bench.Journal.Identity, new JournalPosition(1, 60_000));
        await using CdrExporter exporter = Export(bench, sink);
        for (ulong id = 21; id <= 30; id++) await bench.StoreAsync(id);
        await exporter.FlushAsync(bench.Journal.DurablePosition, Cancelled);
        Assert.Equal(Enumerable.Range(11, 20).Select(id => (ulong)id), sink.Rows);
    }

    [Fact]
    public async Task A_position_ahead_of_the_journal_costs_no_row_though_the_journal_outgrows_it_before_the_database_is_back()
    {
        await using JournalBench bench = await ReopenedAsync();
        // In the middle of a record that is still to come.
        var ahead = new CdrPosition(bench.Journal.Identity, new JournalPosition(bench.Journal.OpenedAt.Value + 200));
        var sink = new MemorySink { Away = true, Stored = ahead };
        await using CdrExporter exporter = Export(bench, sink);
        for (ulong id = 11; id <= 40; id++) await bench.StoreAsync(id);
        Assert.True(bench.Journal.DurablePosition > ahead.Position);
        sink.Away = false;
        await exporter.FlushAsync(bench.Journal.DurablePosition, Cancelled).WaitAsync(JournalBench.Patience, Cancelled);

        int opens = sink.Opens;
        sink.Away = true;
        await bench.StoreAsync(41);
        await Until.Async(() => sink.Opens > opens);
        sink.Away = false;
        await exporter.FlushAsync(bench.Journal.DurablePosition, Cancelled);
        Assert.Equal(Enumerable.Range(11, 31).Select(id => (ulong)id), sink.Rows);
    }

    [Fact]
    public async Task A_position_ahead_of_the_journal_is_corrected_before_there_are_rows()
    {
        await using JournalBench bench = await ReopenedAsync();
        var sink = new MemorySink { Stored = new CdrPosition(bench.Journal.Identity, new JournalPosition(1, 60_000)) };
        await using CdrExporter exporter = Export(bench, sink);
        await Until.Async(() => sink.Stored == new CdrPosition(bench.Journal.Identity, bench.Journal.OpenedAt));
        Assert.Empty(sink.Rows);
    }

    [Fact]
    public async Task A_position_behind_the_oldest_segment_goes_on_from_the_oldest_event()
    {
        var sink = new MemorySink();
        await using JournalBench bench = JournalBench.Open(JournalBench.Options(_folder.Path, 4 << 10));
        for (ulong id = 1; id <= 200; id++) await bench.StoreAsync(id);
        bench.Journal.KeepFrom = JournalPosition.End;
        bench.Journal.Release(3);
        await Until.Async(() => bench.Journal.OldestSegment == 3);
        sink.Stored = new CdrPosition(bench.Journal.Identity, new JournalPosition(1, 64));
        await using CdrExporter exporter = Export(bench, sink);
        await exporter.FlushAsync(bench.Journal.DurablePosition, Cancelled);
        Assert.Equal(200UL, sink.Rows[^1]);
        Assert.Equal(sink.Rows.Count, sink.Rows.Distinct().Count());
        Assert.InRange(sink.Rows.Count, 1, 199);
    }

    [Fact]
    public async Task Stopping_gives_up_on_a_database_that_is_away_and_says_so()
    {
        var sink = new MemorySink { Away = true };
        await using JournalBench bench = JournalBench.Open(JournalBench.Options(_folder.Path));
        await bench.StoreAsync(1);
        Assert.False(await Export(bench, sink).StopAsync(TimeSpan.FromMilliseconds(50)));
        sink.Away = false;
        Assert.True(await Export(bench, sink).StopAsync(JournalBench.Patience));
        Assert.Single(sink.Rows);
    }

    [Fact]
    public async Task Who_gives_up_waiting_for_a_database_that_is_away_is_forgotten()
    {
        var sink = new MemorySink { Away = true };
        await using JournalBench bench = JournalBench.Open(JournalBench.Options(_folder.Path));
        await bench.StoreAsync(1);
        await using CdrExporter exporter = Export(bench, sink);
        for (int i = 0; i < 100; i++)
            Assert.False(await Reached(exporter, bench.Journal.DurablePosition, TimeSpan.FromMilliseconds(1)));
        Assert.Equal(0, exporter.Waiting);
    }

    [Fact]
    public async Task Stopping_after_the_journal_failed_does_not_wait_for_what_never_comes()
    {
        var files = new FaultyFiles { FailingSync = 1 };
        await using JournalBench bench = JournalBench.Open(JournalBench.Options(_folder.Path), files);
        await bench.StoreAsync(1);
        CdrExporter exporter = Export(bench, new MemorySink());
        files.Armed = true;
        Assert.Equal(AppendResult.Ok, bench.Append(2, null, out _));
        await bench.Journal.Failure.WaitAsync(JournalBench.Patience, Cancelled);
        Assert.False(await exporter.StopAsync(TimeSpan.FromHours(1)).WaitAsync(JournalBench.Patience, Cancelled));
    }

    [Fact]
    public async Task Segments_without_rows_move_the_position_too()
    {
        var sink = new MemorySink();
        await using JournalBench bench = JournalBench.Open(JournalBench.Options(_folder.Path, 4 << 10));
        await using CdrExporter exporter = Export(bench, sink);
        for (int i = 0; bench.Journal.DurablePosition.Segment < 5; i++)
        {
            var carried = new JournalEvent { Kind = EventKind.Carried, MessageId = 1, Payload = new byte[500] };
            var waiter = new Waiter();
            Assert.Equal(AppendResult.Ok, bench.Append(in carried, waiter, out _));
            await waiter.Outcome;
        }
        await exporter.FlushAsync(bench.Journal.DurablePosition, Cancelled);
        Assert.Empty(sink.Rows);
        Assert.Equal(5, sink.Stored!.Value.Position.Segment);
        bench.Journal.Release(5);
        await Until.Async(() => bench.Journal.OldestSegment == 5);
    }

    [Fact]
    public async Task A_wall_clock_that_jumps_ahead_makes_no_row_too_old_and_is_named_each_time()
    {
        TimeSpan kept = TimeSpan.FromDays(10), jump = TimeSpan.FromDays(20), leeway = CdrExporter.ClockLeeway;
        var clock = new JumpingClock();
        var logger = new RecordingLogger();
        var sink = new MemorySink();
        await using JournalBench bench = JournalBench.Open(JournalBench.Options(_folder.Path));
        var options = new CdrExporterOptions { Retention = kept };
        await using CdrExporter exporter = CdrExporter.Start(bench.Journal, sink, options, clock, logger);
        await Until.Async(() => !sink.Retentions.IsEmpty);

        foreach (TimeSpan ahead in (TimeSpan[])[TimeSpan.Zero, jump, jump, leeway, jump, -jump])
        {
            clock.Ahead = ahead;
            int tended = sink.Retentions.Count;
            await Until.Async(() => clock.Timers > 0);
            clock.Advance(options.TendInterval);
            await Until.Async(() => sink.Retentions.Count > tended);
        }

        Assert.Equal([kept, kept, kept + jump - leeway, kept + jump - leeway, kept, kept + jump - leeway, kept], sink.Retentions);
        Assert.Equal(2, logger.Lines.Count(line => line.Event.Id == 4057));
    }

    /// <summary>A journal with ten events of an earlier run.</summary>
    private async Task<JournalBench> ReopenedAsync()
    {
        await using (JournalBench before = JournalBench.Open(JournalBench.Options(_folder.Path)))
            for (ulong id = 1; id <= 10; id++) await before.StoreAsync(id);
        return JournalBench.Open(JournalBench.Options(_folder.Path));
    }

    private static CdrExporter Export(JournalBench bench, ICdrSink sink, int rows = 1000) => CdrExporter.Start(
        bench.Journal,
        sink,
        new CdrExporterOptions
        {
            BatchRows = rows,
            Linger = TimeSpan.FromMilliseconds(1),
            RetryFrom = TimeSpan.FromMilliseconds(1),
            RetryTo = TimeSpan.FromMilliseconds(5),
        },
        TimeProvider.System,
        NullLogger.Instance);

    private static async Task<bool> Reached(CdrExporter exporter, JournalPosition until, TimeSpan limit)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        over.CancelAfter(limit);
        try
        {
            await exporter.FlushAsync(until, over.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>A database in memory that can be away.</summary>
    private sealed class MemorySink : ICdrSink
    {
        private volatile bool _away;
        private int _opens;

        public bool Away
        {
            get => _away;
            set => _away = value;
        }

        public int Opens => Volatile.Read(ref _opens);

        public CdrPosition? Stored { get; set; }

        public List<ulong> Rows { get; } = [];

        public ConcurrentQueue<TimeSpan?> Retentions { get; } = new();

        public ValueTask<CdrPosition?> OpenAsync(CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _opens);
            if (Away) throw new CdrDatabaseException("away");
            return ValueTask.FromResult(Stored);
        }

        public async ValueTask WriteAsync(CdrBatch batch, CdrPosition next, CancellationToken cancellationToken)
        {
            await Task.Yield();
            if (Away) throw new CdrDatabaseException("away");
            cancellationToken.ThrowIfCancellationRequested();
            Add(batch);
            Stored = next;
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
        }

        public ValueTask<bool> TendAsync(DateTimeOffset now, TimeSpan? retention, CancellationToken cancellationToken)
        {
            Retentions.Enqueue(retention);
            return ValueTask.FromResult(false);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private void Add(CdrBatch batch)
        {
            foreach (ref readonly JournalEvent e in batch) Rows.Add(e.MessageId);
        }
    }

    /// <summary>A clock that tests move, whose wall clock may be wrong, and which counts who waits for it.</summary>
    private sealed class JumpingClock : TimeProvider
    {
        private readonly FakeTimeProvider _true = new();
        private int _timers;

        public TimeSpan Ahead { get; set; }

        public int Timers => Volatile.Read(ref _timers);

        public override long TimestampFrequency => _true.TimestampFrequency;

        public void Advance(TimeSpan time) => _true.Advance(time);

        public override DateTimeOffset GetUtcNow() => _true.GetUtcNow() + Ahead;

        public override long GetTimestamp() => _true.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            ITimer timer = _true.CreateTimer(callback, state, dueTime, period);
            Interlocked.Increment(ref _timers);
            return new CountedTimer(timer, () => Interlocked.Decrement(ref _timers));
        }

        private sealed class CountedTimer(ITimer timer, Action disposed) : ITimer
        {
            private int _disposed;

            public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(dueTime, period);

            public void Dispose()
            {
                timer.Dispose();
                if (Interlocked.Exchange(ref _disposed, 1) == 0) disposed();
            }

            public ValueTask DisposeAsync()
            {
                Dispose();
                return ValueTask.CompletedTask;
            }
        }
    }
}
