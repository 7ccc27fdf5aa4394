using System.Collections.Concurrent;
using System.Collections.Specialized;
using System.Net;
using System.Text;
using System.Web;
using Shared;

namespace Interop.Kannel;

/// <summary>The application behind smsbox: takes its HTTP requests and keeps what they say.</summary>
internal sealed class HttpInbox : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<(string Path, NameValueCollection Query)> _requests = new();
    private readonly Task _serving;

    public HttpInbox()
    {
        int port = FreePort.Next();
        Address = $"http://127.0.0.1:{port}";
        _listener.Prefixes.Add($"{Address}/");
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Address { get; }

    /// <summary>What came to this path so far.</summary>
    public NameValueCollection[] At(string path) => [.. _requests.Where(request => request.Path == path).Select(request => request.Query)];

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
            var address = context.Request.Url!;
            _requests.Enqueue((address.AbsolutePath, Read(address.Query)));
            context.Response.Close();
        }
    }

    /// <summary>The query, whose text is in the charset that it names.</summary>
    private static NameValueCollection Read(string query)
    {
        var values = HttpUtility.ParseQueryString(query, Encoding.Latin1);
        if (values["charset"] is { } charset)
            values["text"] = Encoding.GetEncoding(charset).GetString(Encoding.Latin1.GetBytes(values["text"] ?? ""));
        return values;
    }
}
