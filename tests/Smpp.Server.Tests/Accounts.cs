using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using Smpp.Protocol;
using Smpp.Session;

namespace Smpp.Server.Tests;

/// <summary>A directory of accounts in memory; each bound session gets a handler that accepts what it is sent.</summary>
internal sealed class Accounts(params ServerAccount[] accounts) : IAccountDirectory
{
    public ConcurrentQueue<RecordingHandler> Handlers { get; } = new();

    public Action? WhenOpening { get; set; }

    public string SystemId => "centre";

    public static ServerAccount Account(string systemId = "demo", string password = "demo", int binds = 4) =>
        new() { SystemId = systemId, Password = new PlainPassword(password), Binds = binds };

    public ServerAccount? Find(string systemId) => accounts.FirstOrDefault(account => account.SystemId == systemId);

    public bool IsOwned(X509Certificate2 certificate) => accounts.Any(account => account.Certificate?.Matches(certificate) == true);

    public ISessionHandler Open(ServerAccount account, SmppSession session, CommandId bind)
    {
        WhenOpening?.Invoke();
        var handler = RecordingHandler.Accepting();
        Handlers.Enqueue(handler);
        return handler;
    }

    internal sealed class PlainPassword(string expected) : IPasswordVerifier
    {
        private int _checks;

        public int Checks => Volatile.Read(ref _checks);

        public bool Verify(string password)
        {
            Interlocked.Increment(ref _checks);
            return password == expected;
        }
    }
}
