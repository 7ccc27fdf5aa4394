using Microsoft.Extensions.Logging;

namespace Storage.Cdr;

/// <summary>
/// Turns the journal's events into rows of a database, exactly one an event. The database holds, in the same transaction as the
/// rows, how far it has got; after any error that position is read again before anything is written. What is not exported yet
/// stays in the journal, so a database that is away costs disk space and lag and nothing else.
/// </summary>
public sealed class CdrExporter : IAsyncDisposable
{
    /// <summary>More than an adjustment of a clock that was about right.</summary>
    internal static readonly TimeSpan ClockLeeway = TimeSpan.FromHours(1);

    private readonly Journal _journal;
    private readonly ICdrSink _sink;
    private readonly CdrExporterOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ClockGuard _clock;
    private readonly Action<JournalPosition> _keepFrom;
    private readonly CdrBatch _batch = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _waiters = new();
    private readonly List<(JournalPosition Until, TaskCompletionSource Reached)> _flushes = [];
    private TaskCompletionSource _hurry = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private JournalReader? _reader;
    private JournalPosition _stored;
    private JournalPosition _credible;
    private TimeSpan _retry;
    private Task _running = Task.CompletedTask;
    private long? _tended;
    private bool _ended;
    private long _exported;
    private long _exportedEvents = -1;
    private long _rows;

    private CdrExporter(
        Journal journal, ICdrSink sink, CdrExporterOptions options, TimeProvider time, ILogger logger, Action<JournalPosition>? keepFrom)
    {
        _keepFrom = keepFrom ?? (position => journal.KeepFrom = position);
        _journal = journal;
        // Ahead of that is a database only if the journal has lost its tail.
        _credible = journal.DurablePosition;
        _sink = sink;
        _options = options;
        _retry = options.RetryFrom;
        _time = time;
        _logger = logger;
        _clock = new ClockGuard(time, ClockLeeway);
        sink.ReportTo(logger);
        sink.ReadFrom(journal.Identity);
    }

    /// <summary>Every event before this position has its row.</summary>
    public JournalPosition ExportedPosition => new(Volatile.Read(ref _exported));

    /// <summary>Rows written since the start.</summary>
    public long Rows => Volatile.Read(ref _rows);

    /// <summary>Durable events without a row; -1 while the database was not reached yet.</summary>
    public long Lag => Volatile.Read(ref _exportedEvents) is >= 0 and var events ? Math.Max(0, _journal.DurableEvents - events) : -1;

    /// <summary>What went wrong last; null while the database takes rows.</summary>
    public Exception? LastError { get; private set; }

    /// <summary>How many wait for <see cref="FlushAsync"/>.</summary>
    internal int Waiting
    {
        get
        {
            lock (_waiters) return _flushes.Count;
        }
    }

    internal bool IsPausing { get; private set; }

    /// <summary>
    /// Begins in the background to export <paramref name="journal"/> to <paramref name="sink"/>, which it disposes at its end. A
    /// database that is away is no reason not to start: it is tried until it is back.
    /// </summary>
    /// <param name="journal">The journal.</param>
    /// <param name="sink">Where rows go.</param>
    /// <param name="options">How it paces itself.</param>
    /// <param name="time">Paces retries and housekeeping.</param>
    /// <param name="logger">Where it reports.</param>
    /// <param name="keepFrom">
    /// Told from where on the journal is needed; the journal itself when null. See <see cref="JournalKeep"/> for more than one exporter.
    /// </param>
    public static CdrExporter Start(
        Journal journal, ICdrSink sink, CdrExporterOptions options, TimeProvider time, ILogger logger,
        Action<JournalPosition>? keepFrom = null)
    {
        var exporter = new CdrExporter(journal, sink, options, time, logger, keepFrom);
        exporter._running = Task.Run(exporter.RunAsync);
        return exporter;
    }

