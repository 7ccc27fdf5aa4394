using System.Net.Sockets;
using System.Text.Json;
using Shared;

namespace Cli.Tests;

/// <summary>A carrier and a gateway, and the verbs that ask it.</summary>
internal sealed record GatewaySite(SmppProcess Carrier, SmppProcess Gateway, string Target, string Data) : IAsyncDisposable
{
    /// <summary>Writes a configuration to <c>conf</c> of the folder and starts a gateway with it; its data lies in <c>data</c>.</summary>
    public static async Task<GatewaySite> StartAsync(
        TempFolder folder, string password, string profile = "default", string upstream = "", string route = "")
    {
        int carrierPort = FreePort.Next(), port = FreePort.Next();
        Configure(folder, port, carrierPort, password, upstream, route);
        var carrier = SmppProcess.Start("sim", "--listen", $"127.0.0.1:{carrierPort}", "--profile", profile);
        await carrier.WaitForLineAsync("ready");
        var gateway = SmppProcess.Start("run", "--conf", folder["conf"], "--data", folder["data"]);
        await gateway.WaitForLineAsync("ready");
        return new GatewaySite(carrier, gateway, $"127.0.0.1:{port}", folder["data"]);
    }

    public static void Configure(
        TempFolder folder, int port, int carrierPort, string password = "plain:demo", string upstream = "", string route = "")
    {
        folder.Write("conf/smpp.toml", $"[node]\nname = \"cli\"\n\n[[listen]]\naddress = \"127.0.0.1:{port}\"\n");
        folder.Write("conf/accounts.toml", $"[[account]]\nsystem_id = \"demo\"\npassword = \"{password}\"\n");
        folder.Write("conf/upstreams.toml", $"""
            [[upstream]]
            name = "carrier"
            address = "127.0.0.1:{carrierPort}"
            system_id = "gw"
            password = "plain:secret"
            window = 100
            {upstream}

            [[group]]
            name = "default"
            strategy = "failover"
            upstreams = ["carrier"]
            """);
        folder.Write("conf/routes.toml",
            "[[route]]\nname = \"all\"\nmatch = { account = \"demo\" }\nto = \"default\"\nmode = \"store\"\n" + route + "\n");
    }

    public Task<(int ExitCode, string Output)> SendAsync(string password, params string[] more) => SmppProcess.RunAsync(
        ["send", "--target", Target, "--system-id", "demo", "--password", password, "--from", "ACME", "--to", "447700900123", "--text",
        "Hi", .. more]);

    public async Task<string> TextAsync(string verb, params string[] more)
    {
        var (exitCode, output) = await SmppProcess.RunAsync([verb, "--data", Data, .. more]);
        Assert.True(exitCode == 0, output);
        return output;
    }

    public async Task<JsonElement> JsonAsync(string verb, params string[] more) =>
        JsonDocument.Parse(await TextAsync(verb, [.. more, "--json"])).RootElement;

    /// <summary>Asks the gateway's socket itself, where a process for each question would be too slow.</summary>
    public HttpClient Admin() => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, stop) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(Path.Combine(Data, "smpp.sock")), stop);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    {
        BaseAddress = new Uri("http://gateway"),
    };

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Carrier.DisposeAsync();
    }
}
