using Shared;

namespace Interop.Tls;

/// <summary>openssl's own client and server, with octets in files where they would have a keyboard and a screen.</summary>
internal sealed class OpenSsl : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private ChildProcess? _process;

    private OpenSsl() => File.WriteAllText(Input, "");

    /// <summary>All that came over the connection.</summary>
    public byte[] Received => File.ReadAllBytes(Output);

    /// <summary>What it says of its connections.</summary>
    public string Told => File.ReadAllText(Messages);

    private string Input => _folder["input"];

    private string Output => _folder["output"];

    private string Messages => _folder["messages"];

    /// <summary>Connects, sends <paramref name="octets"/> and waits until the other side closes, or the handshake fails.</summary>
    public static async Task<(byte[] Received, string Told)> ConnectAsync(int port, byte[] octets, params string[] options)
    {
        await using var client = new OpenSsl();
        await File.WriteAllBytesAsync(client.Input, octets);
        client.Start($"s_client -connect 127.0.0.1:{port} -brief -ign_eof {string.Join(' ', options)} < '{client.Input}'");
        await client._process!.WaitForExitAsync();
        return (client.Received, client.Told);
    }

    /// <summary>Listens; <see cref="Send"/> says what it writes to its connection.</summary>
    public static async Task<OpenSsl> ListenAsync(int port, params string[] options)
    {
        var server = new OpenSsl();
        server.Start($"s_server -accept 127.0.0.1:{port} -quiet {string.Join(' ', options)} < <(exec tail -c +1 -f '{server.Input}')");
        await server._process!.WaitForPortAsync(port);
        return server;
    }

    public void Send(byte[] octets) => File.WriteAllBytes(Input, octets);

    public async ValueTask DisposeAsync()
    {
        await _process!.DisposeAsync();
        _folder.Dispose();
    }

    private void Start(string command) => _process = ChildProcess.StartProgram(
        "bash", ["-c", $"exec openssl {command} > '{Output}' 2> '{Messages}'"]);
}
