using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Cli.Admin;

/// <summary>No gateway answers on the socket of a data folder.</summary>
internal sealed class NoGatewayException(string socket)
    : Exception($"no gateway listens on {socket}; start one with 'smpp run', or name its data folder with --data");

/// <summary>Whether a gateway answers on the socket of a data folder cannot be told.</summary>
internal sealed class SocketUnusableException(string socket, string reason)
    : Exception($"the gateway's socket {socket} cannot be used: {reason}");

/// <summary>The gateway did not do what it was asked.</summary>
internal sealed class AdminRefusedException(string message) : Exception(message);

/// <summary>Talks to a running gateway: JSON over HTTP on the Unix socket in its data folder.</summary>
internal sealed class AdminClient : IDisposable
{
    private const string SocketName = "smpp.sock";

    // Of sockaddr_un, with a NUL at the end.
    private const int LongestPath = 107;

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
    /// <exception cref="SocketUnusableException">The socket cannot be used, or whoever listens there did not answer to the end.</exception>
    /// <exception cref="AdminRefusedException">It answered with an error.</exception>
    public Task<string> GetAsync(string path, CancellationToken stop) => SendAsync(HttpMethod.Get, path, stop);

    /// <summary>Tells the gateway to do something.</summary>
    /// <exception cref="NoGatewayException">Nothing listens there.</exception>
    /// <exception cref="SocketUnusableException">The socket cannot be used, or whoever listens there did not answer to the end.</exception>
    /// <exception cref="AdminRefusedException">It answered with an error.</exception>
    public Task<string> PostAsync(string path, CancellationToken stop) => SendAsync(HttpMethod.Post, path, stop);

    public void Dispose() => _http.Dispose();

    /// <summary>What the failure to ask the gateway on a socket means.</summary>
    public static Exception Explain(string socket, HttpRequestException failure) => failure.InnerException switch
    {
        // The second is what the runtime makes of ENOENT.
        SocketException { SocketErrorCode: SocketError.ConnectionRefused or SocketError.AddressNotAvailable } =>
            new NoGatewayException(socket),
        SocketException { SocketErrorCode: SocketError.AccessDenied } =>
            new SocketUnusableException(socket, "permission denied; run this as the gateway's user"),
        ArgumentException => new SocketUnusableException(
            socket, $"its path has more than {LongestPath} octets; name the data folder by a shorter one, a link or a relative path"),
        var cause => new SocketUnusableException(socket, (cause ?? failure).Message.ReplaceLineEndings(" ")),
    };

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
        catch (HttpRequestException e)
        {
            throw Explain(_socket, e);
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