    /// <summary>
    /// Exports what the journal has taken so far, for at most <paramref name="limit"/>, then stops. Whether everything has its
    /// row.
    /// </summary>
    public async Task<bool> StopAsync(TimeSpan limit)
    {
        using var over = new CancellationTokenSource(limit, _time);
        bool complete = true;
        try
        {
            await FlushAsync(_journal.AppendPosition, over.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or InvalidOperationException)
        {
            complete = false;
        }
        await DisposeAsync();
        return complete;
    }

    /// <summary>Completes when every event before <paramref name="until"/> has its row; skips pauses meanwhile.</summary>
    /// <exception cref="InvalidOperationException">The journal ended before.</exception>
    public async Task FlushAsync(JournalPosition until, CancellationToken cancellationToken)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_waiters)
        {
            if (ExportedPosition >= until) return;
            if (_ended) throw new InvalidOperationException("the export has ended, and with it the journal");
            _flushes.Add((until, reached));
            _hurry.TrySetResult();
        }
        try
        {
            await reached.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            // Who gives up must not be remembered until a database that is away is back.
            lock (_waiters) _flushes.Remove((until, reached));
        }
    }

    /// <summary>Stops where it is; what has no row yet gets it after the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested) return;
        await _stop.CancelAsync();
        await _running;
        _reader?.Dispose();
        await _sink.DisposeAsync();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        await ExportUntilEndAsync();
        lock (_waiters)
        {
            _ended = true;
            foreach ((_, TaskCompletionSource reached) in _flushes)
                reached.TrySetException(new InvalidOperationException("the journal has ended"));
            _flushes.Clear();
        }
    }

    private async Task ExportUntilEndAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await OpenAsync();
                await ExportAsync();
                return;
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                LastError = e;
                Log.CdrFailed(_logger, _retry, e);
            }
            await PauseAsync(_retry);
            _retry = _retry * 2 < _options.RetryTo ? _retry * 2 : _options.RetryTo;
        }
    }

    private async Task OpenAsync()
    {
        CdrPosition? stored = await _sink.OpenAsync(_stop.Token);
        if (stored is { } known && known.Journal == _journal.Identity && known.Position > _credible) stored = await CorrectAsync(known);
        _credible = JournalPosition.End;
        JournalPosition from = Resolve(stored);
        _reader?.Dispose();
        _reader = _journal.Read(from);
        _stored = from;
        Publish();
        Log.CdrOpen(_logger, from);
    }

    /// <summary>At once, since the journal soon grows past what is stored, and then nothing shows that it is not true.</summary>
    private async Task<CdrPosition> CorrectAsync(CdrPosition ahead)
    {
        var end = new CdrPosition(_journal.Identity, _journal.OpenedAt);
        Log.CdrAhead(_logger, ahead.Position, end.Position);
        _batch.Clear();
        await _sink.WriteAsync(_batch, end, _stop.Token);
        return end;
    }

    private JournalPosition Resolve(CdrPosition? stored)
    {
        if (stored is not { } known) return JournalPosition.Start;
        if (known.Journal != _journal.Identity)
        {
            Log.CdrOtherJournal(_logger, known.Position);
            return JournalPosition.Start;
        }
        long oldest = _journal.OldestSegment;
        if (known.Position.Segment < oldest) Log.CdrGap(_logger, known.Position, oldest);
        return known.Position;
    }

    private async Task ExportAsync()
    {
        JournalReader reader = _reader!;
        while (true)
        {
            _batch.Clear();
            bool more = Fill(reader);
            // Without rows the position alone is written only now and then: events that have no row would be read again, no more.
            if (_batch.Count > 0 || reader.Position.Segment != _stored.Segment)
            {
                await _sink.WriteAsync(_batch, new CdrPosition(_journal.Identity, reader.Position), _stop.Token);
                _stored = reader.Position;
                Volatile.Write(ref _rows, _rows + _batch.Count);
            }
            await TendAsync();
            Succeeded();
            Publish();
            if (more) continue;
            if (IsHurried && _sink.HeldFrom is not null)
            {
                await _sink.FlushAsync(_stop.Token);
                Publish();
            }
            if (_batch.Count > 0) await PauseAsync(_options.Linger);
            if (!await WaitAsync(reader)) return;
        }
    }

    private bool IsHurried
    {
        get
        {
            lock (_waiters) return _hurry.Task.IsCompleted;
        }
    }

    /// <summary>
    /// Waits for events, for somebody who wants what there is written, or until it is time for housekeeping; false when the journal
    /// has ended and all of it was read.
    /// </summary>
    private async Task<bool> WaitAsync(JournalReader reader)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        Task<bool> events = reader.WaitAsync(over.Token).AsTask();
        if (events.IsCompleted) return await events;
        Task hurry = events;
        if (_sink.HeldFrom is not null)
            lock (_waiters) hurry = _hurry.Task;
        Task first = await Task.WhenAny(events, Task.Delay(_options.TendInterval, _time, over.Token), hurry);
        await over.CancelAsync();
        _stop.Token.ThrowIfCancellationRequested();
        return first != events || await events;
    }

    private async Task TendAsync()
    {
        if (_tended is { } last && _time.GetElapsedTime(last) < _options.TendInterval) return;
        DateTimeOffset now = _time.GetUtcNow();
        TimeSpan? retention = null;
        if (_options.Retention is { } kept)
        {
            retention = kept + _clock.ExcessOf(now, out TimeSpan? parted);
            if (parted is { } ahead) Log.ClockAhead(_logger, ahead);
        }
        bool more = await _sink.TendAsync(now, retention, _stop.Token);
        _tended = more ? null : _time.GetTimestamp();
    }

    private void Succeeded()
    {
        if (LastError is null) return;
        LastError = null;
        _retry = _options.RetryFrom;
        Log.CdrRecovered(_logger);
    }

    /// <summary>Whether there may be more than the batch holds.</summary>
    private bool Fill(JournalReader reader)
    {
        while (_batch.Count < _options.BatchRows)
        {
            if (!reader.TryReadEncoded(out ReadOnlySpan<byte> encoded, out EventKind kind, out int payloadLength)) return false;
            if (kind.IsExported) _batch.Add(encoded, payloadLength);
        }
        return true;
    }

    private void Publish()
    {
        JournalPosition exported = _sink.HeldFrom ?? _reader!.Position;
        Volatile.Write(ref _exportedEvents, _reader!.EventsBefore);
        _keepFrom(_sink.HeldFrom ?? _stored);
        lock (_waiters)
        {
            Volatile.Write(ref _exported, exported.Value);
            for (int i = _flushes.Count - 1; i >= 0; i--)
            {
                if (_flushes[i].Until > exported) continue;
                _flushes[i].Reached.TrySetResult();
                _flushes.RemoveAt(i);
            }
            if (_flushes.Count == 0 && _hurry.Task.IsCompleted)
                _hurry = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private async Task PauseAsync(TimeSpan pause)
    {
        Task hurry;
        lock (_waiters) hurry = _hurry.Task;
        if (hurry.IsCompleted && LastError is null) return;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        Task delay = Task.Delay(pause, _time, over.Token);
        IsPausing = true;
        await (LastError is null ? Task.WhenAny(delay, hurry) : Task.WhenAny(delay));
        IsPausing = false;
        await over.CancelAsync();
    }
}
