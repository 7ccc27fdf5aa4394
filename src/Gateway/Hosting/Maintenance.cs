using Gateway.Places;
using Microsoft.Extensions.Logging;
using Storage;
using Storage.Live;

namespace Gateway.Hosting;

/// <summary>Each second has the disk reclaimed and memory held to its bound; every ten ends what has outlived its time.</summary>
/// <param name="store">The node's store.</param>
/// <param name="exported">Where the CDR exporter is.</param>
/// <param name="expire">Ends something whose time is over.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Hears of rounds that fail.</param>
internal sealed class Maintenance(
    NodeStore store, Func<JournalPosition> exported, Action<LiveEntity> expire, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(10);
    private const int SweepMost = 100_000;

    public async Task RunAsync(CancellationToken stop)
    {
        var copier = new PlaceCopier(store, store.Keeper);
        var reclaimer = new Reclaimer(store.Journal, store.Live, exported, places: copier);
        long lastSweep = time.GetTimestamp();
        try
        {
            while (true)
            {
                await Task.Delay(Interval, time, stop).ConfigureAwait(false);
                try
                {
                    reclaimer.Run();
                    store.Keeper.CloseBelow(store.Journal.OldestSegment);
                    // What was not durable yet when the last answers came could not leave memory then.
                    if (!store.HasRoom)
                        store.Keeper.Trim();
                    if (time.GetElapsedTime(lastSweep) < SweepInterval)
                        continue;
                    lastSweep = time.GetTimestamp();
                    Sweep();
                }
                catch (Exception e)
                {
                    // Whatever one round meets, the disk must go on being reclaimed.
                    Log.MaintenanceFailed(logger, e);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Draining.
        }
    }

    /// <summary>Ends what has outlived its time.</summary>
    private void Sweep()
    {
        foreach (var entity in store.Live.Expired(store.Now, SweepMost))
            expire(entity);
        store.Keeper.Sweep(store.Now);
    }
}
