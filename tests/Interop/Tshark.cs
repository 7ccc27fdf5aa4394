using System.Globalization;
using Shared;
using Smpp.Protocol;

namespace Interop;

/// <summary>Wireshark's command line: captures the loopback traffic of one port, and decodes it with its own SMPP dissector.</summary>
internal sealed class Tshark : IAsyncDisposable
{
    private const string Malformed = "_ws.malformed || (smpp && _ws.expert.severity == \"Error\")";

    private readonly ChildProcess _capture;
    private readonly string _file;
    private readonly int _port;

    private Tshark(ChildProcess capture, string file, int port)
    {
        _capture = capture;
        _file = file;
        _port = port;
    }

    public static async Task<Tshark> CaptureAsync(int port, string file)
    {
        var capture = ChildProcess.StartProgram("tshark", ["-i", "lo", "-B", "64", "-f", $"tcp port {port}", "-w", file]);
        await capture.WaitForLineAsync("Capture started");
        return new Tshark(capture, file, port);
    }

    /// <summary>How often each command is in the capture.</summary>
    public static async Task<IReadOnlyDictionary<CommandId, int>> CountAsync(string file, int port) =>
        Count(await DecodeAsync(file, port, "smpp", "smpp.command_id"));

    /// <summary>The frames that the dissector calls malformed, each with its complaint.</summary>
    public static Task<string[]> MalformedAsync(string file, int port) =>
        DecodeAsync(file, port, Malformed, "frame.number", "_ws.expert.message");

    /// <summary>Ends the capture once it holds the command that was the last on the wire: what it has not read by then is lost.</summary>
    public async Task StopAfterAsync(CommandId last)
    {
        await Until.Async(
            async () => Count((await RunAsync(_file, _port, "smpp", "smpp.command_id")).Lines).ContainsKey(last),
            what: $"{last} is in the capture");
        _capture.Interrupt();
        await _capture.WaitForExitAsync();
    }

    public ValueTask DisposeAsync() => _capture.DisposeAsync();

    private static IReadOnlyDictionary<CommandId, int> Count(IEnumerable<string> commandIds) =>
        // A frame may carry many PDUs: then the field holds their ids with commas between.
        commandIds.SelectMany(line => line.Split(','))
            .CountBy(id => (CommandId)uint.Parse(id.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture))
            .ToDictionary();

    private static async Task<string[]> DecodeAsync(string file, int port, string filter, params string[] fields)
    {
        var (exitCode, lines) = await RunAsync(file, port, filter, fields);
        Assert.True(exitCode == 0, $"tshark ended with {exitCode} on {file}.");
        return lines;
    }

    /// <summary>A file that is still written to is decoded as far as it goes, with an exit code other than 0.</summary>
    private static async Task<(int ExitCode, string[] Lines)> RunAsync(string file, int port, string filter, params string[] fields)
    {
        string[] columns = [.. fields.SelectMany(field => new[] { "-e", field })];
        await using var decode = ChildProcess.StartProgram(
            "tshark", ["-Q", "-r", file, "-d", $"tcp.port=={port},smpp", "-Y", filter, "-T", "fields", .. columns]);
        var exitCode = await decode.WaitForExitAsync();
        return (exitCode, decode.Results);
    }
}
