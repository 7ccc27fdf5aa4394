using Smpp.Protocol;
using Smpp.Session;
using Storage;

namespace Gateway.Flows;

/// <summary>Answers a request once what it led to is durable.</summary>
internal sealed class DurableAck(Inbound origin) : IDurable
{
    public void OnDurable() => origin.Accept();

    public void OnStoreFailed() => origin.Reject(CommandStatus.SystemError);
}
