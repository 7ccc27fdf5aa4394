using Gateway.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gateway.Hosting;

/// <summary>
/// Starts, watches and drains the node with the host. It drains before any service stops: the admin socket, the first of them, would
/// let it wait for requests that are not answered yet, and could not say that it drains.
/// </summary>
internal sealed class GatewayService(
    GatewayNode node, string conf, string data, string socket, IHostApplicationLifetime lifetime, ILoggerFactory loggers)
    : IHostedLifecycleService
{
    private readonly ILogger _logger = loggers.CreateLogger("gateway");
    private bool _runs;

    public int ExitCode { get; private set; }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await node.StartAsync(cancellationToken).ConfigureAwait(false);
        _runs = true;
        _ = WatchStoreAsync();
        if (DataFolder.OpenMode(data) is { } mode)
            Log.DataIsOpen(_logger, data, mode);
        LogNotes();
        // Only now, when everything else has started too, is the admin socket open.
        lifetime.ApplicationStarted.Register(() => Log.Ready(
            loggers.CreateLogger(LogSetup.AlwaysLogged), string.Join(", ", node.Listening), socket, data,
            node.Store.Journal.Durability.ToString()));
    }

    public Task StoppingAsync(CancellationToken cancellationToken) =>
        _runs && ExitCode == 0 ? node.DrainAsync(GatewayHost.DrainLimit) : Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task<IReadOnlyList<ConfigError>> ReloadAsync()
    {
        var errors = await node.ReloadAsync(conf).ConfigureAwait(false);
        foreach (var error in errors)
            Log.NotReloaded(_logger, error.ToString());
        if (errors.Count == 0)
        {
            foreach (string table in node.Snapshot.ForRestart)
                Log.ForRestart(_logger, table);
            LogNotes();
        }
        return errors;
    }

    private void LogNotes()
    {
        foreach (string note in ConfigNotes.Of(node.Snapshot.Config))
            Log.Noted(_logger, note);
    }

    /// <summary>An error from write or fdatasync is final for the journal: going on would only refuse, so the process ends.</summary>
    private async Task WatchStoreAsync()
    {
        var failure = await node.StoreFailure.ConfigureAwait(false);
        Log.StoreFailed(_logger, failure.Message);
        ExitCode = GatewayHost.StoreFailed;
        lifetime.StopApplication();
    }
}
