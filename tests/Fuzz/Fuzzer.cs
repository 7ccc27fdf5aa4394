using System.Diagnostics;
using SharpFuzz;

namespace Fuzz;

/// <summary>
/// Fuzzes in a process of its own for each target, started from a copy of this program in which the library counts what it executes;
/// whatever ends such a process, its last input is saved.
/// </summary>
internal static class Fuzzer
{
    public const string Library = "Smpp.Protocol";

    /// <returns>0 without a find, 1 with one, 2 when the arguments make no sense.</returns>
    public static int Run(IReadOnlyList<string> arguments)
    {
        bool instrumented = IsInstrumented();
        if (instrumented)
            CoverageMap.Provide();
        FuzzOptions options;
        try
        {
            options = FuzzOptions.Parse(arguments);
        }
        catch (Exception exception) when (exception is FormatException or OverflowException)
        {
            Console.Error.WriteLine($"{exception.Message}\n{FuzzOptions.Usage}");
            return 2;
        }
        if (options.Replay is { } path)
            return Replay(options, path);
        if (instrumented)
            return FuzzLoop.Run(options.Targets[0], options);
        string program = Instrument();
        return options.Targets.Max(target => Start(program, target.Name, arguments));
    }

    public static string InputFile(string target) => Path.Combine(AppContext.BaseDirectory, target + ".input");

    private static bool IsInstrumented() => typeof(PduHeader).Assembly.GetReferencedAssemblies().Any(one => one.Name == "SharpFuzz.Common");

    private static string Instrument()
    {
        string copy = Shared.Repository.PathOf("artifacts", "fuzz", "bin");
        if (Directory.Exists(copy))
            Directory.Delete(copy, recursive: true);
        foreach (string file in Directory.EnumerateFiles(AppContext.BaseDirectory, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(copy, Path.GetRelativePath(AppContext.BaseDirectory, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
        _ = SharpFuzz.Fuzzer.Instrument(Path.Combine(copy, Library + ".dll"), _ => true, Options.Value);
        return Path.Combine(copy, Path.GetFileName(Environment.ProcessPath!));
    }

    private static int Start(string program, string target, IReadOnlyList<string> arguments)
    {
        IEnumerable<string> others = arguments.Where(argument => FuzzTargets.All.All(one => one.Name != argument));
        using Process process = Process.Start(new ProcessStartInfo(program, ["fuzz", target, .. others]))!;
        process.WaitForExit();
        if (process.ExitCode is 0 or 1)
            return process.ExitCode;
        string input = Path.Combine(Path.GetDirectoryName(program)!, target + ".input");
        string file = Corpus.SaveFind(target, GuardedInput.LastOf(input), $"ended the process with exit code {process.ExitCode}");
        Console.WriteLine($"{target}: the process ended with exit code {process.ExitCode}\n  {ReplayCommand(target, file)}");
        return 1;
    }

    public static string ReplayCommand(string target, string file) => $"./build.sh fuzz {target} --replay {file}";

    private static int Replay(FuzzOptions options, string path)
    {
        using var guarded = new GuardedInput();
        foreach (byte[] input in Corpus.Read(path))
        {
            foreach (IFuzzTarget target in options.Targets)
                target.Run(guarded.Place(input));
        }
        Console.WriteLine("nothing is wrong with these inputs");
        return 0;
    }
}
