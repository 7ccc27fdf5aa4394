using System.Net.Sockets;
using System.Security.Cryptography;
using HdrHistogram;
using Simulator.Ledgers;
using Smpp.Client;
using Smpp.Protocol;
using Smpp.Session;

namespace Simulator.Customers;

/// <summary>How far a load has come.</summary>
/// <param name="Sent">Submits sent.</param>
/// <param name="Answered">Submits that have an outcome.</param>
/// <param name="Receipts">Messages that have their receipt.</param>
public readonly record struct LoadProgress(long Sent, long Answered, long Receipts);

/// <summary>A load could not begin.</summary>
public sealed class LoadException(string message, Exception inner) : Exception(message, inner);

/// <summary>
/// A customer that submits as fast as its windows allow, or at a rate, and measures what comes back.
/// </summary>
public sealed class LoadRun
{
    // Message centres limit how many connections of one address have not bound yet.
    private const int BindingAtOnce = 32;

    private static readonly TimeSpan WatchInterval = TimeSpan.FromMilliseconds(20);

    private readonly LoadBind[] _binds;
    private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _createdAt;
    private readonly bool _gathers;
    private string? _error;
    private long _lastReceiptAt;
    private int _firstToFill;
    private volatile bool _isBehind;

    private LoadRun(LoadOptions options, TimeProvider time)
    {
        Options = options;
        Time = time;
        _createdAt = time.GetTimestamp();
        Heartbeat = new Heartbeat(time);
        // What a target leaves unanswered is a figure of the run, and not the end of it.
        Session = SessionOptions.Default with
        {
            Window = options.Window,
            InboundWindow = 10_000,
            OutputLimit = 1024 * 1024,
            MostUnanswered = 0,
        };
        Supply = new MessageSupply(options, time);
        string name = options.Run ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
        Templates = new LoadTemplates(options, name);
        Receipts = options.Receipts ? new ReceiptBook() : null;
        if (options.Ledger is not null)
            Ledger = new CustomerLedger(LedgerWriter.Open(options.Ledger, time), Templates, time);
        _binds = [.. Enumerable.Range(0, options.Binds).Select(_ => new LoadBind(this))];
        _gathers = Supply.IsPaced && Pacer.Gathers(options.Rate);
    }

    internal LoadOptions Options { get; }

    internal TimeProvider Time { get; }

    internal Heartbeat Heartbeat { get; }

    internal SessionOptions Session { get; }

    internal MessageSupply Supply { get; }

    internal LoadTemplates Templates { get; }

    internal ReceiptBook? Receipts { get; }

    internal CustomerLedger? Ledger { get; }

    /// <summary>From here on, on <see cref="Clock()"/>, latencies count.</summary>
    internal long MeasuredFrom { get; private set; }

    /// <summary>
    /// Whether a session with room is to wait for the pacer: whatever arrives would else send the few messages that are due by then, each
    /// few in a write of their own. Not while all windows are full and messages wait for room.
    /// </summary>
    internal bool WaitsForPacer => _gathers && !_isBehind;

    internal bool KeepsIds => Receipts is not null || Ledger is not null;

