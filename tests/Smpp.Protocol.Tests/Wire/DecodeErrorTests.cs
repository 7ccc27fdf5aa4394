namespace Smpp.Protocol.Tests;

/// <summary>The command_status that the response to a broken PDU carries (v5.0 §2.8.2, §4.7.6).</summary>
public class DecodeErrorTests
{
    private static readonly Dictionary<PduField, CommandStatus> OfField = new()
    {
        [PduField.ServiceType] = CommandStatus.InvalidServiceType,
        [PduField.SourceAddrTon] = CommandStatus.InvalidSourceTon,
        [PduField.SourceAddrNpi] = CommandStatus.InvalidSourceNpi,
        [PduField.SourceAddr] = CommandStatus.InvalidSourceAddress,
        [PduField.DestAddrTon] = CommandStatus.InvalidDestinationTon,
        [PduField.DestAddrNpi] = CommandStatus.InvalidDestinationNpi,
        [PduField.DestinationAddr] = CommandStatus.InvalidDestinationAddress,
        [PduField.EsmClass] = CommandStatus.InvalidEsmClass,
        [PduField.PriorityFlag] = CommandStatus.InvalidPriority,
        [PduField.ScheduleDeliveryTime] = CommandStatus.InvalidSchedule,
        [PduField.ValidityPeriod] = CommandStatus.InvalidExpiry,
        [PduField.RegisteredDelivery] = CommandStatus.InvalidRegisteredDelivery,
        [PduField.ReplaceIfPresentFlag] = CommandStatus.InvalidReplaceFlag,
        [PduField.SmDefaultMsgId] = CommandStatus.InvalidDefaultMessage,
        [PduField.SmLength] = CommandStatus.InvalidMessageLength,
        [PduField.ShortMessage] = CommandStatus.InvalidMessageLength,
        [PduField.SystemId] = CommandStatus.InvalidSystemId,
        [PduField.Password] = CommandStatus.InvalidPassword,
        [PduField.SystemType] = CommandStatus.InvalidSystemType,
        [PduField.MessageId] = CommandStatus.InvalidMessageId,
        [PduField.NumberOfDests] = CommandStatus.InvalidNumberOfDestinations,
        [PduField.DestFlag] = CommandStatus.InvalidDestinationFlag,
        [PduField.DestAddress] = CommandStatus.InvalidDestinationFlag,
        [PduField.DlName] = CommandStatus.InvalidDistributionList,
    };

    public static TheoryData<PduField> Fields => [.. Enum.GetValues<PduField>().Except([PduField.None, PduField.Tlv])];

    [Theory]
    [MemberData(nameof(Fields))]
    public void Whatever_its_fault_a_field_has_the_status_of_its_own_or_says_that_the_length_is_wrong(PduField field)
    {
        CommandStatus expected = OfField.GetValueOrDefault(field, CommandStatus.InvalidCommandLength);

        Assert.All(Enum.GetValues<DecodeFault>(), fault => Assert.Equal(expected, new DecodeError(field, fault, 3).ToStatus()));
    }

    [Theory]
    [InlineData(DecodeFault.Truncated, CommandStatus.InvalidTlvStream)]
    [InlineData(DecodeFault.TrailingOctets, CommandStatus.InvalidTlvStream)]
    [InlineData(DecodeFault.NotAllowed, CommandStatus.TlvNotAllowed)]
    [InlineData(DecodeFault.BadLength, CommandStatus.InvalidTlvLength)]
    [InlineData(DecodeFault.TooLong, CommandStatus.InvalidTlvLength)]
    [InlineData(DecodeFault.Missing, CommandStatus.MissingTlv)]
    [InlineData(DecodeFault.BadValue, CommandStatus.InvalidTlvValue)]
    public void A_tlv_has_the_status_of_its_fault(DecodeFault fault, CommandStatus status) =>
        Assert.Equal(status, new DecodeError(PduField.Tlv, fault, 0).ToStatus());

    [Fact]
    public void Every_field_has_the_specification_s_name()
    {
        Assert.All(Enum.GetValues<PduField>().Except([PduField.None]), field => Assert.Matches("^[a-z]+(_[a-z]+)*$", field.Name));
        Assert.Equal(Enum.GetValues<PduField>().Length, Enum.GetValues<PduField>().Select(field => field.Name).Distinct().Count());
    }

    [Fact]
    public void An_error_says_field_offset_and_fault() =>
        Assert.Equal("Password at octet 7: TooLong", new DecodeError(PduField.Password, DecodeFault.TooLong, 7).ToString());
}
