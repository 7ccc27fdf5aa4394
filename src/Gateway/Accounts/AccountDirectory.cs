using System.Security.Cryptography.X509Certificates;
using Gateway.Flows;
using Smpp.Protocol;
using Smpp.Server;
using Smpp.Session;

namespace Gateway.Accounts;

/// <summary>The accounts of the configuration now in force, for the server's bind decisions.</summary>
internal sealed class AccountDirectory(Func<GatewaySnapshot> snapshot, CustomerFlows flows) : IAccountDirectory
{
    public string SystemId => snapshot().Config.Node.SystemId;

    public ServerAccount? Find(string systemId) => snapshot().Accounts.GetValueOrDefault(systemId)?.Server;

    public bool IsOwned(X509Certificate2 certificate)
    {
        foreach (var account in snapshot().Accounts.Values)
        {
            if (account.Server?.Certificate is { } rule && rule.Matches(certificate))
                return true;
        }
        return false;
    }

    public ISessionHandler Open(ServerAccount account, SmppSession session, CommandId bind)
    {
        var state = snapshot().Accounts[account.SystemId];
        var opened = new AccountSession(state, session, flows);
        state.Add(opened);
        return opened;
    }
}
