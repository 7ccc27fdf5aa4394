using Gateway.Upstreams;
using Smpp.Protocol;
using Storage;

namespace Gateway.Flows;

/// <summary>Answers a carrier once what it has brought is durable.</summary>
internal sealed class DurableAck(CarrierRequest origin, ulong id) : IDurable
{
    public void OnDurable() => origin.Accept(id);

    public void OnStoreFailed() => origin.Reject(CommandStatus.SystemError);
}
