using System.Globalization;
using Shared;
using Smpp.Protocol;

namespace Interop;

/// <summary>Wireshark's command line: captures the loopback traffic of one port, and decodes it with its own SMPP dissector.</summary>
internal sealed class Tshark : IAsyncDisposable
{
    private const string Malformed = "_ws.malformed || (smpp && _ws.expert.severity == \"Error\")";

    private readonly ChildProcess _capture;

    private Tshark(ChildProcess capture) => _capture = capture;

    public static async Task<Tshark> CaptureAsync(int port, string file)
    {
        var capture = ChildProcess.StartProgram("tshark", ["-i", "lo", "-B", "64", "-f", $"tcp port {port}", "-w", file]);
        await capture.WaitForLineAsync("Capture started");
        return new Tshark(capture);
    }

    /// <summary>How often each command is in the capture.</summary>
    public static async Task<IReadOnlyDictionary<CommandId, int>> CountAsync(string file, int port)
    {
        // A frame may carry many PDUs: then the field holds their ids with commas between.
        var ids = (await DecodeAsync(file, port, "smpp", "smpp.command_id")).SelectMany(line => line.Split(','));
        return ids.CountBy(id => (CommandId)uint.Parse(id.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToDictionary();
    }

    /// <summary>The frames that the dissector calls malformed, each with its complaint.</summary>
    public static Task<string[]> MalformedAsync(string file, int port) => DecodeAsync(file, port, Malformed, "frame.number", "_ws.expert.message");

    /// <summary>Ends the capture with all that is buffered in the file.</summary>
    public async Task StopAsync()
    {
        _capture.Interrupt();
        await _capture.WaitForExitAsync();
    }

    public ValueTask DisposeAsync() => _capture.DisposeAsync();

    private static async Task<string[]> DecodeAsync(string file, int port, string filter, params string[] fields)
    {
        string[] columns = [.. fields.SelectMany(field => new[] { "-e", field })];
        await using var decode = ChildProcess.StartProgram(
            "tshark", ["-Q", "-r", file, "-d", $"tcp.port=={port},smpp", "-Y", filter, "-T", "fields", .. columns]);
        var exitCode = await decode.WaitForExitAsync();
        Assert.True(exitCode == 0, $"tshark ended with {exitCode}:\n{decode.Output}");
        return [.. decode.Lines.Where(line => !line.StartsWith("Running as user", StringComparison.Ordinal))];
    }
}
