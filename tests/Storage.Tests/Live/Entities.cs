using Smpp.Protocol;
using Storage.Live;

namespace Storage.Tests.Live;

internal sealed class TestMessage : LiveMessage;

internal sealed class TestDelivery : Delivery;

internal sealed class TestReceipt : ParkedReceipt;

/// <summary>Entities as the layer above makes them.</summary>
internal sealed class Entities : ILiveFactory
{
    public Name.Table Names { get; } = new();

    public TestMessage Message(ulong id, string destination = "447700900123") => new()
    {
        Id = id,
        Account = Names.Get("demo"),
        Route = Names.Get("uk"),
        Source = Address.Parse("ACME"),
        Destination = Address.Parse(destination),
    };

    public TestReceipt Receipt(ulong id, string source = "447700900123")
    {
        var deliver = new DeliverSm { Source = Address.Parse(source), Destination = Address.Parse("ACME"), EsmClass = EsmClass.Receipt };
        var body = new byte[deliver.BodyLength];
        deliver.WriteBody(body);
        var receipt = new TestReceipt { Id = id, Upstream = Names.Get("carrier") };
        receipt.SetBody(body);
        return receipt;
    }

    public LiveMessage NewMessage() => new TestMessage { Account = Names.Get("") };

    public Delivery NewDelivery() => new TestDelivery { Account = Names.Get("") };

    public ParkedReceipt NewParkedReceipt() => new TestReceipt { Upstream = Names.Get("") };
}
