using CsCheck;

namespace Smpp.Protocol.Tests;

public class LeniencyTests
{
    public static TheoryData<string> Departures => [.. Departure.All.Select(departure => departure.Name)];

    public static TheoryData<string> OfViews => [.. Departure.All.Where(Viewable).Select(departure => departure.Name)];

    [Fact]
    public void There_is_a_crooked_pdu_for_every_leniency()
    {
        Leniency seen = Departure.All.Aggregate(Leniency.None, (ways, departure) => ways | departure.Way);

        Assert.Equal(Leniency.All, seen);
        Assert.Equal(Leniency.All, Enum.GetValues<Leniency>().Except([Leniency.All]).Aggregate((ways, way) => ways | way));
    }

    [Theory]
    [MemberData(nameof(Departures))]
    public void What_is_allowed_is_read_and_reported(string name)
    {
        Departure departure = Departure.All.Single(departure => departure.Name == name);
        var rules = new DecodeRules { Allowed = departure.Way, Version = departure.Version };

        Assert.True(Pdu.TryRead(departure.Header, departure.Body, rules, out Pdu? pdu, out DecodeReport report));
        Assert.NotNull(pdu);
        Assert.Equal(new DecodeReport(default, departure.Way), report);
        Assert.True(Pdu.TryRead(
            departure.Header, departure.Body, DecodeRules.Tolerant with { Version = departure.Version }, out _, out DecodeReport all));
        Assert.Equal(departure.Way, all.Used);
    }

    [Theory]
    [MemberData(nameof(Departures))]
    public void What_is_not_allowed_is_refused_with_its_field_and_status(string name)
    {
        Departure departure = Departure.All.Single(departure => departure.Name == name);
        var others = new DecodeRules { Allowed = Leniency.All & ~departure.Way, Version = departure.Version };

        Assert.All([DecodeRules.Strict with { Version = departure.Version }, others], rules =>
        {
            Assert.False(Pdu.TryRead(departure.Header, departure.Body, rules, out Pdu? pdu, out DecodeReport report));
            Assert.Null(pdu);
            Assert.Equal((departure.Field, departure.Fault), (report.Error.Field, report.Error.Fault));
            Assert.Equal(departure.Status, report.Error.ToStatus());
            Assert.Equal(Leniency.None, report.Used & departure.Way);
            Assert.InRange(report.Error.Offset, 0, departure.Body.Length);
        });
    }

    [Theory]
    [MemberData(nameof(OfViews))]
    public void A_view_is_judged_like_its_record(string name)
    {
        Departure departure = Departure.All.Single(departure => departure.Name == name);
        Assert.True(MessageView.TryRead(departure.Id, departure.Body, out MessageView view, out _));

        Assert.True(new DecodeRules { Allowed = departure.Way, Version = departure.Version }.TryCheck(view, out DecodeReport allowed));
        Assert.Equal(new DecodeReport(default, departure.Way), allowed);
        Assert.False((DecodeRules.Strict with { Version = departure.Version }).TryCheck(view, out DecodeReport refused));
        Assert.Equal((departure.Field, departure.Fault), (refused.Error.Field, refused.Error.Fault));
        Assert.Equal(departure.Status, refused.Error.ToStatus());
        if (departure.Field != PduField.Tlv || departure.Fault == DecodeFault.NotAllowed)
            return;
        PduHeader header = departure.Header;
        Pdu.TryRead(header, departure.Body, DecodeRules.Strict with { Version = departure.Version }, out _, out DecodeReport record);
        Assert.Equal(record, refused);
    }

    [Theory]
    [InlineData(CommandId.SubmitSm)]
    [InlineData(CommandId.DeliverSm)]
    [InlineData(CommandId.DataSm)]
    public void Any_view_is_judged_like_its_record(CommandId id) =>
        Gen.Select(PduGens.Of(id), Gen.Int[0, (int)Leniency.All], Gen.Bool).Sample((pdu, allowed, old) =>
        {
            byte[] body = Wire.BodyOf(pdu);
            if (!MessageView.TryRead(id, body, out MessageView view, out _))
                return true;
            var rules = new DecodeRules { Allowed = (Leniency)allowed, Version = old ? InterfaceVersion.V34 : InterfaceVersion.V50 };
            bool good = rules.TryCheck(view, out DecodeReport checkedView);
            bool read = Pdu.TryRead(Header(id), body, rules, out _, out DecodeReport record);
            return good == read && (!good || checkedView.Used == record.Used);
        }, iter: 2_000);

    [Fact]
    public void What_the_specification_allows_needs_no_leniency() =>
        Assert.All(Samples.All.Where(pdu => pdu is not DeliverSmResp), pdu =>
        {
            byte[] body = Wire.BodyOf(pdu);
            Assert.True(Pdu.TryRead(Header(pdu.Id), body, DecodeRules.Strict, out Pdu? read, out DecodeReport report));
            Assert.Equal(pdu, read);
            Assert.Equal(default, report);
        });

    [Fact]
    public void Tolerant_rules_read_whatever_the_layout_allows() =>
        PduGens.Any.Sample(pdu =>
        {
            byte[] body = Wire.BodyOf(pdu);
            return Pdu.TryRead(Header(pdu.Id), body, DecodeRules.Tolerant, out Pdu? read, out _) && read == pdu;
        }, iter: 3_000);

