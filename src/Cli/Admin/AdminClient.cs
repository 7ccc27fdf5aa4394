using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Cli.Admin;

/// <summary>No gateway answers on the socket of a data folder.</summary>
internal sealed class NoGatewayException(string socket)
    : Exception($"no gateway listens on {socket}; start one with 'smpp run', or name its data folder with --data");

/// <summary>The gateway did not do what it was asked.</summary>
internal sealed class AdminRefusedException(string message) : Exception(message);

/// <summary>Talks to a running gateway: JSON over HTTP on the Unix socket in its data folder.</summary>
internal sealed class AdminClient : IDisposable
{
    private const string SocketName = "smpp.sock";

    private readonly HttpClient _http;
    private readonly string _socket;

    public AdminClient(string data)
    {
        _socket = Path.Combine(data, SocketName);
        var handler = new SocketsHttpHandler { ConnectCallback = ConnectAsync, UseProxy = false };
        _http = new HttpClient(handler) { BaseAddress = new Uri("http://gateway"), Timeout = TimeSpan.FromSeconds(30) };
    }

    /// <summary>What the gateway says about itself.</summary>
    /// <exception cref="NoGatewayException">Nothing listens there.</exception>
    /// <exception cref="AdminRefusedException">It answered with an error.</exception>
    public Task<string> GetAsync(string path, CancellationToken stop) => SendAsync(HttpMethod.Get, path, stop);

    /// <summary>Tells the gateway to do something.</summary>
    /// <exception cref="NoGatewayException">Nothing listens there.</exception>
    /// <exception cref="AdminRefusedException">It answered with an error.</exception>
    public Task<string> PostAsync(string path, CancellationToken stop) => SendAsync(HttpMethod.Post, path, stop);

    public void Dispose() => _http.Dispose();

    private async Task<string> SendAsync(HttpMethod method, string path, CancellationToken stop)
    {
        try
        {
            using var request = new HttpRequestMessage(method, path);
            using var response = await _http.SendAsync(request, stop);
            string body = await response.Content.ReadAsStringAsync(stop);
            if (response.IsSuccessStatusCode)
                return body;
            throw new AdminRefusedException(response.StatusCode == HttpStatusCode.BadRequest
                ? Unquote(body)
                : $"the gateway answered {(int)response.StatusCode} to {path}: {body}");
        }
        catch (HttpRequestException e) when (e.InnerException is SocketException or IOException or null)
        {
            throw new NoGatewayException(_socket);
        }
        catch (TaskCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new AdminRefusedException($"the gateway did not answer {path} within {_http.Timeout.TotalSeconds:0} s");
        }
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken stop)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(_socket), stop);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static string Unquote(string body) => body.StartsWith('"') ? JsonDocument.Parse(body).RootElement.GetString() ?? body : body;
}
