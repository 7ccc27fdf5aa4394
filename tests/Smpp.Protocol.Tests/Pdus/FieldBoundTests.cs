namespace Smpp.Protocol.Tests;

/// <summary>A record refuses at once what could not be written, and takes the longest that can (v3.4 §4, v5.0 §4).</summary>
public class FieldBoundTests
{
    private static readonly (string Field, int Longest, Func<string, Pdu> Make)[] Texts =
    [
        ("bind system_id", 15, text => new Bind(CommandId.BindReceiver) { SystemId = text }),
        ("bind system_type", 12, text => new Bind(CommandId.BindReceiver) { SystemType = text }),
        ("bind address_range", 40, text => new Bind(CommandId.BindReceiver) { AddressRange = text }),
        ("bind_resp system_id", 15, text => new BindResp(CommandId.BindReceiverResp) { SystemId = text }),
        ("outbind system_id", 15, text => new Outbind { SystemId = text }),
        ("submit_sm service_type", 5, text => new SubmitSm { ServiceType = text }),
        ("deliver_sm service_type", 5, text => new DeliverSm { ServiceType = text }),
        ("submit_multi service_type", 5, text => new SubmitMulti { ServiceType = text, Destinations = [Address.Parse("12345")] }),
        ("submit_multi dl_name", 20, text => new SubmitMulti { Destinations = [new MultiDestination(text)] }),
        ("data_sm service_type", 5, text => new DataSm { ServiceType = text }),
        ("data_sm source_addr", 64, text => new DataSm { Source = new LongAddress(default, default, text) }),
        ("data_sm destination_addr", 64, text => new DataSm { Destination = new LongAddress(default, default, text) }),
        ("alert_notification source_addr", 64, text => new AlertNotification { Source = new LongAddress(default, default, text) }),
        ("alert_notification esme_addr", 64, text => new AlertNotification { Esme = new LongAddress(default, default, text) }),
        ("submit_sm_resp message_id", 64, text => new SubmitSmResp { MessageId = text }),
        ("deliver_sm_resp message_id", 64, text => new DeliverSmResp { MessageId = text }),
        ("data_sm_resp message_id", 64, text => new DataSmResp { MessageId = text }),
        ("submit_multi_resp message_id", 64, text => new SubmitMultiResp { MessageId = text }),
        ("query_sm message_id", 64, text => new QuerySm { MessageId = text }),
        ("query_sm_resp message_id", 64, text => new QuerySmResp { MessageId = text }),
        ("cancel_sm service_type", 5, text => new CancelSm { ServiceType = text }),
        ("cancel_sm message_id", 64, text => new CancelSm { MessageId = text }),
        ("replace_sm message_id", 64, text => new ReplaceSm { MessageId = text }),
        ("broadcast_sm service_type", 5, text => new BroadcastSm { ServiceType = text }),
        ("broadcast_sm message_id", 64, text => new BroadcastSm { MessageId = text }),
        ("broadcast_sm_resp message_id", 64, text => new BroadcastSmResp { MessageId = text }),
        ("query_broadcast_sm message_id", 64, text => new QueryBroadcastSm { MessageId = text }),
        ("query_broadcast_sm_resp message_id", 64, text => new QueryBroadcastSmResp { MessageId = text }),
        ("cancel_broadcast_sm service_type", 5, text => new CancelBroadcastSm { ServiceType = text }),
        ("cancel_broadcast_sm message_id", 64, text => new CancelBroadcastSm { MessageId = text }),
    ];

    private static readonly (string Field, Func<string, Pdu> Make)[] Times =
    [
        ("submit_sm schedule_delivery_time", text => new SubmitSm { ScheduleDeliveryTime = text }),
        ("submit_sm validity_period", text => new SubmitSm { ValidityPeriod = text }),
        ("deliver_sm schedule_delivery_time", text => new DeliverSm { ScheduleDeliveryTime = text }),
        ("submit_multi validity_period", text => new SubmitMulti { Destinations = [Address.Parse("1")], ValidityPeriod = text }),
        ("replace_sm schedule_delivery_time", text => new ReplaceSm { ScheduleDeliveryTime = text }),
        ("replace_sm validity_period", text => new ReplaceSm { ValidityPeriod = text }),
        ("broadcast_sm schedule_delivery_time", text => new BroadcastSm { ScheduleDeliveryTime = text }),
        ("broadcast_sm validity_period", text => new BroadcastSm { ValidityPeriod = text }),
    ];

    public static TheoryData<string> TextFields => [.. Texts.Select(text => text.Field)];

    public static TheoryData<string> TimeFields => [.. Times.Select(time => time.Field)];

    [Theory]
    [MemberData(nameof(TextFields))]
    public void The_longest_text_fits_and_one_more_octet_does_not(string field)
    {
        (_, int longest, Func<string, Pdu> make) = Texts.Single(text => text.Field == field);
        string text = new('x', longest);
        Pdu pdu = make(text);

        Assert.True(RecordTests.Read(pdu.Id, Wire.BodyOf(pdu), out Pdu? read, out _));
        Assert.Equal(pdu, read);
        Assert.Throws<ArgumentException>(() => make(text + "x"));
    }

