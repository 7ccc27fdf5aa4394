using Smpp.Protocol;

namespace Smpp.Session.Tests;

/// <summary>What whoever awaits a response reads of it.</summary>
public class ResponseTests
{
    private static TlvList Added => new TlvList().Set(StandardTlv.AdditionalStatusInfoText, "more").Add((TlvTag)0x1501, "x"u8);

    public static TheoryData<Pdu> Responses =>
    [
        .. VersionTests.ResponsesWithFields.Select(row => row.Data),
        new SubmitSmResp { MessageId = "1", Tlvs = Added },
        new DeliverSmResp { Tlvs = Added },
        new BindResp(CommandId.BindTransceiverResp) { SystemId = "smsc", Tlvs = Added },
        new EmptyPdu(CommandId.CancelSmResp) { Tlvs = Added },
        new EmptyPdu(CommandId.ReplaceSmResp),
    ];

    [Theory]
    [MemberData(nameof(Responses))]
    public void Its_TLVs_are_those_behind_its_fields(Pdu response)
    {
        byte[] octets = response.ToArray(1);
        var wanted = response is EmptyPdu empty ? empty.Tlvs : ((TlvPdu)response).Tlvs;

        Assert.Equal(wanted, Read(octets).Tlvs);
    }

    [Theory]
    [MemberData(nameof(Responses))]
    public void Those_of_an_error_response_may_stand_in_the_place_of_its_fields(Pdu response)
    {
        Assert.Equal(Added, Read(WirePdu.Raw(response.Id, 1, Added.Encoded.Span), CommandStatus.SystemError).Tlvs);
        Assert.True(Read(WirePdu.Empty(response.Id, 1, CommandStatus.SystemError)).Tlvs.IsEmpty);
    }

    [Theory]
    [MemberData(nameof(Responses))]
    public void What_is_cut_off_has_none(Pdu response)
    {
        byte[] octets = [.. response.ToArray(1), 0x15, 0x01, 0x00, 0x09, 0x00];

        Assert.True(Read(octets).Tlvs.IsEmpty);
    }

    private static Response Read(byte[] pdu, CommandStatus? status = null)
    {
        var header = PduHeader.Read(pdu);
        return new Response(header with { Status = status ?? header.Status }, pdu.AsMemory(PduHeader.Size));
    }
}
