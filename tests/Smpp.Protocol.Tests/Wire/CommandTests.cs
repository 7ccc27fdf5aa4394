namespace Smpp.Protocol.Tests;

public class CommandTests
{
    [Theory]
    [InlineData(CommandId.SubmitSm, "submit_sm", CommandId.SubmitSmResp)]
    [InlineData(CommandId.BindTransceiver, "bind_transceiver", CommandId.BindTransceiverResp)]
    [InlineData(CommandId.DataSm, "data_sm", CommandId.DataSmResp)]
    [InlineData((CommandId)0x01000001, "0x01000001", (CommandId)0x81000001)]
    public void A_request_knows_its_name_and_its_response(CommandId id, string name, CommandId response)
    {
        Assert.Equal(name, id.Name);
        Assert.Equal(response, id.Response);
        Assert.False(id.IsResponse);
        Assert.True(response.IsResponse);
    }

    [Fact]
    public void Alert_notification_and_data_sm_are_not_confused()
    {
        Assert.Equal(0x102u, (uint)CommandId.AlertNotification);
        Assert.Equal(0x103u, (uint)CommandId.DataSm);
    }

    [Theory]
    [InlineData(0x49, "ESME_RINVSRCNPI")]
    [InlineData(0x50, "ESME_RINVDSTTON")]
    [InlineData(0x58, "ESME_RTHROTTLED")]
    [InlineData(0xC0, "ESME_RINVTLVSTREAM")]
    [InlineData(0xFF, "ESME_RUNKNOWNERR")]
    [InlineData(0x112, "ESME_RINVBCASTCHANIND")]
    public void Statuses_have_the_numbers_of_the_specification(uint value, string name)
    {
        Assert.Equal(name, ((CommandStatus)value).Name);
        Assert.True(CommandStatuses.TryParse(name, out CommandStatus parsed));
        Assert.Equal(value, (uint)parsed);
    }

    [Theory]
    [InlineData(DecodeFault.BadLength, CommandStatus.InvalidTlvLength)]
    [InlineData(DecodeFault.BadValue, CommandStatus.InvalidTlvValue)]
    [InlineData(DecodeFault.Missing, CommandStatus.MissingTlv)]
    [InlineData(DecodeFault.Truncated, CommandStatus.InvalidTlvStream)]
    [InlineData(DecodeFault.TrailingOctets, CommandStatus.InvalidTlvStream)]
    public void A_fault_in_a_tlv_has_the_status_of_its_kind(DecodeFault fault, CommandStatus status) =>
        Assert.Equal(status, new DecodeError(PduField.Tlv, fault, 0).ToStatus());

    [Fact]
    public void No_error_means_ok() => Assert.Equal(CommandStatus.Ok, default(DecodeError).ToStatus());
}
