using System.Globalization;
using Shared;
using Smpp.Protocol;

namespace Interop;

/// <summary>What Wireshark's command line makes of a capture, with its own SMPP dissector.</summary>
/// <param name="Commands">How often each command is in it.</param>
/// <param name="Complaints">What it calls malformed or an error: a line for each frame.</param>
internal sealed record Tshark(SortedDictionary<string, int> Commands, string[] Complaints)
{
    private const string Malformed = "_ws.malformed || _ws.expert.severity == \"Error\"";

    /// <param name="file">The capture.</param>
    /// <param name="ports">The ports that carry SMPP.</param>
    public static async Task<Tshark> ReadAsync(string file, IReadOnlyCollection<int> ports)
    {
        string[] options = [.. ports.SelectMany(port => new[] { "-d", $"tcp.port=={port},smpp" })];
        string frames = string.Join(" || ", ports.Select(port => $"tcp.port == {port}"));
        var complaints = RunAsync(
            file, options, $"({frames}) && ({Malformed})", "frame.number", "frame.protocols", "_ws.expert.message", "tcp.payload");
        var commands = RunAsync(file, options, $"({frames}) && smpp", "smpp.command_id");
        return new Tshark(
            // A frame may carry many PDUs: then the field holds their ids with commas between.
            Count((await commands).SelectMany(line => line.Split(','))
                .Select(id => ((CommandId)uint.Parse(id.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)).Name)),
            await complaints);
    }

    public static SortedDictionary<string, int> Count(IEnumerable<string> commands) => new(commands.CountBy(name => name).ToDictionary());

    private static async Task<string[]> RunAsync(string file, string[] options, string filter, params string[] fields)
    {
        string[] columns = [.. fields.SelectMany(field => new[] { "-e", field })];
        await using var decode = ChildProcess.StartProgram(
            "tshark", ["-Q", "-r", file, .. options, "-Y", filter, "-T", "fields", .. columns]);
        int exitCode = await decode.WaitForExitAsync();
        Assert.True(exitCode == 0, decode.Output);
        return decode.Results;
    }
}
