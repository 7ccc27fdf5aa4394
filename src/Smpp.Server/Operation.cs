using Smpp.Protocol;
using Smpp.Session;

namespace Smpp.Server;

/// <summary>What is done about one command.</summary>
internal interface IOperation
{
    /// <summary>Answers the request.</summary>
    /// <returns>What is to be done once the answer is on its way, or null.</returns>
    ValueTask<Func<CancellationToken, ValueTask>?> AnswerAsync(EsmeSession session, Inbound inbound, Pdu pdu);
}

/// <summary>A handler with a typed request and response.</summary>
internal sealed class Operation<TRequest, TResponse>(
    Func<Request<TRequest>, CancellationToken, ValueTask<Reply<TResponse>>> handler) : IOperation
    where TRequest : Pdu
    where TResponse : Pdu
{
    public async ValueTask<Func<CancellationToken, ValueTask>?> AnswerAsync(EsmeSession session, Inbound inbound, Pdu pdu)
    {
        var reply = await handler(new Request<TRequest>(session, (TRequest)pdu), session.Ended).ConfigureAwait(false);
        if (reply.Response is { } full)
        {
            var response = OldVersion.Bare(full, session.Session);
            inbound.Reply(ref response);
        }
        else if (reply.Status != CommandStatus.Ok || typeof(TResponse) == typeof(EmptyPdu))
        {
            inbound.Reject(reply.Status);
        }
        else
        {
            throw new InvalidOperationException($"A handler accepted {inbound.Command.Name} without a {typeof(TResponse).Name}.");
        }
        return reply.Afterwards;
    }
}
