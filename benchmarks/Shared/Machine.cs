using System.Diagnostics;
using System.Globalization;

namespace Measuring;

/// <summary>What figures were measured on.</summary>
internal static class Machine
{
    public static string Processor => Read("/proc/cpuinfo").Split('\n')
        .FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? "";

    /// <summary>Processes that ran or wanted to, on the average of the last 1, 5 and 15 minutes.</summary>
    public static string Load => string.Join(' ', Read("/proc/loadavg").Split(' ').Take(3));

    /// <summary>The commit of the tree that this runs in, with a plus when it holds changes.</summary>
    public static string Commit()
    {
        string commit = Git("rev-parse", "--short", "HEAD");
        return commit.Length > 0 && Git("status", "--porcelain", "--untracked-files=no").Length > 0 ? commit + "+" : commit;
    }

    /// <summary>Resident memory of a process.</summary>
    public static double ResidentMebi(int process)
    {
        string line = Read($"/proc/{process}/status").Split('\n')
            .FirstOrDefault(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)) ?? "";
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length < 3 ? 0 : double.Parse(words[1], CultureInfo.InvariantCulture) / 1024;
    }

    private static string Git(params string[] arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", arguments) { RedirectStandardOutput = true })!;
        string output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        return git.ExitCode == 0 ? output.Trim() : "";
    }

    private static string Read(string path) => File.Exists(path) ? File.ReadAllText(path) : "";
}
