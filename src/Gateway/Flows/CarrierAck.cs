using Smpp.Protocol;
using Smpp.Session;
using Storage;

namespace Gateway.Flows;

/// <summary>Answers a carrier's deliver_sm once what it said is durable.</summary>
internal sealed class CarrierAck(Inbound origin) : IDurable
{
    public void OnDurable() => origin.Accept();

    public void OnStoreFailed() => origin.Reject(CommandStatus.SystemError);
}
