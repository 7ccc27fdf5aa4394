namespace Smpp.Protocol.Tests;

/// <summary>Responses and other PDUs whose body may be there or not, commands that nobody knows, and the lists of submit_multi.</summary>
public class ResponseTests
{
    public static TheoryData<CommandId> Responses => Samples.Responses;

    public static TheoryData<CommandId> HeaderOnly => [.. Samples.HeaderOnly];

    [Theory]
    [MemberData(nameof(Responses))]
    public void An_error_response_of_sixteen_octets_is_an_empty_pdu(CommandId id)
    {
        Assert.True(Read(id, CommandStatus.Throttled, [], DecodeRules.Strict, out Pdu? pdu, out DecodeReport report));
        Assert.Equal(new EmptyPdu(id), pdu);
        Assert.Equal(default, report);
    }

    [Theory]
    [MemberData(nameof(Responses))]
    public void An_error_response_with_a_body_is_read_with_it(CommandId id)
    {
        byte[] body = Samples.OctetsOf(id);
        Assert.True(Read(id, CommandStatus.Throttled, body, DecodeRules.Tolerant, out Pdu? pdu, out DecodeReport report));
        Assert.Equal(Samples.Of(id), pdu);
        Assert.Equal(body.Length == 0 ? Leniency.None : Leniency.ErrorResponseBody, report.Used & Leniency.ErrorResponseBody);
    }

    [Theory]
    [MemberData(nameof(Responses))]
    public void The_body_of_an_error_response_that_cannot_be_read_is_left_out(CommandId id)
    {
        Assert.True(Read(id, CommandStatus.SystemError, [0xFF], DecodeRules.Tolerant, out Pdu? pdu, out DecodeReport report));
        Assert.Equal(new EmptyPdu(id), pdu);
        Assert.Equal(default, report.Error);
        Assert.NotEqual(Leniency.None, report.Used);
    }

    [Fact]
    public void What_an_error_response_says_in_its_tlvs_is_kept()
    {
        byte[] body = Samples.Octets("00 001D 000B 'no credit' 0000");
        Assert.True(Read(CommandId.SubmitSmResp, CommandStatus.SubmitFailed, body, DecodeRules.Tolerant, out Pdu? pdu, out _));
        Assert.True(((SubmitSmResp)pdu!).Tlvs.TryGet(StandardTlv.AdditionalStatusInfoText, out string text));
        Assert.Equal("no credit", text);
    }

    [Fact]
    public void A_request_with_a_status_is_read_as_if_it_had_none()
    {
        byte[] body = Samples.OctetsOf(CommandId.SubmitSm);
        Assert.True(Read(CommandId.SubmitSm, CommandStatus.Throttled, body, DecodeRules.Strict, out Pdu? pdu, out DecodeReport report));
        Assert.Equal(Samples.Of(CommandId.SubmitSm), pdu);
        Assert.Equal(default, report);
    }

    [Theory]
    [MemberData(nameof(HeaderOnly))]
    public void Commands_without_fields_are_sixteen_octets_when_written(CommandId id) =>
        Assert.Equal(PduHeader.Size, new EmptyPdu(id).ToArray(1).Length);

    [Theory]
    [MemberData(nameof(HeaderOnly))]
    public void Commands_without_fields_are_read_whatever_octets_a_peer_adds(CommandId id)
    {
        Assert.True(RecordTests.Read(id, [0], out Pdu? pdu, out _));
        Assert.Equal(new EmptyPdu(id), pdu);
    }

    [Theory]
    [MemberData(nameof(HeaderOnly))]
    public void Tlvs_that_a_peer_adds_to_a_command_without_fields_are_kept_and_can_be_sent(CommandId id)
    {
        byte[] octets = Wire.Hex("0428 0001 5A 1500 0000");
        Assert.True(RecordTests.Read(id, octets, out Pdu? pdu, out _));

        var empty = Assert.IsType<EmptyPdu>(pdu);
        Assert.True(empty.Tlvs.TryGet(StandardTlv.CongestionState, out byte congestion));
        Assert.Equal(90, congestion);
        Assert.Equal(octets, empty.ToArray(1)[PduHeader.Size..]);
        Assert.Equal(empty, new EmptyPdu(id) { Tlvs = new TlvList(octets) });
        Assert.NotEqual(empty, new EmptyPdu(id));
    }

