using System.Globalization;

namespace Load.Runs;

/// <summary>What a process has used so far, as the kernel counts it.</summary>
internal static class ProcessUsage
{
    private const double TicksPerSecond = 100;

    // Behind the name in brackets, which may hold anything: state is field 3 of proc(5), utime 14, stime 15.
    private const int UserTime = 14 - 3;

    /// <summary>Processor time, all threads, in user and kernel mode.</summary>
    public static double CpuSeconds(int process)
    {
        string stat = File.ReadAllText($"/proc/{process}/stat");
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (Number(fields[UserTime]) + Number(fields[UserTime + 1])) / TicksPerSecond;
    }

    public static double ResidentMebi(int process) => Memory(process, "VmRSS:");

    /// <summary>Most resident memory since its start.</summary>
    public static double PeakMebi(int process) => Memory(process, "VmHWM:");

    private static double Memory(int process, string name)
    {
        string line = File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith(name, StringComparison.Ordinal));
        return Number(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) / 1024;
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
