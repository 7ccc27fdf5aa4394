using Gateway.Upstreams;
using Smpp.Protocol;
using Storage;
using Storage.Live;

namespace Gateway.Flows;

/// <summary>A receipt that came before its message was known; the carrier is answered once it is durable.</summary>
internal sealed class EarlyReceipt : ParkedReceipt, IDurable
{
    /// <summary>The right to answer the carrier.</summary>
    public CarrierRequest Origin { get; set; }

    public void OnDurable()
    {
        Origin.Accept(Id);
        Origin = default;
    }

    public void OnStoreFailed() => Origin.Reject(CommandStatus.SystemError);
}
