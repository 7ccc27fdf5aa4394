using System.Text.Json;
using Shared;

namespace Interop.Node;

/// <summary>One run of the client in tests/Interop/node against the gateway, captured on the wire, for the tests to look at.</summary>
public sealed class NodeClientRun : IAsyncLifetime
{
    public const int Messages = 1000;

    private const int Window = 100;
    private const int Seconds = 60;

    private readonly TempFolder _folder = new();

    public JsonElement Result { get; private set; }

    internal Tshark Captured { get; private set; } = new([], []);

    public async ValueTask InitializeAsync()
    {
        await using var gateway = await GatewayAndCarrier.StartAsync(FreePort.Next(), FreePort.Next());
        var file = _folder["run.pcapng"];
        int last = FreePort.Next();
        await using var capture = await Capture.StartAsync([gateway.Port, gateway.CarrierPort, last], file);
        Result = await RunClientAsync(gateway.Port);
        await capture.StopAsync(last);
        Captured = await Tshark.ReadAsync(file, [gateway.Port]);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private static async Task<JsonElement> RunClientAsync(int port)
    {
        var modules = Repository.PathOf("artifacts", "interop", "node", "node_modules");
        Assert.True(Directory.Exists(modules), $"{modules} is missing: ./build.sh test Interop installs it.");
        await using var client = ChildProcess.StartProgram(
            "node",
            [
                Repository.PathOf("tests", "Interop", "node", "client.js"), GatewayAndCarrier.Host, $"{port}",
                GatewayAndCarrier.SystemId, GatewayAndCarrier.Password, $"{Messages}", $"{Window}", $"{Seconds}",
            ],
            new Dictionary<string, string> { ["NODE_PATH"] = modules });
        await client.WaitForExitAsync(TimeSpan.FromSeconds(2 * Seconds));
        Assert.True(client.Lines is [.., ['{', ..]], $"The client wrote no result:\n{client.Output}");
        return JsonDocument.Parse(client.Lines[^1]).RootElement;
    }
}