    /// <summary>Runs a load to its end.</summary>
    /// <param name="options">What to send, where and how.</param>
    /// <param name="time">The clock.</param>
    /// <param name="progress">Told a few times a second how far it has come, or null.</param>
    /// <param name="stop">Ends the load early, in order.</param>
    /// <exception cref="LoadException">No connection, or the bind was refused.</exception>
    /// <exception cref="IOException">The ledger cannot be written.</exception>
    public static async Task<LoadResult> RunAsync(
        LoadOptions options, TimeProvider time, IProgress<LoadProgress>? progress = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        var run = new LoadRun(options, time);
        try
        {
            return await run.RunAsync(progress, stop).ConfigureAwait(false);
        }
        finally
        {
            run.Heartbeat.Dispose();
            if (run.Ledger is not null)
                await run.Ledger.Writer.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Now, in units of 100 ns since the run was made: small enough to share a token with a number.</summary>
    internal long Clock() => Clock(Time.GetTimestamp());

    internal long Clock(long timestamp) => Time.GetElapsedTime(_createdAt, timestamp).Ticks;

    internal void OnReceipt(ReadOnlySpan<byte> id, MessageState state)
    {
        Receipts?.OnReceipt(id);
        Ledger?.Receipt(id, state);
        Volatile.Write(ref _lastReceiptAt, Clock());
    }

    internal void OnProgress()
    {
        if (!Supply.IsExhausted)
            return;
        long answered = 0;
        foreach (var bind in _binds)
            answered += bind.Accepted + bind.Rejected + bind.Lost;
        if (answered >= Supply.Handed)
            _answered.TrySetResult();
    }

    internal void Fail(string error)
    {
        Interlocked.CompareExchange(ref _error, error, null);
        Supply.Close();
        _answered.TrySetResult();
    }

    internal void FillAll()
    {
        // At a rate, each time another session begins: the first one would take all.
        int first = (int)((uint)Interlocked.Increment(ref _firstToFill) % (uint)_binds.Length);
        for (int i = first; i < _binds.Length; i++)
            _binds[i].Fill();
        for (int i = 0; i < first; i++)
            _binds[i].Fill();
        if (_gathers)
            _isBehind = !AnyHasRoom();
    }

    private async Task<LoadResult> RunAsync(IProgress<LoadProgress>? progress, CancellationToken stop)
    {
        var clients = await BindAsync(stop).ConfigureAwait(false);
        using var ending = new CancellationTokenSource();
        Supply.Start();
        long begunAt = Clock();
        MeasuredFrom = begunAt + Options.WarmUp.Ticks;
        var processor = Environment.CpuUsage.TotalTime;
        var running = _binds.Zip(clients).Select(pair => Task.Run(() => pair.First.RunAsync(pair.Second, ending.Token))).ToArray();
        var limit = Options.Duration > TimeSpan.Zero ? CloseAfterAsync(begunAt + Options.Duration.Ticks, ending.Token) : Task.CompletedTask;
        using (Pace())
        using (Time.CreateTimer(_ => progress?.Report(Progress()), null, Options.ProgressInterval, Options.ProgressInterval))
        {
            using (stop.Register(CloseSupply))
            using (Options.LastCall.Register(CloseSupply))
                await _answered.Task.ConfigureAwait(false);
            await WaitForReceiptsAsync(stop).ConfigureAwait(false);
        }
        long endedAt = Math.Max(_binds.Max(bind => bind.LastReplyAt), Options.Receipts ? Volatile.Read(ref _lastReceiptAt) : 0);
        processor = Environment.CpuUsage.TotalTime - processor;
        await ending.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(running).ConfigureAwait(false);
        await limit.ConfigureAwait(false);
        progress?.Report(Progress());
        return Result(
            TimeSpan.FromTicks(endedAt - begunAt), TimeSpan.FromTicks(_binds.Max(bind => bind.LastReplyAt) - begunAt), processor);
    }

    /// <summary>A timer may come early by the grain of its own clock, and a load for a time lasts no less than that.</summary>
    private async Task CloseAfterAsync(long end, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested && end - Clock() is > 0 and var left)
        {
            await Task.Delay(TimeSpan.FromTicks(Math.Max(left, TimeSpan.TicksPerMillisecond)), Time, stop)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        if (!stop.IsCancellationRequested)
            CloseSupply();
    }

    private bool AnyHasRoom()
    {
        foreach (var bind in _binds)
        {
            if (bind.HasRoom)
                return true;
        }
        return false;
    }

    private LoadProgress Progress() => new(
        _binds.Sum(bind => bind.Sent), _binds.Sum(bind => bind.Accepted + bind.Rejected + bind.Lost), Receipts?.Matched ?? 0);

    private void CloseSupply()
    {
        Supply.Close();
        FillAll();
        OnProgress();
    }

    private async Task<BoundSession[]> BindAsync(CancellationToken stop)
    {
        try
        {
            var bound = new BoundSession[_binds.Length];
            await Parallel.ForAsync(
                0, bound.Length, new ParallelOptions { MaxDegreeOfParallelism = BindingAtOnce, CancellationToken = stop },
                async (i, cancelled) => bound[i] = await _binds[i].ConnectAsync(cancelled).ConfigureAwait(false)).ConfigureAwait(false);
            return bound;
        }
        catch (SocketException e)
        {
            throw new LoadException($"no connection to {Options.Target}: {e.Message}. Is it running, and is this its address?", e);
        }
        catch (ArgumentException e)
        {
            throw new LoadException($"system_id or password cannot be sent: {e.Message}", e);
        }
        catch (SmppBindException e)
        {
            throw new LoadException($"{Options.Target} did not accept the bind of \"{Options.SystemId}\": {e.Message}", e);
        }
    }

    private Pacer? Pace() => Supply.IsPaced ? new Pacer(Options.Rate, Time, FillAll) : null;

    private async Task WaitForReceiptsAsync(CancellationToken stop)
    {
        if (Receipts is null)
            return;
        long begunAt = Clock();
        while (Receipts.Missing > 0 && _error is null && !stop.IsCancellationRequested)
        {
            long quietSince = Math.Max(begunAt, Volatile.Read(ref _lastReceiptAt));
            if (TimeSpan.FromTicks(Clock() - quietSince) > Options.ReceiptTimeout)
                Interlocked.CompareExchange(
                    ref _error, $"{Receipts.Missing} receipts did not come within {Options.ReceiptTimeout.TotalSeconds:0} s", null);
            await Task.Delay(WatchInterval, Time, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private LoadResult Result(TimeSpan all, TimeSpan submitting, TimeSpan processor)
    {
        var latencies = new LongHistogram(1, TimeSpan.TicksPerHour / 10, 3);
        var statuses = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var bind in _binds)
        {
            latencies.Add(bind.Latencies);
            foreach (var (status, count) in bind.Statuses)
                statuses[status.Name] = statuses.GetValueOrDefault(status.Name) + count;
        }
        long sent = _binds.Sum(bind => bind.Sent);
        long accepted = _binds.Sum(bind => bind.Accepted);
        long rejected = _binds.Sum(bind => bind.Rejected);
        var receipts = Receipts?.Sum() ?? default;
        return new LoadResult
        {
            Submitted = sent,
            Accepted = accepted,
            Rejected = rejected,
            Unknown = sent - accepted - rejected,
            Receipts = receipts.Matched,
            DuplicateReceipts = receipts.Repeated,
            UnknownReceipts = receipts.Unknown,
            Originated = _binds.Sum(bind => bind.Originated),
            Seconds = Math.Round(all.TotalSeconds, 6),
            Rate = PerSecond(accepted, all),
            SubmitRate = PerSecond(accepted + rejected, submitting),
            ProcessorSeconds = Math.Round(processor.TotalSeconds, 6),
            Latency = new LoadLatency(At(latencies, 50), At(latencies, 90), At(latencies, 99), At(latencies, 99.9), At(latencies, 100)),
            Statuses = statuses,
            Error = _error ?? (Ledger?.Writer.Failure is { } failure ? $"the ledger could not be written: {failure.Message}" : null),
            IsComplete = _error is null && Ledger?.Writer.Failure is null && sent > 0 && accepted == sent
                && receipts.Missing == 0,
        };
    }

    private static double PerSecond(long count, TimeSpan time) => time > TimeSpan.Zero ? Math.Round(count / time.TotalSeconds, 1) : 0;

    private static double At(LongHistogram latencies, double percentile) =>
        latencies.TotalCount == 0 ? 0 : latencies.GetValueAtPercentile(percentile) / 1000.0;
}