    [Fact]
    public void Several_departures_of_one_pdu_are_all_reported()
    {
        byte[] submit = Wire.BodyOf(new SubmitSm { PriorityFlag = 9, ReplaceIfPresent = 9 });
        byte[] body = [.. submit, .. Wire.Hex("0427 0002 0000 0019 0001 07 14")];

        Assert.True(Pdu.TryRead(Header(CommandId.SubmitSm), body, DecodeRules.Tolerant, out Pdu? pdu, out DecodeReport report));
        Assert.Equal(Leniency.ReservedValue | Leniency.TlvValue | Leniency.TrailingOctets, report.Used);
        Assert.Equal(Wire.Hex("0427 0002 0000 0019 0001 07"), ((SubmitSm)pdu!).Tlvs.Encoded);
    }

    [Fact]
    public void A_tlv_that_the_operation_does_not_expect_is_ignored_whatever_it_holds()
    {
        byte[] body = Wire.Submit("a"u8, Wire.Hex("0427 0009 000000000000000000 0210 0000 1400 0001 00"));

        Assert.True(Pdu.TryRead(Header(CommandId.SubmitSm), body, DecodeRules.Strict, out Pdu? pdu, out DecodeReport report));
        Assert.Equal(Leniency.None, report.Used);
        Assert.Equal(3, Count(((SubmitSm)pdu!).Tlvs));
    }

    [Theory]
    [InlineData("0427 0001 02 0427 0009 000000000000000000 0427 0001 0A")]
    [InlineData("001E 0002 3400 001E 0002 3434")]
    public void Of_a_tlv_that_may_not_be_repeated_only_the_first_is_judged(string tlvs)
    {
        byte[] body = Wire.Submit("a"u8, Wire.Hex(tlvs));

        Assert.All([DecodeRules.Strict, DecodeRules.Tolerant], rules =>
        {
            Assert.True(Pdu.TryRead(Header(CommandId.DeliverSm), body, rules, out _, out DecodeReport report));
            Assert.Equal(default, report);
            Assert.True(MessageView.TryRead(CommandId.DeliverSm, body, rules, out _, out report));
            Assert.Equal(default, report);
        });
    }

    [Theory]
    [InlineData("0427 0002 0002 0427 0001 02", 0)]
    [InlineData("0427 0001 02 0427 0001 0A 001E 0002 3434", 10)]
    [InlineData("0381 0006 010101343437 0381 0001 01", 10)]
    public void A_first_one_at_fault_is_refused_and_so_is_one_that_may_be_repeated(string tlvs, int at)
    {
        byte[] region = Wire.Hex(tlvs);
        byte[] body = Wire.Submit("a"u8, region);

        Assert.False(Pdu.TryRead(Header(CommandId.DeliverSm), body, DecodeRules.Strict, out _, out DecodeReport report));
        Assert.Equal((PduField.Tlv, body.Length - region.Length + at), (report.Error.Field, report.Error.Offset));
    }

    [Fact]
    public void A_repeat_at_fault_makes_good_no_tlv_that_is_missing()
    {
        byte[] body = [.. Wire.Hex("00 0000 00 0101 3400 00 00 00"), .. Wire.Hex("0210 0000 0427 0001 02 0427 0002 0002")];

        Assert.False(Pdu.TryRead(Header(CommandId.DataSm), body, DecodeRules.Strict, out _, out DecodeReport report));
        Assert.Equal((DecodeFault.Missing, body.Length), (report.Error.Fault, report.Error.Offset));
    }

    [Fact]
    public void A_cut_tlv_of_a_request_is_refused_under_any_rules()
    {
        byte[] body = Wire.Submit("a"u8, Wire.Hex("0427 0001 02 0424 0009 41"));

        Assert.False(Pdu.TryRead(Header(CommandId.SubmitSm), body, DecodeRules.Tolerant, out _, out DecodeReport report));
        Assert.Equal(CommandStatus.InvalidTlvStream, report.Error.ToStatus());
        Assert.Equal(body.Length - 5, report.Error.Offset);
    }

    [Fact]
    public void A_longer_password_is_taken_up_to_the_length_that_was_set()
    {
        byte[] body = Wire.BodyOf(new Bind(CommandId.BindReceiver) { Password = new string('x', 20) });
        PduHeader header = Header(CommandId.BindReceiver);

        Assert.True(Pdu.TryRead(header, body, DecodeRules.Tolerant with { LongestPassword = 21 }, out _, out _));
        Assert.False(Pdu.TryRead(header, body, DecodeRules.Tolerant with { LongestPassword = 20 }, out _, out DecodeReport report));
        Assert.Equal(CommandStatus.InvalidPassword, report.Error.ToStatus());
    }

    [Fact]
    public void A_zero_length_payload_counts_as_a_payload()
    {
        byte[] body = Wire.Submit(Wire.Hex("00 41"), Wire.Hex("0424 0000"), esmClass: EsmClass.UserDataHeader);
        Assert.True(MessageView.TryRead(CommandId.SubmitSm, body, out MessageView view, out _));

        Assert.True(view.UserData.IsEmpty);
        Assert.True(DecodeRules.Tolerant.TryCheck(view, out DecodeReport report));
        Assert.Equal(Leniency.BothBodies | Leniency.BrokenUserDataHeader, report.Used);
    }

    private static PduHeader Header(CommandId id) => new(0, id, CommandStatus.Ok, 1);

    private static bool Viewable(Departure departure) =>
        departure.Id is CommandId.SubmitSm or CommandId.DeliverSm or CommandId.DataSm && departure.Way != Leniency.TrailingOctets;

    private static int Count(TlvList tlvs)
    {
        int count = 0;
        foreach (Tlv _ in tlvs)
            count++;
        return count;
    }
}
