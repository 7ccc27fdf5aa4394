using Gateway.Flows;
using Smpp.Protocol;
using Smpp.Session;

namespace Gateway.Accounts;

/// <summary>What a bound session of an account does: submits go into the flow, room for deliveries to the outbox.</summary>
internal sealed class AccountSession(AccountState account, SmppSession session, SubmitFlow submits) : ISessionHandler
{
    public AccountState Account => account;

    public SmppSession Session => session;

    public void OnMessage(in Inbound request, scoped in MessageView message) => submits.OnSubmit(account, request, message);

    public void OnReady(SmppSession session)
    {
        session.Congestion = submits.Congestion;
        account.Outbox.Pump();
    }

    public void OnEnd(SmppSession session, SessionEnd end)
    {
        account.Remove(this);
        account.Outbox.Pump();
    }
}
