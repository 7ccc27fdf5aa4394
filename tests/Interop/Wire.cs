using Shared;
using Smpp.Protocol;

namespace Interop;

/// <summary>
/// All that the tests of one class say to each other: hands out the ports, captures what is on them, and at the end of the class
/// checks the whole capture with two decoders: tshark must find nothing malformed, and <c>smpp decode</c> must count the same PDUs.
/// </summary>
public sealed class Wire : IAsyncLifetime
{
    private const int PortsOfEachKind = 40;

    private readonly TempFolder _folder = new();
    private readonly int[] _plain = [.. Enumerable.Range(0, PortsOfEachKind).Select(_ => FreePort.Next())];
    private readonly int[] _secured = [.. Enumerable.Range(0, PortsOfEachKind).Select(_ => FreePort.Next())];
    private Capture? _capture;
    private int _plainGiven;
    private int _securedGiven;

    /// <summary>Where the programs of TLS connections are to write the keys of their sessions.</summary>
    public string KeyLog => _folder["keys.txt"];

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(KeyLog, "");
        _capture = await Capture.StartAsync([.. _plain, .. _secured], _folder["wire.pcapng"]);
    }

    /// <summary>A free port for SMPP as it is.</summary>
    public int Port() => _plain[Interlocked.Increment(ref _plainGiven) - 1];

    /// <summary>A free port for SMPP within TLS.</summary>
    public int SecuredPort() => _secured[Interlocked.Increment(ref _securedGiven) - 1];

    public async ValueTask DisposeAsync()
    {
        await using var capture = _capture!;
        await capture.StopAsync(_plain[^1]);
        var plain = await Tshark.ReadAsync(capture.File, _plain);
        Assert.Empty(plain.Complaints);
        // Only a connection whose keys were logged can be read, and what is encrypted is nothing for `smpp decode`.
        if (_securedGiven > 0)
            Assert.Empty((await Tshark.ReadAsync(capture.File, _secured, KeyLog)).Complaints);
        Assert.Equal(plain.Commands, await DecodeAsync(capture.File, _plain));
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
