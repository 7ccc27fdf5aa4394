using Smpp.Session;
using Storage;
using Storage.Live;

namespace Gateway.Flows;

/// <summary>A receipt that came before its message was known; the carrier is answered once it is durable.</summary>
internal sealed class EarlyReceipt : ParkedReceipt, IDurable
{
    /// <summary>The right to answer the carrier.</summary>
    public Inbound Origin { get; set; }

    public bool HasOrigin { get; set; }

    public void OnDurable()
    {
        if (HasOrigin)
            Origin.Accept();
        HasOrigin = false;
        Origin = default;
    }

    public void OnStoreFailed()
    {
        if (HasOrigin)
            Origin.Reject(Smpp.Protocol.CommandStatus.SystemError);
    }
}