    [Fact]
    public void A_deliver_response_is_seventeen_octets() =>
        Assert.Equal(Wire.Hex("00000011 80000005 00000000 00000007 00"), new DeliverSmResp().ToArray(7));

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("343200")]
    public void A_deliver_response_is_taken_empty_null_or_filled(string hex) =>
        Assert.True(RecordTests.Read(CommandId.DeliverSmResp, Wire.Hex(hex), out _, out _));

    [Fact]
    public void A_response_with_ok_and_no_body_is_taken_as_no_id()
    {
        Assert.True(RecordTests.Read(CommandId.SubmitSmResp, [], out Pdu? pdu, out _));
        Assert.True(MessageIdBody.TryRead(CommandId.SubmitSmResp, [], out MessageIdBody body, out _));
        Assert.Equal("", ((SubmitSmResp)pdu!).MessageId);
        Assert.True(body.MessageId.IsEmpty);
    }

    [Fact]
    public void A_message_id_is_octets_and_nothing_else()
    {
        byte[] id = [.. Enumerable.Range(1, 64).Select(octet => (byte)(octet * 4 - 1))];
        Assert.True(SubmitSmResp.TryRead([.. id, 0], out SubmitSmResp? read, out _));

        Assert.Equal([.. id, 0], Wire.BodyOf(read!));
        Assert.NotEqual(new SubmitSmResp { MessageId = "0A" }, new SubmitSmResp { MessageId = "0a" });
        Assert.NotEqual(new SubmitSmResp { MessageId = "0A" }, new SubmitSmResp { MessageId = "A" });
    }

    [Theory]
    [InlineData(0x01000001u)]
    [InlineData(0x81000002u)]
    [InlineData(0x00010200u)]
    [InlineData(0x0000000Au)]
    [InlineData(0x8000000Bu)]
    [InlineData(0x80000102u)]
    [InlineData(0xFFFFFFFFu)]
    public void A_command_that_nobody_knows_survives_with_its_octets(uint id)
    {
        byte[] body = [1, 0, 0xFF, 0x04];
        Assert.True(Read((CommandId)id, CommandStatus.Ok, body, DecodeRules.Strict, out Pdu? pdu, out DecodeReport report));

        Assert.Equal(default, report);
        Assert.Equal(body, Assert.IsType<RawPdu>(pdu).Body);
        Assert.Equal((CommandId)id, pdu!.Id);
        Assert.Equal(body, Wire.BodyOf(pdu));
    }

    [Fact]
    public void A_vendor_s_error_response_keeps_its_body()
    {
        Assert.True(RecordTests.Read((CommandId)0x81000001, [], out Pdu? empty, out _));
        Assert.Equal(0, empty!.BodyLength);
        Assert.True(Read((CommandId)0x81000001, CommandStatus.SystemError, [1, 2], DecodeRules.Tolerant, out Pdu? pdu, out _));
        Assert.Equal([1, 2], ((RawPdu)pdu!).Body.ToArray());
    }

    [Theory]
    [InlineData("00 000000 00", PduField.NumberOfDests, DecodeFault.BadValue, CommandStatus.InvalidNumberOfDestinations)]
    [InlineData("00 000000", PduField.NumberOfDests, DecodeFault.Truncated, CommandStatus.InvalidNumberOfDestinations)]
    [InlineData("00 000000 01 03 00", PduField.DestFlag, DecodeFault.BadValue, CommandStatus.InvalidDestinationFlag)]
    [InlineData("00 000000 02 01 0101 3400 00", PduField.DestFlag, DecodeFault.BadValue, CommandStatus.InvalidDestinationFlag)]
    [InlineData("00 000000 02 01 0101 3400", PduField.DestFlag, DecodeFault.Truncated, CommandStatus.InvalidDestinationFlag)]
    [InlineData("00 000000 01 02 414243", PduField.DlName, DecodeFault.Truncated, CommandStatus.InvalidDistributionList)]
    [InlineData("00 000000 01 02 4141414141 4141414141 4141414141 4141414141 41 00",
        PduField.DlName, DecodeFault.TooLong, CommandStatus.InvalidDistributionList)]
    [InlineData("00 000000 01 01 0101 34", PduField.DestinationAddr, DecodeFault.Truncated, CommandStatus.InvalidDestinationAddress)]
    public void A_broken_list_of_destinations_is_answered_with_the_status_of_its_field(
        string hex, PduField field, DecodeFault fault, CommandStatus status)
    {
        Assert.False(SubmitMulti.TryRead(Wire.Hex(hex), out _, out DecodeError error));
        Assert.Equal((field, fault, status), (error.Field, error.Fault, error.ToStatus()));
    }

    [Fact]
    public void A_count_of_destinations_that_are_not_there_costs_no_memory()
    {
        byte[] body = Wire.Hex("00 000000 FF 02 4100");
        SubmitMulti.TryRead(body, out _, out _);
        long before = GC.GetAllocatedBytesForCurrentThread();
        SubmitMulti.TryRead(body, out _, out DecodeError error);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(PduField.DestFlag, error.Field);
        Assert.InRange(allocated, 0, 1_000);
    }

    [Fact]
    public void A_bind_response_names_the_version_or_leaves_it_out()
    {
        var with = new BindResp(CommandId.BindReceiverResp) { SystemId = "c", ScInterfaceVersion = InterfaceVersion.V34 };
        BindResp without = with with { ScInterfaceVersion = null };

        Assert.Equal(Wire.Hex("6300 0210 0001 34"), Wire.BodyOf(with));
        Assert.Equal(Wire.Hex("6300"), Wire.BodyOf(without));
        Assert.Null(without.ScInterfaceVersion);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("6300", "c")]
    [InlineData("6300 0210 0005 34", "c")]
    [InlineData("6300 0210 0002 3400", "c")]
    [InlineData("6300 00", "c")]
    public void No_bind_fails_for_the_tlvs_of_its_response(string hex, string systemId)
    {
        Assert.True(BindResp.TryRead(CommandId.BindTransceiverResp, Wire.Hex(hex), out BindResp? resp, out DecodeError error));
        Assert.Equal(systemId, resp!.SystemId);
        Assert.Null(resp.ScInterfaceVersion);
        Assert.Equal(default, error);
    }

    private static bool Read(
        CommandId id, CommandStatus status, ReadOnlySpan<byte> body, DecodeRules rules, out Pdu? pdu, out DecodeReport report) =>
        Pdu.TryRead(new PduHeader((uint)(PduHeader.Size + body.Length), id, status, 1), body, rules, out pdu, out report);
}
