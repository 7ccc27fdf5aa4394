using Gateway.Flows;
using Smpp.Protocol;
using Smpp.Session;

namespace Gateway.Accounts;

/// <summary>What a bound session of an account does: its requests go into the flows, room for deliveries to the outbox.</summary>
internal sealed class AccountSession(AccountState account, SmppSession session, CustomerFlows flows) : ISessionHandler
{
    private int _isKnown;

    public AccountState Account => account;

    public SmppSession Session => session;

    public void OnMessage(in Inbound request, scoped in MessageView message) => flows.Submits.OnSubmit(account, request, message);

    public void OnRequest(in Inbound request, ReadOnlySpan<byte> body)
    {
        var header = new PduHeader((uint)(PduHeader.Size + body.Length), request.Command, CommandStatus.Ok, request.Sequence);
        if (!Pdu.TryRead(header, body, session.Rules, out var pdu, out var report))
        {
            request.RejectMalformed(report.Error);
            return;
        }
        switch (pdu)
        {
            case SubmitMulti multi:
                flows.Multi.OnSubmitMulti(account, request, multi);
                break;
            case QuerySm query:
                flows.Queries.OnQuery(account, request, query);
                break;
            case CancelSm cancel:
                flows.Pending.OnCancel(account, request, cancel);
                break;
            case ReplaceSm replace:
                flows.Pending.OnReplace(account, request, replace);
                break;
            default:
                request.Reject(CommandStatus.InvalidCommandId);
                break;
        }
    }

    public void OnReady(SmppSession session)
    {
        session.Congestion = flows.Submits.Congestion;
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
