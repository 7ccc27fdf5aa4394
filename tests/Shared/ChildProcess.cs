using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Shared;

/// <summary>A process that a test started: its output line by line, signals, and its certain end.</summary>
public partial class ChildProcess : IAsyncDisposable
{
    private const int SigHup = 1;
    private const int SigInt = 2;
    private const int SigKill = 9;
    private const int SigTerm = 15;
    private const int SigCont = 18;
    private const int SigStop = 19;

    private readonly Process _process;
    private readonly List<string> _lines = [];
    private readonly List<string> _results = [];
    private readonly List<string> _errors = [];
    private readonly string _commandLine;

    protected ChildProcess(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;

        _commandLine = $"{Path.GetFileName(program)} {string.Join(' ', start.ArgumentList)}";
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, received) => Keep(received.Data, _lines, _results);
        _process.ErrorDataReceived += (_, received) => Keep(received.Data, _lines, _errors);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>What the process wrote so far, standard output and standard error, line by line.</summary>
    public string[] Lines => Copy(_lines);

    /// <summary>Of <see cref="Lines"/> those of standard output alone.</summary>
    public string[] Results => Copy(_results);

    /// <summary>Of <see cref="Lines"/> those of standard error alone.</summary>
    public string[] Errors => Copy(_errors);

    public string Output => string.Join('\n', Lines);

    public static ChildProcess StartProgram(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null) =>
        new(program, arguments, environment);

    public void Write(string text) => _process.StandardInput.Write(text);

    public void CloseInput() => _process.StandardInput.Close();

    public Task<string> WaitForLineAsync(string part, TimeSpan? limit = null) =>
        WaitForLineAsync(line => line.Contains(part, StringComparison.Ordinal), limit, $"a line with \"{part}\"");

    /// <summary>Waits for a line that is already there or still to come; ends early when the process does.</summary>
    public async Task<string> WaitForLineAsync(Predicate<string> wanted, TimeSpan? limit = null, string what = "a line")
    {
        string? found = null;
        var last = false;
        try
        {
            await Until.Async(
                () =>
                {
                    last = _process.HasExited;
                    if (last)
                        _process.WaitForExit();
                    found = Array.Find(Lines, wanted);
                    return found is not null || last;
                },
                limit);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"`{_commandLine}` did not write {what}. It wrote:\n{Output}");
        }

        return found ?? throw new InvalidOperationException(
            $"`{_commandLine}` ended with exit code {_process.ExitCode} before it wrote {what}. It wrote:\n{Output}");
    }

    /// <summary>Waits until the process accepts connections on a port of this machine; ends early when the process does.</summary>
    public async Task WaitForPortAsync(int port, TimeSpan? limit = null)
    {
        await Until.Async(() => _process.HasExited || Accepts(port), limit, $"`{_commandLine}` accepts connections on port {port}");
        if (_process.HasExited)
            throw new InvalidOperationException($"`{_commandLine}` ended before it listened on port {port}. It wrote:\n{Output}");
    }

    public async Task<int> WaitForExitAsync(TimeSpan? limit = null)
    {
        using var stop = new CancellationTokenSource(limit ?? Until.Limit);
        try
        {
            await _process.WaitForExitAsync(stop.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"`{_commandLine}` did not end. It wrote:\n{Output}");
        }

        return _process.ExitCode;
    }

    /// <summary>SIGKILL, as a power cut of the process alone.</summary>
    public async Task KillAsync()
    {
        Signal(SigKill);
        await WaitForExitAsync();
    }

    /// <summary>SIGTERM, as an operator's stop.</summary>
    public void Terminate() => Signal(SigTerm);

    /// <summary>SIGINT, as Ctrl-C.</summary>
    public void Interrupt() => Signal(SigInt);

    /// <summary>SIGHUP, as an operator's reload.</summary>
    public void HangUp() => Signal(SigHup);

    /// <summary>SIGSTOP: the process is alive and does nothing.</summary>
    public void Freeze() => Signal(SigStop);

    /// <summary>SIGCONT: undoes <see cref="Freeze"/>.</summary>
    public void Thaw() => Signal(SigCont);

    public async ValueTask DisposeAsync()
    {
        // With the processes that it started: they would hold its output open.
        _process.Kill(entireProcessTree: true);
        await WaitForExitAsync();
        _process.Dispose();
        GC.SuppressFinalize(this);
    }

    private static bool Accepts(int port)
    {
        try
        {
            using var probe = new TcpClient("127.0.0.1", port);
            return probe.Connected;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private string[] Copy(List<string> lines)
    {
        lock (_lines)
            return [.. lines];
    }

    private void Keep(string? line, params ReadOnlySpan<List<string>> places)
    {
        if (line is null)
            return;
        lock (_lines)
        {
            foreach (var place in places)
                place.Add(line);
        }
    }

    private void Signal(int signal)
    {
        if (!_process.HasExited && Kill(_process.Id, signal) != 0 && !_process.HasExited)
            throw new InvalidOperationException($"kill({_process.Id}, {signal}) failed: errno {Marshal.GetLastPInvokeError()}");
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
