namespace Sessions.Throughput;

/// <summary>One connection that keeps its window full while it runs.</summary>
internal interface ILoad : IAsyncDisposable
{
    Samples Samples { get; }

    /// <summary>Requests answered.</summary>
    long Answered { get; }

    Task ConnectAsync();

    /// <summary>Sends until <paramref name="stop"/> and returns when everything is answered.</summary>
    Task RunAsync(CancellationToken stop);
}
