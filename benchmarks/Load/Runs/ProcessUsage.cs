using System.Globalization;

namespace Load.Runs;

/// <summary>What a process has used so far, as the kernel counts it.</summary>
internal static class ProcessUsage
{
    private const double TicksPerSecond = 100;

    // Behind the name in brackets, which may hold anything: state is field 3 of proc(5), utime 14, stime 15.
    private const int UserTime = 14 - 3;
    private const int ParentId = 4 - 3;

    /// <summary>Processor time, all threads, in user and kernel mode; 0 once the process has ended.</summary>
    public static double CpuSeconds(int process) => CpuSeconds(Fields(process));

    /// <summary>Processor time of those of its threads that run now and whose names begin so.</summary>
    /// <param name="process">Which process.</param>
    /// <param name="name">Of 15 octets at most.</param>
    public static double CpuSeconds(int process, string name) => Directory.EnumerateDirectories($"/proc/{process}/task")
        .Select(path => $"task/{Path.GetFileName(path)}/")
        .Where(thread => Read(process, thread + "comm").StartsWith(name, StringComparison.Ordinal))
        .Sum(thread => CpuSeconds(Fields(process, thread)));

    /// <summary>Processor time of the process that was started with this in its command line, and of its children.</summary>
    /// <param name="argument">As it stands in /proc, with NUL behind each word.</param>
    public static double CpuSecondsOfFamily(string argument)
    {
        int[] all =
        [
            .. Directory.EnumerateDirectories("/proc").Select(path => Path.GetFileName(path))
                .Where(name => char.IsAsciiDigit(name[0])).Select(name => int.Parse(name, CultureInfo.InvariantCulture)),
        ];
        int head = Array.Find(all, process => Read(process, "cmdline").Contains(argument, StringComparison.Ordinal));
        return head == 0 ? 0 : all.Where(process => process == head || IsChild(process, head)).Sum(CpuSeconds);
    }

    public static double ResidentMebi(int process) => Memory(process, "VmRSS:");

    /// <summary>Most resident memory since its start.</summary>
    public static double PeakMebi(int process) => Memory(process, "VmHWM:");

    private static double CpuSeconds(string[] fields) =>
        fields.Length <= UserTime + 1 ? 0 : (Number(fields[UserTime]) + Number(fields[UserTime + 1])) / TicksPerSecond;

    private static bool IsChild(int process, int parent) =>
        Fields(process) is { Length: > ParentId } fields && Number(fields[ParentId]) == parent;

    private static string[] Fields(int process, string thread = "")
    {
        string stat = Read(process, thread + "stat");
        return stat[Math.Min(stat.Length, stat.LastIndexOf(')') + 2)..].Split(' ');
    }

    /// <summary>Empty when the process has ended meanwhile.</summary>
    private static string Read(int process, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/{file}");
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static double Memory(int process, string name)
    {
        string line = File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith(name, StringComparison.Ordinal));
        return Number(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) / 1024;
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
