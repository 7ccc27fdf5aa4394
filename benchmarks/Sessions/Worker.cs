using Shared;

namespace Sessions;

/// <summary>A process of the benchmark that takes an order a line and answers each with a line.</summary>
internal sealed class Worker : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private readonly ChildProcess _process;
    private int _answers;

    private Worker(ChildProcess process) => _process = process;

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public string Output => _process.Output;

    /// <summary>What the process wrote behind "ready".</summary>
    public string[] Ready { get; private set; } = [];

    /// <summary>Starts this program in another role.</summary>
    public static Task<Worker> StartAsync(params string[] arguments) => StartProgramAsync(Environment.ProcessPath!, arguments);

    /// <summary>Starts a program, and waits until it is ready.</summary>
    public static async Task<Worker> StartProgramAsync(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var worker = new Worker(ChildProcess.StartProgram(program, arguments, environment));
        worker.Ready = (await worker.NextAsync()).Split(' ')[1..];
        return worker;
    }

    public Task<string> AskAsync(string line)
    {
        try
        {
            _process.Write(line + "\n");
        }
        catch (IOException)
        {
            throw new InvalidOperationException($"a process of the benchmark ended:\n{_process.Output}");
        }
        return NextAsync();
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private async Task<string> NextAsync()
    {
        await Until.Async(() => _process.HasExited || _process.Results.Length > _answers, Limit, "an answer");
        if (_process.Results.Length <= _answers)
            throw new InvalidOperationException($"a process of the benchmark ended:\n{_process.Output}");
        return _process.Results[_answers++];
    }
}
