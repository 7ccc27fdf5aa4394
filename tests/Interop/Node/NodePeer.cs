using System.Text.Json;
using Shared;

namespace Interop.Node;

/// <summary>One end of SMPP on the npm package <c>smpp</c>: tests/Interop/node/peer.js, which says what the lines are.</summary>
internal sealed class NodePeer : IAsyncDisposable
{
    private readonly ChildProcess _process;
    private readonly HashSet<int> _taken = [];

    private NodePeer(int port, IEnumerable<string> arguments)
    {
        Port = port;
        _process = ChildProcess.StartProgram(
            "node", [Repository.PathOf("tests", "Interop", "node", "peer.js"), .. arguments], Environment());
    }

    /// <summary>Where it listens or connects to.</summary>
    public int Port { get; }

    public static async Task<NodePeer> ListenAsync(int port, params string[] keyAndCertificates)
    {
        var peer = new NodePeer(port, ["listen", $"{port}", .. keyAndCertificates]);
        await peer.TakeAsync("listening");
        return peer;
    }

    public static async Task<NodePeer> ConnectAsync(int port, params string[] authorityAndKey)
    {
        string scheme = authorityAndKey.Length > 0 ? "ssmpp" : "smpp";
        var peer = new NodePeer(port, ["connect", $"{scheme}://127.0.0.1:{port}", .. authorityAndKey]);
        await peer.TakeAsync("connected");
        return peer;
    }

    /// <summary>The next request of this command that came to it.</summary>
    public async Task<JsonElement> ReceivedAsync(string command) =>
        (await TakeAsync("request", pdu => CommandOf(pdu) == command)).GetProperty("request");

    /// <summary>Sends a request and waits for its response; both as Node reads them.</summary>
    public async Task<(JsonElement Sent, JsonElement Response)> RequestAsync(string command, object? fields = null)
    {
        Send(command, fields);
        var both = await TakeAsync("response", pdu => CommandOf(pdu) == $"{command}_resp");
        return (both.GetProperty("sent"), both.GetProperty("response"));
    }

    /// <summary>The next response of this command to something that was sent otherwise than as a request.</summary>
    public async Task<JsonElement> OtherResponseAsync(string command) =>
        (await TakeAsync("unasked", pdu => CommandOf(pdu) == command)).GetProperty("unasked");

    public void Send(string command, object? fields = null) => Order(new { send = command, fields = fields ?? new { } });

    public void Write(ReadOnlySpan<byte> octets) => Order(new { write = Convert.ToHexStringLower(octets) });

    /// <summary>Says how it answers the next requests of this command.</summary>
    public Task AnswerAsync(string command, params object[] with)
    {
        Order(new { answer = command, with });
        return TakeAsync("planned");
    }

    /// <summary>Cuts the connection without a word.</summary>
    public void End() => Order(new { end = true });

    public Task ClosedAsync() => TakeAsync("closed");

    public async Task<string> ErrorAsync() => (await TakeAsync("error")).GetProperty("error").GetString()!;

    /// <summary>Octets for a field.</summary>
    public static object Octets(ReadOnlySpan<byte> octets) => new { hex = Convert.ToHexStringLower(octets) };

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    internal static Dictionary<string, string> Environment()
    {
        string modules = Repository.PathOf("artifacts", "interop", "node", "node_modules");
        Assert.True(Directory.Exists(modules), $"{modules} is missing: ./build.sh test Interop installs it.");
        return new Dictionary<string, string> { ["NODE_PATH"] = modules };
    }

    private static string CommandOf(JsonElement pdu) => pdu.GetProperty("command").GetString()!;

    private void Order(object order) => _process.Write(JsonSerializer.Serialize(order) + "\n");

    /// <summary>The first line of this kind that no one has taken yet, there or still to come.</summary>
    private async Task<JsonElement> TakeAsync(string kind, Predicate<JsonElement>? wanted = null)
    {
        JsonElement found = default;
        await _process.WaitForLineAsync(
            _ => TryTake(kind, wanted, out found), what: $"a line of the kind \"{kind}\" that is wanted");
        return found;
    }

    private bool TryTake(string kind, Predicate<JsonElement>? wanted, out JsonElement found)
    {
        string[] lines = _process.Results;
        for (int i = 0; i < lines.Length; i++)
        {
            if (_taken.Contains(i))
                continue;
            found = JsonDocument.Parse(lines[i]).RootElement;
            if (!found.TryGetProperty(kind, out var value) || wanted?.Invoke(value) == false)
                continue;
            return _taken.Add(i);
        }
        found = default;
        return false;
    }
}
