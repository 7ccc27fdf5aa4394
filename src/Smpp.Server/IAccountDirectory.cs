using System.Security.Cryptography.X509Certificates;
using Smpp.Protocol;
using Smpp.Session;

namespace Smpp.Server;

/// <summary>What the owner of the accounts gives to <see cref="AccountAuthorizer"/>.</summary>
public interface IAccountDirectory
{
    /// <summary>Our system_id, sent in bind responses.</summary>
    string SystemId { get; }

    /// <summary>The account with this system_id as it is configured now, or null.</summary>
    ServerAccount? Find(string systemId);

    /// <summary>
    /// True when the certificate is that of any account, by <see cref="ServerAccount.Certificate"/>: a connection that showed it
    /// binds as no other account then.
    /// </summary>
    bool IsOwned(X509Certificate2 certificate) => false;

    /// <summary>The handler of a session that is about to be bound; the authoriser calls its OnEnd when the session ends.</summary>
    ISessionHandler Open(ServerAccount account, SmppSession session, CommandId bind);
}
