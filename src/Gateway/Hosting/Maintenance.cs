using Gateway.Places;
using Microsoft.Extensions.Logging;
using Storage;
using Storage.Live;

namespace Gateway.Hosting;

/// <summary>Each second has the disk reclaimed and memory held to its bound; every ten ends what has outlived its time.</summary>
/// <param name="store">The node's store.</param>
/// <param name="exported">Where the CDR exporter is.</param>
/// <param name="expire">Ends something whose time is over.</param>
/// <param name="drop">Has queues let go of what has ended in them.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Hears of rounds that fail.</param>
internal sealed class Maintenance(
    NodeStore store, Func<JournalPosition> exported, Action<LiveEntity> expire, Action drop, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(10);
    private const int SweepMost = 100_000;

    /// <summary>A clock that is set right by so much ends what waits so much earlier.</summary>
    private static readonly TimeSpan ClockLeeway = TimeSpan.FromMinutes(1);

    private readonly ClockGuard _clock = new(time, ClockLeeway);

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

    /// <summary>
    /// Ends what has outlived its time: a message that waits for an upstream by the wall clock, in which its validity was given, all
    /// else by what has passed, lest a clock that jumps ahead ends every receipt that waits.
    /// </summary>
    private void Sweep()
    {
        long now = store.Now;
        long steady = now - NodeStore.Microseconds(_clock.ExcessOf(NodeStore.ToTime(now), out var parted));
        if (parted is { } ahead)
            Log.ClockAhead(logger, ahead);
        foreach (var entity in store.Live.Expired(now, steady, SweepMost))
            expire(entity);
        drop();
        store.Keeper.Sweep(now, steady);
    }
}
