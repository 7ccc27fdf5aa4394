using System.Net;
using Microsoft.Extensions.Time.Testing;
using Smpp.Session;

namespace Smpp.Server.Tests;

/// <summary>A server on a free port of this machine, with its accounts, its log and its ends.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly SmppServer _server;

    public TestServer(
        ServerOptions? options = null, ServerAccount[]? accounts = null, LoginGuard? guard = null, TimeProvider? time = null,
        AuthorizerOptions? authorizer = null)
    {
        Heartbeat = new Heartbeat(time ?? TimeProvider.System);
        Directory = new Accounts(accounts ?? [Accounts.Account()]);
        Authorizer = new AccountAuthorizer(Directory, Log, guard, authorizer);
        _server = new SmppServer(options ?? Options, Authorizer, Heartbeat, Log, guard);
        _server.Start();
    }

    public static ServerOptions Options { get; } = new() { EndPoint = new IPEndPoint(IPAddress.Loopback, 0) };

    public Heartbeat Heartbeat { get; }

    public Accounts Directory { get; }

    public AccountAuthorizer Authorizer { get; }

    public RecordingLogger Log { get; } = new();

    public SmppServer Server => _server;

    public Task<RawPeer> ConnectAsync() => RawPeer.ConnectAsync(_server.EndPoint);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Heartbeat.Dispose();
    }
}
