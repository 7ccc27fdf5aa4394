using Smpp.Protocol;

namespace Smpp.Server.Tests;

/// <summary>congestion_state in the answers of a message centre (v5.0 §2.9).</summary>
public class CongestionTests
{
    public static TheoryData<Pdu> Requests =>
    [
        new SubmitSm(),
        new SubmitMulti { Destinations = [Address.Parse("222")] },
        new DataSm { MessagePayload = "x"u8.ToArray() },
        new QuerySm { MessageId = "1" },
    ];

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task A_handler_s_answers_tell_an_ESME_of_5_0_the_congestion(Pdu request)
    {
        await using var centre = Centre();
        await using var esme = await CentreRig.BindAsync(centre, CentreRig.Transceiver with { InterfaceVersion = InterfaceVersion.V50 });
        await esme.SendAsync(request);
        Assert.True(((TlvPdu)(await esme.ExpectAsync(request.Id.Response)).Pdu).Tlvs.IsEmpty);

        Assert.Single(centre.Sessions).Session.Congestion = 73;
        await esme.SendAsync(request);

        Assert.Equal((byte)73, Congestion((await esme.ExpectAsync(request.Id.Response)).Pdu));
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task An_ESME_of_3_4_is_told_nothing(Pdu request)
    {
        await using var centre = Centre();
        await using var esme = await CentreRig.BindAsync(centre);
        Assert.Single(centre.Sessions).Session.Congestion = 73;

        await esme.SendAsync(request);

        Assert.True(((TlvPdu)(await esme.ExpectAsync(request.Id.Response)).Pdu).Tlvs.IsEmpty);
    }

    private static byte? Congestion(Pdu pdu) =>
        ((TlvPdu)pdu).Tlvs.TryGet(StandardTlv.CongestionState, out byte congestion) ? congestion : null;

    private static MessageCentre Centre() => CentreRig.Accepting(options => options.Version = InterfaceVersion.V50)
        .OnSubmit((_, _) => new(new SubmitSmResp { MessageId = "1" }))
        .OnSubmitMulti((_, _) => new(new SubmitMultiResp
        {
            MessageId = "1",
            Unsuccessful = [new UnsuccessSme(Address.Parse("222"), CommandStatus.Throttled)],
        }))
        .OnData((_, _) => new(new DataSmResp { MessageId = "1" }))
        .OnQuery((_, _) => new(new QuerySmResp { MessageId = "1", MessageState = MessageState.Enroute }));
}
