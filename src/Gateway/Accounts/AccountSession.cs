using Gateway.Flows;
using Smpp.Protocol;
using Smpp.Session;

namespace Gateway.Accounts;

/// <summary>What a bound session of an account does: submits go into the flow, room for deliveries to the outbox.</summary>
internal sealed class AccountSession(AccountState account, SmppSession session, SubmitFlow submits) : ISessionHandler
{
    private int _isKnown;

    public AccountState Account => account;

    public SmppSession Session => session;

    public void OnMessage(in Inbound request, scoped in MessageView message) => submits.OnSubmit(account, request, message);

    public void OnReady(SmppSession session)
    {
        session.Congestion = submits.Congestion;
        if (Volatile.Read(ref _isKnown) == 0 && Interlocked.Exchange(ref _isKnown, 1) == 0)
            account.Outbox.OnSessionsChanged();
        account.Outbox.Pump();
    }

    public void OnEnd(SmppSession session, SessionEnd end)
    {
        account.Remove(this);
        account.Outbox.Pump();
    }
}
