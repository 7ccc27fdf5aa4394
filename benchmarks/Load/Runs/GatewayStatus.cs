using System.Net.Sockets;
using System.Text.Json;
using Shared;

namespace Load.Runs;

/// <summary>What a running gateway says of itself, over its control socket, as <c>smpp status --json</c> shows it.</summary>
internal sealed class GatewayStatus : IDisposable
{
    private static readonly TimeSpan CdrLimit = TimeSpan.FromMinutes(2);

    private readonly HttpClient _client;

    public GatewayStatus(string socketPath)
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectCallback = async (_, stop) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), stop);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        _client = new HttpClient(handler) { BaseAddress = new Uri("http://gateway") };
    }

    public async Task<StatusSample> AskAsync()
    {
        using var status = JsonDocument.Parse(await _client.GetStringAsync(new Uri("/status", UriKind.Relative)));
        var root = status.RootElement;
        var runtime = root.GetProperty("runtime");
        return new StatusSample(
            root.GetProperty("live").GetInt64(),
            root.GetProperty("cdr").GetProperty("lag").GetInt64(),
            root.GetProperty("journal").GetProperty("disk_bytes").GetInt64(),
            runtime.GetProperty("allocated_bytes").GetInt64(),
            runtime.GetProperty("gen2_collections").GetInt32(),
            runtime.GetProperty("pause_milliseconds").GetDouble(),
            runtime.GetProperty("last_gen2_pause_milliseconds").GetDouble(),
            runtime.GetProperty("lock_contentions").GetInt64());
    }

    /// <summary>Waits until every event of the gateway's journal has its CDR row.</summary>
    public Task WaitForCdrsAsync() => Until.Async(async () => (await AskAsync()).CdrLag == 0, CdrLimit, "every event has its CDR row");

    /// <summary>Waits until nothing is under way any more.</summary>
    public Task WaitForEmptyAsync() => Until.Async(async () => (await AskAsync()).Live == 0, CdrLimit, "no message is under way");

    public void Dispose() => _client.Dispose();
}

/// <summary>The gateway's words at one moment.</summary>
internal readonly record struct StatusSample(
    long Live, long CdrLag, long JournalOctets, long Allocated, int Gen2, double PauseMilliseconds, double LastGen2PauseMilliseconds,
    long Contentions);
