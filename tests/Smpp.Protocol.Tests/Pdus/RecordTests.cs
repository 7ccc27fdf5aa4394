using CsCheck;

namespace Smpp.Protocol.Tests;

/// <summary>What holds for the records of all commands alike.</summary>
public class RecordTests
{
    public static TheoryData<CommandId> Commands => Samples.Commands;

    public static TheoryData<CommandId> WithBody => Samples.WithBody;

    [Fact]
    public void Every_command_has_a_sample() =>
        Assert.Equal(Enum.GetValues<CommandId>().Order(), Samples.All.Select(pdu => pdu.Id).Order());

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_record_is_written_as_the_specification_lays_it_out(CommandId id) =>
        Assert.Equal(Samples.OctetsOf(id), Wire.BodyOf(Samples.Of(id)));

    [Theory]
    [MemberData(nameof(Commands))]
    public void The_octets_of_the_specification_read_as_the_record(CommandId id)
    {
        Assert.True(Read(id, Samples.OctetsOf(id), out Pdu? read, out DecodeError error));
        Assert.Equal(Samples.Of(id), read);
        Assert.Equal(Samples.Of(id).GetType(), read!.GetType());
        Assert.Equal(default, error);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_whole_pdu_has_its_header_in_front(CommandId id)
    {
        byte[] octets = Samples.Of(id).ToArray(0x01020304, (CommandStatus)0x58);

        Assert.Equal(new PduHeader((uint)octets.Length, id, CommandStatus.Throttled, 0x01020304), PduHeader.Read(octets));
        Assert.Equal(Samples.OctetsOf(id), octets[PduHeader.Size..]);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Any_record_comes_back_from_its_octets(CommandId id) =>
        PduGens.Of(id).Sample(pdu => Read(id, Wire.BodyOf(pdu), out Pdu? read, out DecodeError error)
            && read == pdu && error == default && read!.GetHashCode() == pdu.GetHashCode(), iter: 200);

    [Theory]
    [MemberData(nameof(Commands))]
    public void Any_octets_that_can_be_read_are_written_back(CommandId id) =>
        Gen.Select(PduGens.Of(id), Gen.Int[0, 400], Gen.Byte).Sample((pdu, at, octet) =>
        {
            byte[] body = Wire.BodyOf(pdu);
            if (body.Length > 0)
                body[at % body.Length] = octet;
            return !Read(id, body, out Pdu? read, out _) || Wire.BodyOf(read!).AsSpan().SequenceEqual(body);
        }, iter: 200);

    [Theory]
    [MemberData(nameof(Commands))]
    public void Random_octets_are_a_record_or_an_error_within_them(CommandId id) =>
        Gens.Octets.Sample(octets =>
        {
            bool read = Read(id, octets, out Pdu? pdu, out DecodeError error);
            return read == (pdu is not null) && read == (error == default) && error.Offset <= octets.Length;
        }, iter: 500);

    [Theory]
    [MemberData(nameof(WithBody))]
    public void One_octet_makes_a_difference(CommandId id)
    {
        Pdu original = Samples.Of(id);
        byte[] body = Samples.OctetsOf(id);
        for (int at = 0; at < body.Length; at++)
        {
            byte[] changed = [.. body];
            changed[at] ^= 0x10;
            if (!Read(id, changed, out Pdu? other, out _))
                continue;
            Assert.NotEqual(original, other);
            Assert.False(original == other);
        }
    }

    [Fact]
    public void Records_of_equal_octets_are_equal_wherever_the_octets_lie()
    {
        byte[] room = [9, 1, 2, 3, 9];
        var one = new SubmitSm { ShortMessage = room.AsMemory(1, 3) };
        var other = new SubmitSm { ShortMessage = new byte[] { 1, 2, 3 } };

        Assert.Equal(one, other);
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
        Assert.NotEqual(one, other with { ShortMessage = new byte[] { 1, 2, 4 } });
        Assert.NotEqual<Pdu>(one, new DeliverSm { ShortMessage = one.ShortMessage });
        Assert.Equal(new RawPdu((CommandId)0x77) { Body = room }, new RawPdu((CommandId)0x77) { Body = room.ToArray() });
        Assert.NotEqual(new RawPdu((CommandId)0x77) { Body = room }, new RawPdu((CommandId)0x78) { Body = room });
    }

    [Fact]
    public void Lists_are_equal_item_by_item()
    {
        static SubmitMulti To(params MultiDestination[] destinations) => new() { Destinations = destinations };
        Address number = Address.Parse("+447700900123");

        Assert.Equal(To(number, new MultiDestination("list")), To(number, new MultiDestination("list")));
        Assert.Equal(To(number).GetHashCode(), To(number).GetHashCode());
        Assert.NotEqual(To(number, new MultiDestination("list")), To(new MultiDestination("list"), number));
        Assert.NotEqual(To(number), To(new MultiDestination(number.ToString())));
    }

    [Fact]
    public void A_list_that_was_given_can_change_without_the_record()
    {
        List<MultiDestination> destinations = [Address.Parse("+447700900123")];
        var multi = new SubmitMulti { Destinations = destinations };
        destinations.Clear();

        Assert.Single(multi.Destinations);
    }

    [Fact]
    public void A_record_changed_with_with_leaves_the_first_as_it_was()
    {
        var first = (SubmitSm)Samples.Of(CommandId.SubmitSm);
        SubmitSm second = first with { ServiceType = "WAP", Tlvs = first.Tlvs.Without(TlvTag.UserMessageReference) };

        Assert.Equal(Samples.Of(CommandId.SubmitSm), first);
        Assert.Equal("WAP", second.ServiceType);
        Assert.Equal(first.ShortMessage, second.ShortMessage);
        Assert.Equal(first, second with { ServiceType = first.ServiceType, Tlvs = first.Tlvs });
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void The_line_names_the_command_and_its_fields(CommandId id)
    {
        string line = Samples.Of(id).ToString();

        Assert.StartsWith(id.Name + " {", line, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', line);
        Assert.Equal(Samples.OctetsOf(id).Length > 0, line.Contains('='));
    }

    [Fact]
    public void No_line_shows_a_password()
    {
        Assert.Equal(
            "bind_transceiver { system_id = esme-1, password = ***, system_type = VMA, interface_version = 5.0, addr_ton = International, "
                + "addr_npi = National, address_range = ^4477 }",
            Samples.Of(CommandId.BindTransceiver).ToString());
        Assert.All(Samples.All, pdu => Assert.DoesNotContain("secret08", pdu.ToString(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(CommandId.EnquireLinkResp)]
    [InlineData(CommandId.SubmitSmResp)]
    public void The_line_of_a_header_alone_names_the_tlvs_behind_it(CommandId id) => Assert.Equal(
        $"{id.Name} {{ congestion_state = 50 }}",
        new EmptyPdu(id) { Tlvs = new TlvList().Set(StandardTlv.CongestionState, (byte)50) }.ToString());

    [Fact]
    public void A_line_can_be_made_of_any_record() =>
        PduGens.Any.Sample(pdu =>
        {
            string line = pdu.ToString();
            return line.StartsWith(pdu.Id.Name + " {", StringComparison.Ordinal) && !line.Any(char.IsControl);
        }, iter: 2_000);

    [Fact]
    public void A_peer_can_forge_no_line_and_command_no_terminal() => Assert.Equal(
        "submit_sm { service_type = \"\\x1b[2J\", source_addr = \"1\\x0asubmit_sm {\", destination_addr = 2, "
            + "receipted_message_id = \"\\x07\" }",
        new SubmitSm
        {
            ServiceType = "\u001B[2J",
            Source = new Address(0, 0, "1\nsubmit_sm {"u8),
            Destination = new Address(0, 0, "2"u8),
            Tlvs = new TlvList().Set(StandardTlv.ReceiptedMessageId, "\a"),
        }.ToString());

    [Fact]
    public void A_message_s_line_reads_like_the_message() => Assert.Equal(
        "submit_sm { source_addr_ton = Alphanumeric, source_addr = ACME, dest_addr_ton = International, dest_addr_npi = Isdn, "
            + "destination_addr = 447700900123, short_message = \"Price: 5€\" }",
        new SubmitSm { Source = Address.Parse("ACME"), Destination = Address.Parse("+447700900123"), Text = "Price: 5€" }.ToString());

    internal static bool Read(CommandId id, ReadOnlySpan<byte> body, out Pdu? pdu, out DecodeError error) =>
        Pdu.TryRead(new PduHeader((uint)(PduHeader.Size + body.Length), id, CommandStatus.Ok, 1), body, out pdu, out error);
}
