using System.Buffers;
using System.Text;
using System.Text.Json;
using CsCheck;

namespace Smpp.Protocol.Tests;

public class PduPrinterTests
{
    private static TlvList FirstOfTwo => new TlvList()
        .Set(StandardTlv.SarMsgRefNum, (ushort)7).Set(StandardTlv.SarTotalSegments, (byte)2).Set(StandardTlv.SarSegmentSeqnum, (byte)1);

    [Fact]
    public void A_submit_is_one_json_line_of_the_contract_s_names()
    {
        byte[] pdu = Wire.PduOf(new SubmitSm
        {
            Source = Address.Parse("ACME"),
            Destination = Address.Parse("+447700900123"),
            RegisteredDelivery = RegisteredDelivery.SuccessOrFailure,
            ShortMessage = Wire.Ascii("Hi"),
            Tlvs = new TlvList().Add(TlvTag.MessagePayload, [1, 2]),
        }, sequence: 7);

        Assert.Equal(
            """
            {"command":"submit_sm","command_id":4,"command_status":0,"command_status_name":"ESME_ROK","sequence_number":7,
            "fields":{"service_type":"","source_addr_ton":5,"source_addr_npi":0,"source_addr":"ACME","dest_addr_ton":1,"dest_addr_npi":1,
            "destination_addr":"447700900123","esm_class":0,"protocol_id":0,"priority_flag":0,"schedule_delivery_time":"",
            "validity_period":"","registered_delivery":1,"replace_if_present_flag":0,"data_coding":0,"sm_default_msg_id":0,
            "sm_length":2,"short_message":"4869"},"tlvs":[{"tag":1060,"name":"message_payload","hex":"0102"}],"error":null}
            """.ReplaceLineEndings(""),
            Json(pdu));
    }

    [Theory]
    [InlineData("0000001000000015000000000000000A", """
        {"command":"enquire_link","command_id":21,"command_status":0,"command_status_name":"ESME_ROK",
        "sequence_number":10,"fields":{},"tlvs":[],"error":null}
        """)]
    [InlineData("00000010800000090000000D00000001", """
        {"command":"bind_transceiver_resp","command_id":2147483657,"command_status":13,"command_status_name":"ESME_RBINDFAIL",
        "sequence_number":1,"fields":{},"tlvs":[],"error":null}
        """)]
    [InlineData("00000013800000040000000000000001343200", """
        {"command":"submit_sm_resp","command_id":2147483652,"command_status":0,"command_status_name":"ESME_ROK",
        "sequence_number":1,"fields":{"message_id":"42"},"tlvs":[],"error":null}
        """)]
    public void Other_commands_have_their_fields(string hex, string expected) =>
        Assert.Equal(expected.ReplaceLineEndings(""), Json(Wire.Hex(hex)));

