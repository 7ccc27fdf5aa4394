using Gateway.Flows;
using Storage.Live;

namespace Gateway;

/// <summary>Makes the entities that the journal's replay brings back.</summary>
internal sealed class LiveFactory(SubmitFlow submits, NodeStore store) : ILiveFactory
{
    private readonly Name _unknown = store.Names.Get("");

    public LiveMessage NewMessage() => new GatewayMessage(submits) { Account = _unknown };

    public Delivery NewDelivery() => new CustomerDelivery { Account = _unknown };

    public ParkedReceipt NewParkedReceipt() => new EarlyReceipt { Upstream = _unknown };
}
