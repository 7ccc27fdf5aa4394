namespace Faults;

/// <summary>
/// The wall clock of one process, which a test sets while the process runs: the Debian package faketime between the process and
/// clock_gettime. The monotonic clock stays what it is.
/// </summary>
internal sealed class WallClock
{
    private const string Library = "faketime/libfaketimeMT.so.1";

    private readonly string _file;

    public WallClock(string file)
    {
        _file = file;
        Set(TimeSpan.Zero);
    }

    /// <summary>What a process that is to follow this clock is started with.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["LD_PRELOAD"] = Directory.GetDirectories("/usr/lib").Select(folder => Path.Combine(folder, Library)).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException("the package faketime is missing: install it, or run ./build.sh test, which does."),
        ["FAKETIME_TIMESTAMP_FILE"] = _file,
        ["FAKETIME_NO_CACHE"] = "1",
        ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
        // Otherwise it takes every deadline on the monotonic clock for one on the wall clock, and no wait lasts.
        ["FAKETIME_FORCE_MONOTONIC_FIX"] = "0",
    };

    /// <summary>Sets the clock so far from the right time; later is positive.</summary>
    public void Set(TimeSpan offset)
    {
        var next = _file + ".next";
        File.WriteAllText(next, FormattableString.Invariant($"{offset.TotalSeconds:+0;-0;+0}\n"));
        File.Move(next, _file, overwrite: true);
    }
}