    [Fact]
    public void An_unknown_command_shows_its_raw_body()
    {
        JsonElement json = Parse(Wire.Hex("00000012010000010000000000000001AABB"));

        Assert.Equal("aabb", json.GetProperty("fields").GetProperty("body").GetString());
        Assert.Contains("ESME_RINVCMDID", json.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_broken_pdu_shows_what_was_read_and_what_a_peer_would_answer()
    {
        byte[] body = Wire.Submit("Hello"u8);
        body[^6] = 200;
        byte[] pdu = [.. Wire.Hex("0000003D 00000004 00000000 00000001"), .. body];
        pdu[3] = (byte)pdu.Length;

        JsonElement json = Parse(pdu);

        Assert.Equal("447700900123", json.GetProperty("fields").GetProperty("destination_addr").GetString());
        Assert.Equal(200, json.GetProperty("fields").GetProperty("sm_length").GetInt32());
        Assert.False(json.GetProperty("fields").TryGetProperty("short_message", out _));
        Assert.Equal(
            $"short_message at octet {pdu.Length - 5} of the PDU: the PDU ends inside it: "
            + "a peer answers submit_sm_resp with ESME_RINVMSGLEN",
            json.GetProperty("error").GetString());
    }

    [Fact]
    public void Tlvs_before_a_broken_one_are_shown()
    {
        JsonElement json = Parse(Wire.PduOf(new MessageIdBody(CommandId.SubmitSmResp, "1"u8, Wire.Hex("0427 0001 02 001E 0009 34"))));

        Assert.Equal("message_state", Assert.Single(json.GetProperty("tlvs").EnumerateArray()).GetProperty("name").GetString());
        Assert.StartsWith("tlv at octet 23 of the PDU", json.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "here are 0")]
    [InlineData("000000100000001500000000", "here are 12")]
    [InlineData("0000000F000000150000000000000001", "ESME_RINVCMDLEN")]
    [InlineData("00000020000000150000000000000001", "wait for the rest")]
    [InlineData("00000010000000150000000000000001AA", "left out")]
    public void A_length_that_is_wrong_is_told(string hex, string expected) =>
        Assert.Contains(expected, Parse(Wire.Hex(hex)).GetProperty("error").GetString(), StringComparison.Ordinal);

    [Fact]
    public void Both_writers_give_the_same_json()
    {
        byte[] pdu = Wire.PduOf(new Bind(CommandId.BindTransceiver) { SystemId = "müller", Password = "secret" });
        var buffer = new ArrayBufferWriter<byte>();
        PduPrinter.WriteJson(buffer, pdu);

        Assert.Equal(Json(pdu), Encoding.UTF8.GetString(buffer.WrittenSpan));
        Assert.Contains("\"system_id\":\"müller\",\"password\":\"secret\"", Json(pdu), StringComparison.Ordinal);
    }

    [Fact]
    public void The_tree_shows_meanings_and_readable_text()
    {
        byte[] pdu = Wire.PduOf(new DeliverSm
        {
            Source = Address.Parse("ACME"),
            EsmClass = EsmClass.Receipt | EsmClass.UserDataHeader,
            DataCoding = DataCoding.Ucs2,
            ShortMessage = Wire.Hex("050003070201 00480069D83DDE00"),
        });
        var tree = new StringWriter();
        PduPrinter.WriteTree(tree, pdu);

        string[] lines = tree.ToString().ReplaceLineEndings("\n").Split('\n');
        Assert.Equal("deliver_sm", lines[0]);
        Assert.Contains("    17  source_addr_ton              5 Alphanumeric", lines);
        Assert.Contains("    27  esm_class                    68 delivery receipt, user data header", lines);
        Assert.Contains("    37  short_message                05000307020100480069d83dde00", lines);
        Assert.Contains("        user data header             050003070201", lines);
        Assert.Contains(lines, line => line.EndsWith("part 1 of 2, 8-bit reference 7", StringComparison.Ordinal));
        Assert.Contains("        text                         \"Hi😀\"", lines);
    }

    [Fact]
    public void A_data_sm_with_a_long_address_is_explained_like_others()
    {
        string tree = Tree(new DataSm
        {
            Source = new LongAddress(TypeOfNumber.Unknown, NumberingPlan.Internet, "somebody-with-a-long-name@example.com"),
            EsmClass = EsmClass.Receipt,
            Tlvs = FirstOfTwo,
            MessagePayload = Wire.Ascii("id:42 stat:DELIVRD"),
        });

        Assert.Contains("text                         \"id:42 stat:DELIVRD\"", tree, StringComparison.Ordinal);
        Assert.Contains("receipt                      of \"42\": DELIVRD", tree, StringComparison.Ordinal);
        Assert.Contains("part                         1 of 2, reference 7 (16 bit)", tree, StringComparison.Ordinal);
    }

    [Fact]
    public void A_submit_multi_is_explained_like_others()
    {
        string tree = Tree(new SubmitMulti { Destinations = [new MultiDestination("list")], Text = "Hi", Tlvs = FirstOfTwo });

        Assert.Contains("text                         \"Hi\"", tree, StringComparison.Ordinal);
        Assert.Contains("part                         1 of 2, reference 7 (16 bit)", tree, StringComparison.Ordinal);
    }

    [Fact]
    public void The_text_of_a_broadcast_is_shown() =>
        Assert.Contains(
            "text                         \"Hi\"",
            Tree(new BroadcastSm { DataCoding = DataCoding.Ucs2, Tlvs = new TlvList().Add(TlvTag.MessagePayload, Wire.Hex("00480069")) }),
            StringComparison.Ordinal);

    [Theory]
    [InlineData(CommandId.EnquireLinkResp)]
    [InlineData(CommandId.CancelSmResp)]
    public void Tlvs_behind_a_header_alone_are_shown(CommandId id)
    {
        var pdu = new EmptyPdu(id) { Tlvs = new TlvList().Set(StandardTlv.CongestionState, (byte)50) };
        JsonElement json = Parse(Wire.PduOf(pdu));

        Assert.Equal("congestion_state", Assert.Single(json.GetProperty("tlvs").EnumerateArray()).GetProperty("name").GetString());
        Assert.Empty(json.GetProperty("fields").EnumerateObject());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("error").ValueKind);
        Assert.Contains("congestion_state             32  50", Tree(pdu), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_tlv_behind_a_header_alone_is_shown_as_it_is()
    {
        JsonElement json = Parse(Wire.Hex("00000013 80000015 00000000 00000001 042800"));

        Assert.Equal("042800", json.GetProperty("fields").GetProperty("body").GetString());
        Assert.Empty(json.GetProperty("tlvs").EnumerateArray());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("error").ValueKind);
    }

    [Fact]
    public void Any_octets_give_valid_json_and_the_codec_s_own_verdict() =>
        Gen.OneOf(Gens.Octets, Gens.Submit.Select(submit => Wire.BodyOf(submit)), Gen.Byte[0, 2].Array[0, 60]).Sample(body =>
        {
            byte[] pdu = [.. Wire.Hex("00000000 00000004 00000000 00000001"), .. body];
            pdu[2] = (byte)(pdu.Length >> 8);
            pdu[3] = (byte)pdu.Length;
            bool readable = MessageView.TryRead(CommandId.SubmitSm, body, out _, out DecodeError error);
            string? told = Parse(pdu).GetProperty("error").GetString();
            return readable ? told is null : told!.StartsWith(
                $"{error.Field.Name} at octet {16 + error.Offset} ", StringComparison.Ordinal);
        });

    [Fact]
    public void Random_octets_never_throw() =>
        Gens.Octets.Sample(octets =>
        {
            PduPrinter.WriteTree(TextWriter.Null, octets);
            Parse(octets);
        });

    private static JsonElement Parse(byte[] pdu) => JsonDocument.Parse(Json(pdu)).RootElement;

    private static string Tree(Pdu pdu)
    {
        var tree = new StringWriter();
        PduPrinter.WriteTree(tree, Wire.PduOf(pdu));
        return tree.ToString();
    }

    private static string Json(byte[] pdu)
    {
        var target = new StringWriter();
        PduPrinter.WriteJson(target, pdu);
        return target.ToString();
    }
}
