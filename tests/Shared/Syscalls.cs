using System.Globalization;

namespace Shared;

/// <summary>
/// Counts the system calls of a process from outside: with perf, which leaves it as fast as it is, where that and the kernel's trace
/// points are there; else with strace, which slows it down so that more messages share a call than otherwise.
/// </summary>
public sealed class Syscalls : IAsyncDisposable
{
    private const string Event = "raw_syscalls:sys_enter";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly ChildProcess _counter;
    private readonly bool _perf;

    /// <summary>What counts.</summary>
    public string Program => _perf ? "perf" : "strace";

    private Syscalls(ChildProcess counter, bool perf)
    {
        _counter = counter;
        _perf = perf;
    }

    /// <summary>Null where neither program can be had.</summary>
    public static async Task<Syscalls?> StartAsync(int process)
    {
        string id = process.ToString(CultureInfo.InvariantCulture);
        if (await TryAsync("perf", ["stat", "-x", ",", "-e", Event, "-p", id], _ => true) is { } perf)
            return new Syscalls(perf, perf: true);
        return await TryAsync("strace", ["-c", "-f", "-p", id], line => line.Contains("attached", StringComparison.Ordinal)) is { } strace
            ? new Syscalls(strace, perf: false)
            : null;
    }

    /// <summary>Ends the counting; the calls since the start.</summary>
    public async Task<long> EndAsync()
    {
        _counter.Interrupt();
        await _counter.WaitForExitAsync(Limit);
        string[] lines = _counter.Lines;
        if (_perf)
            return Number(lines.First(line => line.Contains(Event, StringComparison.Ordinal)).Split(',')[0]);
        // % time, seconds, usecs/call, calls, (errors,) "total"
        string[] total = lines.Last(line => line.EndsWith("total", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return Number(total[3]);
    }

    public ValueTask DisposeAsync() => _counter.DisposeAsync();

    private static async Task<ChildProcess?> TryAsync(string program, string[] arguments, Predicate<string> begun)
    {
        ChildProcess started;
        try
        {
            started = ChildProcess.StartProgram(program, arguments);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
        // perf says nothing while it counts, and ends at once where it cannot.
        if (program == "perf")
            await Task.Delay(TimeSpan.FromMilliseconds(500));
        else
            await Until.Async(() => started.HasExited || started.Lines.Any(line => begun(line)), Limit);
        if (!started.HasExited)
            return started;
        await started.DisposeAsync();
        return null;
    }

    private static long Number(string text) =>
        long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out long number) ? number : 0;
}
