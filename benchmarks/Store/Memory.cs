using System.Globalization;

namespace Store;

/// <summary>Resident memory of this process.</summary>
internal static class Memory
{
    public static double Mebi => Read("VmRSS:");

    /// <summary>The most that it was so far.</summary>
    public static double PeakMebi => Read("VmHWM:");

    private static double Read(string line) => double.Parse(
        File.ReadLines("/proc/self/status").First(text => text.StartsWith(line, StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture) / 1024;
}
