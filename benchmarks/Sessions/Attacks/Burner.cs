using System.Diagnostics;
using System.Globalization;

namespace Sessions.Attacks;

/// <summary>Takes a share of the processors and does nothing with it.</summary>
internal static class Burner
{
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(2);

    /// <summary>Burns from its first line, a number of cores such as 0.8, until standard input ends.</summary>
    public static async Task<int> RunAsync()
    {
        Console.WriteLine("ready");
        double share = double.Parse((await Console.In.ReadLineAsync())!, CultureInfo.InvariantCulture);
        for (double left = share; left > 0.01; left--)
        {
            double busy = Math.Min(1, left);
            new Thread(() => Burn(busy)) { IsBackground = true }.Start();
        }
        Console.WriteLine("begun");
        await Console.In.ReadLineAsync();
        return 0;
    }

    private static void Burn(double share)
    {
        while (true)
        {
            long started = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(started) < Slice)
                Thread.SpinWait(100);
            // What a full core was not given by the scheduler is not made up for.
            if (share < 1)
                Thread.Sleep(TimeSpan.FromMilliseconds(Slice.TotalMilliseconds * (1 - share) / share));
        }
    }
}
