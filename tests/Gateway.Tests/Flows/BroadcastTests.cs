using Gateway.Tests.Harness;
using Smpp.Protocol;

namespace Gateway.Tests.Flows;

/// <summary>broadcast_sm and its companions (v5.0 §4.4, §4.6), which the gateway does not serve.</summary>
public class BroadcastTests
{
    public static TheoryData<Pdu> Requests =>
    [
        new BroadcastSm
        {
            Source = Address.Parse("ACME"),
            Tlvs = default(TlvList)
                .Set(StandardTlv.BroadcastAreaIdentifier, new BroadcastArea(0, "here"))
                .Set(StandardTlv.BroadcastContentType, new BroadcastContentType(0, 0))
                .Set(StandardTlv.BroadcastRepNum, (ushort)1)
                .Set(StandardTlv.BroadcastFrequencyInterval, new BroadcastFrequencyInterval(8, 1)),
        },
        new QueryBroadcastSm { MessageId = "1" },
        new CancelBroadcastSm { MessageId = "1" },
    ];

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Each_is_refused_as_a_command_that_is_not_supported_and_the_session_goes_on(Pdu request)
    {
        await using var bench = new Bench();
        bench.AddCarrier("a");
        await bench.StartAsync();
        var customer = await bench.BindAsync(version: InterfaceVersion.V50);

        var response = await customer.Session.SendAsync(request);

        Assert.Equal((request.Id.Response, CommandStatus.InvalidCommandId), (response.Header.Id, response.Header.Status));
        await customer.AcceptedAsync(Sms.Submit());
    }
}
