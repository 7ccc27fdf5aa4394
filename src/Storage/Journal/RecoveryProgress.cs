using Microsoft.Extensions.Logging;

namespace Storage;

/// <summary>Says now and then how far a long recovery has come.</summary>
internal sealed class RecoveryProgress(string folder, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly long _start = time.GetTimestamp();
    private long _last = time.GetTimestamp();
    private long _octets;

    /// <summary>One more segment was read.</summary>
    public void Report(long segment, int segments, int octets, long events)
    {
        _octets += octets;
        if (time.GetElapsedTime(_last) < Interval) return;
        _last = time.GetTimestamp();
        double seconds = time.GetElapsedTime(_start, _last).TotalSeconds;
        Log.RecoveryProgress(logger, folder, segment, segments, events, _octets >> 20, (long)(_octets / seconds) >> 20);
    }
}
