using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Smpp.Protocol;
using Smpp.Server;
using Smpp.Session;

namespace Load;

/// <summary>The message centre of the scale figures: one account with a hashed password, and no limits in the way.</summary>
internal static class ScaleServer
{
    public const string SystemId = "demo";
    public const string Password = "secret";

    private const int Most = 1_000_000;

    /// <summary>Serves until its standard input ends.</summary>
    public static async Task<int> RunAsync(TimeSpan enquireLink)
    {
        using var heartbeat = new Heartbeat(TimeProvider.System);
        var account = new ServerAccount
        {
            SystemId = SystemId,
            Password = StoredPassword.Hashed(PasswordHash.Parse(PasswordHash.Create(Password), out _)!),
            Binds = Most,
            Session = SessionOptions.Default with { EnquireLink = enquireLink },
        };
        var options = new ServerOptions { EndPoint = new IPEndPoint(IPAddress.Loopback, 0), Connections = Most, UnboundPerAddress = Most };
        var guard = new LoginGuard(TimeProvider.System);
        var authorizer = new AccountAuthorizer(new Directory(account), NullLogger.Instance, guard);
        await using var server = new SmppServer(options, authorizer, heartbeat, NullLogger.Instance, guard);
        server.Start();
        Console.WriteLine($"ready {server.EndPoint}");
        await Console.In.ReadLineAsync();
        return 0;
    }

    private sealed class Directory(ServerAccount account) : IAccountDirectory
    {
        public string SystemId => "centre";

        public ServerAccount? Find(string systemId) => systemId == account.SystemId ? account : null;

        public ISessionHandler Open(ServerAccount account, SmppSession session, CommandId bind) => new Idle();
    }

    private sealed class Idle : ISessionHandler
    {
        public void OnMessage(in Inbound request, scoped in MessageView message) => request.Accept("1"u8);

        public void OnEnd(SmppSession session, SessionEnd end)
        {
        }
    }
}
