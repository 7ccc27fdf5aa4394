using System.Runtime.InteropServices;

namespace Simulator.Customers;

/// <summary>
/// Calls back at short, even intervals for a load at a rate. Timers of the runtime are late by up to a millisecond, which a
/// latency that counts from the intended moment would show as the message centre's; a thread of its own that sleeps in the kernel is
/// late by a few microseconds.
/// </summary>
internal sealed partial class Pacer : IDisposable
{
    private const int ClockMonotonic = 1;
    private const int SetTimerSlack = 29;
    private const long NanosecondsPerSecond = 1_000_000_000;

    // Shorter would be half a core's work of nothing but waking up. At a high rate what is due by then leaves together, without which each
    // message would cost a write and whoever gets it a wake-up.
    private const double HighRate = 20_000;
    private const long ShortestNanoseconds = 50_000;
    private const long ShortestAtHighRate = 500_000;
    private const long LongestNanoseconds = 1_000_000;

    private readonly Action _due;
    private readonly ITimer? _timer;
    private readonly long _nanoseconds;
    private volatile bool _ended;

    public Pacer(double rate, TimeProvider time, Action due)
    {
        _due = due;
        _nanoseconds = (long)Math.Clamp(
            NanosecondsPerSecond / rate, Gathers(rate) ? ShortestAtHighRate : ShortestNanoseconds, LongestNanoseconds);
        if (OperatingSystem.IsLinux() && time == TimeProvider.System)
            new Thread(Run) { IsBackground = true, Name = "pacer" }.Start();
        else
            _timer = time.CreateTimer(_ => due(), null, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1));
    }

    /// <summary>Whether messages leave together when it calls, and not one by one.</summary>
    public static bool Gathers(double rate) => rate > HighRate;

    public void Dispose()
    {
        _ended = true;
        _timer?.Dispose();
    }

    private void Run()
    {
        // The default lets the kernel be late by 50 us, to wake several threads at once.
        _ = ProcessControl(SetTimerSlack, 1, 0, 0, 0);
        var interval = new TimeSpec { Nanoseconds = _nanoseconds };
        while (!_ended)
        {
            _ = ClockSleep(ClockMonotonic, 0, in interval, 0);
            _due();
        }
    }

    [LibraryImport("libc", EntryPoint = "clock_nanosleep")]
    private static partial int ClockSleep(int clock, int flags, in TimeSpec time, nint remaining);

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int ProcessControl(int option, nuint second, nuint third, nuint fourth, nuint fifth);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