    [Theory]
    [MemberData(nameof(TextFields))]
    public void On_the_wire_one_more_octet_is_the_field_s_fault(string field)
    {
        (_, int longest, Func<string, Pdu> make) = Texts.Single(text => text.Field == field);
        Pdu pdu = make(new string('\u00FE', longest));
        List<byte> body = [.. Wire.BodyOf(pdu)];
        int start = body.IndexOf(0xFE);
        body.Insert(start, 0xFE);

        Assert.False(RecordTests.Read(pdu.Id, body.ToArray(), out _, out DecodeError error));
        Assert.Equal((field.Split(' ')[1], DecodeFault.TooLong, start), (error.Field.Name, error.Fault, error.Offset));
    }

    [Theory]
    [MemberData(nameof(TextFields))]
    public void Without_its_nul_a_text_is_the_field_s_fault_and_nothing_behind_the_pdu_is_read(string field)
    {
        (_, int longest, Func<string, Pdu> make) = Texts.Single(text => text.Field == field);
        Pdu pdu = make(new string('\u00FE', longest));
        byte[] body = Wire.BodyOf(pdu);
        int end = Array.LastIndexOf(body, (byte)0xFE) + 1;

        Assert.False(RecordTests.Read(pdu.Id, body.AsSpan(0, end), out _, out DecodeError error));
        Assert.Equal((field.Split(' ')[1], DecodeFault.Truncated), (error.Field.Name, error.Fault));
    }

    [Theory]
    [MemberData(nameof(TextFields))]
    public void A_nul_or_a_character_beyond_latin_1_is_refused_not_replaced(string field)
    {
        Func<string, Pdu> make = Texts.Single(text => text.Field == field).Make;

        Assert.Throws<ArgumentException>(() => make("a\0b"));
        Assert.Throws<ArgumentException>(() => make("5€"));
        Assert.Throws<ArgumentNullException>(() => make(null!));
    }

    [Theory]
    [MemberData(nameof(TimeFields))]
    public void A_time_is_empty_or_has_sixteen_characters(string field)
    {
        Func<string, Pdu> make = Times.Single(time => time.Field == field).Make;

        Assert.Contains("000001000000000R", Wire.Text(Wire.BodyOf(make("000001000000000R"))), StringComparison.Ordinal);
        Assert.NotNull(make(""));
        Assert.Throws<ArgumentException>(() => make("000001000000000"));
        Assert.Throws<ArgumentException>(() => make("000001000000000RR"));
        Assert.Throws<ArgumentException>(() => make("1"));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("261123203701", true)]
    [InlineData("261123203701004+", true)]
    [InlineData("26112320370", false)]
    [InlineData("2611232037010", false)]
    [InlineData("261123203701004", false)]
    [InlineData("261123203701004+0", false)]
    public void A_final_date_may_also_have_the_twelve_characters_that_a_message_centre_reports(string date, bool good)
    {
        Assert.Equal(good, QuerySmResp.TryRead(Samples.Octets($"00 '{date}' 00 02 00"), out QuerySmResp? read, out DecodeError error));
        Assert.Equal(good ? PduField.None : PduField.FinalDate, error.Field);
        Assert.Equal(good ? date : null, read?.FinalDate);
        if (good)
            Assert.Equal(date, new QuerySmResp { FinalDate = date }.FinalDate);
        else
            Assert.Throws<ArgumentException>(() => new QuerySmResp { FinalDate = date });
    }

    [Fact]
    public void Two_hundred_and_fifty_five_octets_of_short_message_fit_and_one_more_does_not()
    {
        Assert.Equal(255, new SubmitSm { ShortMessage = new byte[255] }.ShortMessage.Length);
        Assert.Throws<ArgumentException>(() => new SubmitSm { ShortMessage = new byte[256] });
        Assert.Throws<ArgumentException>(() => new SubmitMulti { ShortMessage = new byte[256] });
        Assert.Throws<ArgumentException>(() => new DeliverSm { ShortMessage = new byte[256] });
        Assert.Throws<ArgumentException>(() => new ReplaceSm { ShortMessage = new byte[256] });
    }

    [Fact]
    public void Two_hundred_and_fifty_five_destinations_fit_and_one_more_does_not()
    {
        MultiDestination[] most = [.. Enumerable.Repeat(new MultiDestination("list"), 255)];
        UnsuccessSme[] failed = [.. Enumerable.Repeat(new UnsuccessSme(default, CommandStatus.SystemError), 255)];

        Assert.Equal(255, new SubmitMulti { Destinations = most }.Destinations.Count);
        Assert.Equal(255, new SubmitMultiResp { Unsuccessful = failed }.Unsuccessful.Count);
        Assert.Throws<ArgumentException>(() => new SubmitMulti { Destinations = [.. most, most[0]] });
        Assert.Throws<ArgumentException>(() => new SubmitMultiResp { Unsuccessful = [.. failed, failed[0]] });
    }

    [Fact]
    public void A_command_gets_the_record_of_its_kind_only()
    {
        Assert.Throws<ArgumentException>(() => new Bind(CommandId.SubmitSm));
        Assert.Throws<ArgumentException>(() => new Bind(CommandId.BindReceiverResp));
        Assert.Throws<ArgumentException>(() => new BindResp(CommandId.BindReceiver));
        Assert.Throws<ArgumentException>(() => new EmptyPdu(CommandId.SubmitSm));
        Assert.Equal(CommandId.SubmitSmResp, new EmptyPdu(CommandId.SubmitSmResp).Id);
    }
}
