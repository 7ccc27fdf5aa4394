using System.Globalization;

namespace Load.Runs;

/// <summary>
/// What the disk itself says of its requests (Linux, /proc/diskstats): how long one of them took at least, whoever made it. Beside a commit
/// of the journal that took as long, it says whose doing that was.
/// </summary>
internal sealed class DiskWatch : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    // Where requests completed and the milliseconds that they took stand in a line, for reads, writes, discards and flushes.
    private static readonly (int Count, int Milliseconds)[] Kinds = [(3, 6), (7, 10), (14, 17), (18, 19)];

    private readonly string _device;
    private readonly Timer _timer;
    private readonly Lock _gate = new();
    private long[] _last;
    private double _slowest;

    private DiskWatch(string device, long[] first)
    {
        (_device, _last) = (device, first);
        _timer = new Timer(_ => Look(), null, Interval, Interval);
    }

    /// <summary>Of the disk that holds a folder, or null where the system does not say.</summary>
    public static DiskWatch? Of(string folder)
    {
        if (!File.Exists("/proc/self/mountinfo"))
            return null;
        // 27 1 254:0 / /data rw,relatime - ext4 /dev/vda rw
        string? device = File.ReadLines("/proc/self/mountinfo").Select(line => line.Split(' '))
            .Where(fields => IsWithin(folder, fields[4])).MaxBy(fields => fields[4].Length)?[2];
        return device is not null && Read(device) is { } first ? new DiskWatch(device, first) : null;
    }

    /// <summary>
    /// Milliseconds of the slowest request since the last time this was asked, at least: of requests that completed within the same
    /// hundredth of a second only the mean is known.
    /// </summary>
    public double TakeSlowest()
    {
        lock (_gate)
        {
            double slowest = _slowest;
            _slowest = 0;
            return slowest;
        }
    }

    public void Dispose() => _timer.Dispose();

    private static bool IsWithin(string folder, string mount) =>
        mount == "/" || folder == mount || folder.StartsWith(mount + "/", StringComparison.Ordinal);

    private static long[]? Read(string device)
    {
        foreach (string line in File.ReadLines("/proc/diskstats"))
        {
            string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if ($"{fields[0]}:{fields[1]}" == device)
                return [.. fields.Select((field, i) => i == 2 ? 0 : long.Parse(field, CultureInfo.InvariantCulture))];
        }
        return null;
    }

    private void Look()
    {
        lock (_gate)
        {
            if (Read(_device) is not { } now)
                return;
            foreach (var (count, milliseconds) in Kinds)
            {
                // Kernels before 5.5 count no flushes.
                if (now.Length > milliseconds && now[count] > _last[count])
                    _slowest = Math.Max(_slowest, (double)(now[milliseconds] - _last[milliseconds]) / (now[count] - _last[count]));
            }
            _last = now;
        }
    }
}
