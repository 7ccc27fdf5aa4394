using Shared;
using Smpp.Protocol;

namespace Interop;

/// <summary>
/// All that the tests of one class say to each other: hands out the ports, captures what is on them, and at the end of the class
/// checks the whole capture with two decoders: tshark must find nothing malformed, and <c>smpp decode</c> must count the same PDUs.
/// </summary>
public sealed class Wire : IAsyncLifetime
{
    private const int Ports = 40;

    private readonly TempFolder _folder = new();
    private readonly int[] _ports = [.. Enumerable.Range(0, Ports).Select(_ => FreePort.Next())];
    private Capture? _capture;
    private int _given;

    public async ValueTask InitializeAsync() => _capture = await Capture.StartAsync(_ports, _folder["wire.pcapng"]);

    /// <summary>
    /// A free port whose traffic is captured. TLS goes over others: tshark has no SMPP within TLS, whoever logs its keys.
    /// </summary>
    public int Port() => _ports[Interlocked.Increment(ref _given) - 1];

    public async ValueTask DisposeAsync()
    {
        await using var capture = _capture!;
        await capture.StopAsync(_ports[^1]);
        var read = await Tshark.ReadAsync(capture.File, _ports);
        Assert.Empty(read.Complaints);
        Assert.True(read.Commands.Values.Sum() > 1, "nothing was captured but the end");
        Assert.Equal(read.Commands, await DecodeAsync(capture.File, _ports));
        _folder.Dispose();
    }

    /// <summary>The command's name in a line of <c>smpp decode --json</c>.</summary>
    internal static string CommandOf(string line) => line.Split("\"command\":\"")[1].Split('"')[0];

    /// <summary>How often <c>smpp decode</c> sees each command, without those that no specification knows: tshark shows none.</summary>
    private static async Task<SortedDictionary<string, int>> DecodeAsync(string file, int[] ports)
    {
        string[] options = [.. ports.SelectMany(port => new[] { "--port", $"{port}" })];
        await using var decode = SmppProcess.Start(["decode", "--json", .. options, file]);
        await decode.WaitForExitAsync();
        Assert.Empty(decode.Errors);
        string[] known = [.. decode.Results.Where(line => !CommandOf(line).StartsWith("0x", StringComparison.Ordinal))];
        Assert.All(known, line => Assert.EndsWith("\"error\":null}", line, StringComparison.Ordinal));
        return Tshark.Count(known.Select(CommandOf));
    }
}
