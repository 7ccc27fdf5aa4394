using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Gateway.Flows;

/// <summary>
/// Work for a request that takes too long for a session's reader: a look at everything that is pending, a question to the CDR database.
/// What comes when too much waits is turned away.
/// </summary>
internal sealed class Aside : IAsyncDisposable
{
    private const int Most = 1_000;

    private readonly Channel<Func<CancellationToken, Task>> _work =
        Channel.CreateBounded<Func<CancellationToken, Task>>(new BoundedChannelOptions(Most));
    private readonly CancellationTokenSource _stop = new();
    private readonly ILogger _logger;
    private readonly Task _running;

    /// <param name="atOnce">Pieces that are worked on at once.</param>
    /// <param name="logger">The log.</param>
    public Aside(int atOnce, ILogger logger)
    {
        _logger = logger;
        _running = Task.WhenAll(Enumerable.Range(0, atOnce).Select(_ => Task.Run(RunAsync)));
    }

    /// <summary>Takes a piece of work that answers its request itself; false when too much waits.</summary>
    public bool TryAdd(Func<CancellationToken, Task> work) => _work.Writer.TryWrite(work);

    /// <inheritdoc cref="TryAdd(Func{CancellationToken, Task})"/>
    public bool TryAdd(Action work) => TryAdd(_ =>
    {
        work();
        return Task.CompletedTask;
    });

    public async ValueTask DisposeAsync()
    {
        _work.Writer.TryComplete();
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        while (await _work.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (_work.Reader.TryRead(out var work))
            {
                try
                {
                    await work(_stop.Token).ConfigureAwait(false);
                }
                catch (Exception e)
                {
                    // Whatever one request meets, the next ones must be served; its own timer ends this one at its sender.
                    Log.AsideFailed(_logger, e);
                }
            }
        }
    }
}
