using Shared;
using Simulator.Customers;

namespace Faults;

/// <summary>A load under way, by whose progress a test chooses the moment of a fault.</summary>
internal sealed class CustomerLoad : IProgress<LoadProgress>, IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _lastCall = new();
    private LoadProgress _progress;

    private CustomerLoad()
    {
    }

    /// <summary>Completes when every submit has its outcome and every receipt that is due has come.</summary>
    public Task<LoadResult> Result { get; private set; } = null!;

    public LoadProgress Progress
    {
        get
        {
            lock (_gate)
                return _progress;
        }
    }

    public static CustomerLoad Start(LoadOptions options)
    {
        var load = new CustomerLoad();
        load.Result = Task.Run(() => LoadRun.RunAsync(options with { LastCall = load._lastCall.Token }, TimeProvider.System, load));
        return load;
    }

    /// <summary>Submits no more; waits for the answers and receipts of what was.</summary>
    public async Task<LoadResult> EndAsync()
    {
        await _lastCall.CancelAsync();
        return await Result;
    }

    /// <summary>Waits until so many submits have their outcome; the load must not be over by then.</summary>
    public async Task AnsweredAsync(long count)
    {
        await Until.Async(() => Progress.Answered >= count || Result.IsCompleted, Limit, $"{count} submits are answered");
        Assert.False(Result.IsCompleted, $"the load ended after {Progress.Answered} answers; the fault waits for {count}");
    }

    /// <summary>Waits until so many submits more have their outcome.</summary>
    public Task AnsweredMoreAsync(long count) => AnsweredAsync(Progress.Answered + count);

    public void Dispose() => _lastCall.Dispose();

    void IProgress<LoadProgress>.Report(LoadProgress value)
    {
        lock (_gate)
            _progress = value;
    }
}
