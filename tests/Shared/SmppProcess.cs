namespace Shared;

/// <summary>
/// The <c>smpp</c> command as a process of its own, from the build that lies beside the test. Only for test projects
/// that reference <c>src/Cli</c>.
/// </summary>
public sealed class SmppProcess : ChildProcess
{
    private SmppProcess(string command, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment)
        : base("dotnet", arguments.Prepend(command), environment)
    {
    }

    public static SmppProcess Start(params string[] arguments) => Start(arguments, environment: null);

    public static SmppProcess Start(string[] arguments, IReadOnlyDictionary<string, string>? environment)
    {
        var command = Path.Combine(AppContext.BaseDirectory, "smpp.dll");
        if (!File.Exists(command))
            throw new InvalidOperationException($"{command} is missing: this test project must reference src/Cli.");
        return new SmppProcess(command, arguments, environment);
    }

    /// <summary>Runs a command that ends by itself.</summary>
    /// <returns>Its exit code and all that it wrote.</returns>
    public static async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        await using var process = Start(arguments);
        process.CloseInput();
        var exitCode = await process.WaitForExitAsync();
        return (exitCode, process.Output);
    }
}
