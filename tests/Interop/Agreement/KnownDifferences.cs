using System.Globalization;
using System.Text;
using System.Text.Json;
using Smpp.Protocol;

namespace Interop.Agreement;

/// <summary>
/// All the ways in which tshark 4.0 differs; docs/tshark.md lists them too. Of several that concern a field the first counts.
/// </summary>
internal static class KnownDifferences
{
    private const string Absent = "shows nothing";

    private static readonly CommandId[] WithoutTlvs =
    [
        CommandId.BindReceiver, CommandId.BindTransmitter, CommandId.BindTransceiver, CommandId.Outbind, CommandId.QuerySm,
        CommandId.QuerySmResp, CommandId.CancelSm,
    ];

    private static readonly CommandId[] Messages =
        [CommandId.SubmitSm, CommandId.DeliverSm, CommandId.DataSm, CommandId.ReplaceSm, CommandId.BroadcastSm];

    public static readonly KnownDifference[] All =
    [
        new("PDUs of commands that no specification knows", $"{Absent}: takes the packet for another protocol",
            "a PDU is known by its header, whatever its command; one that is unknown is answered generic_nack (v3.4 §4.3)")
        {
            Concerns = (pdu, _, _) => !Enum.IsDefined(IdOf(pdu)),
        },
        new("`command_status` of requests", Absent, "every PDU has one; in requests it is NULL (v3.4 §3.2.1, v5.0 §3.2.1.3)")
        {
            Concerns = (pdu, _, field) => field.Field == "smpp.command_status" && !IdOf(pdu).IsResponse,
        },
        new("Body of a response whose `command_status` is not zero", Absent,
            "such a response has no body (v3.4 §4.4.2, v5.0 §3.2.1.3); one that a peer sends all the same is shown, since it is what came")
        {
            Concerns = (pdu, part, _) =>
                part != Part.Header && IdOf(pdu).IsResponse && pdu.GetProperty("command_status").GetUInt32() != 0,
        },
        new("TLVs of the bind requests, outbind, query_sm, query_sm_resp and cancel_sm", Absent,
            "TLVs follow the mandatory fields (v3.4 §3.2.4); unexpected ones are passed over, which takes reading them (v3.4 §3.3)")
        {
            Concerns = (pdu, part, _) => part == Part.Tlv && WithoutTlvs.Contains(IdOf(pdu)),
        },
        new("`service_type` that is empty", "shows the text `(Default)`", "an empty C-Octet string is a lone NUL (v3.4 §3.1, §5.2.11)")
        {
            Concerns = (_, _, field) => field is { Field: "smpp.service_type", Value: "" },
            Instead = field => field with { Value = "(Default)" },
        },
        new("`validity_period` of submit_multi that is empty", "shows it as a second `schedule_delivery_time`, of 0 seconds",
            "schedule_delivery_time and validity_period are two fields (v3.4 §4.5.1)")
        {
            Concerns = (pdu, _, field) =>
                field is { Field: "smpp.validity_period", Value: "" } && IdOf(pdu) == CommandId.SubmitMulti,
            Instead = _ => new Shown("smpp.schedule_delivery_time_r", "0"),
        },
        new("Other `schedule_delivery_time` and `validity_period` that are empty", "shows a relative time of 0 seconds",
            "NULL asks for immediate delivery or the default validity, which is no duration (v3.4 §5.2.15, §5.2.16)")
        {
            Concerns = (_, _, field) => field is { Field: "smpp.schedule_delivery_time" or "smpp.validity_period", Value: "" },
            Instead = field => new Shown($"{field.Field}_r", "0"),
        },
        new("Other mandatory fields that are empty", $"{Absent}, but for the addresses of messages",
            "the field is there, with no characters (v3.4 §3.1, §5.2.22)")
        {
            Concerns = (pdu, part, field) => part == Part.Mandatory && field.Value.Length == 0 && !IsAddressOfMessage(IdOf(pdu), field),
        },
        new("`message_payload` and `callback_num_atag` of no octets", "shows their tags and lengths alone",
            "a TLV may have the length 0 (v3.4 §3.2.4.1, §5.3.2.32)")
        {
            Concerns = (_, _, field) => field is { Field: "smpp.message_payload" or "smpp.callback_num_atag", Value: "" },
        },
        new("Years 38 to 99 of absolute times", "takes them for 1938 to 1999",
            "the specification gives two digits and no century (v3.4 §7.1.1); times of messages to come are not in the past")
        {
            Concerns = (_, _, field) => IsPoint(field.Value, out var point) && point.Year >= 2038,
            Instead = field => IsPoint(field.Value, out var point) ? field with { Value = Expected.Point(point.AddYears(-100)) } : null,
        },
        new("Years and months of relative times", "leaves them out of the seconds it shows",
            "a relative time counts years and months too (v3.4 §7.1.1.2)")
        {
            Concerns = (_, _, field) => field.Value.EndsWith("000R", StringComparison.Ordinal),
            Instead = field => field with { Value = SecondsWithoutYearsAndMonths(field.Value) },
        },
        new("Reserved bits 7 to 5 of `registered_delivery`", Absent, "the octet is one field; reserved bits survive (v3.4 §5.2.17)")
        {
            Concerns = (_, _, field) => field.Field == "smpp.regdel.reserved",
        },
        new("`replace_if_present_flag`", "shows its lowest bit", "an Integer of one octet, of which 2 to 255 are reserved (v3.4 §5.2.18)")
        {
            Concerns = (_, _, field) => field.Field == "smpp.replace_if_present_flag" && Number(field) > 1,
            Instead = field => Expected.Number("replace_if_present_flag", Number(field) & 1),
        },
        new("`number_of_dests`, `dest_flag` and `no_unsuccess`", $"{Absent}: only what they count and introduce",
            "they are fields of the PDU (v3.4 §5.2.24 to §5.2.26)")
        {
            Concerns = (_, _, field) => field.Field is "smpp.number_of_dests" or "smpp.dest_flag" or "smpp.no_unsuccess",
        },
        new("Values of `callback_num` and `callback_num_atag`", "shows that they are there, in words that are no part of its JSON",
            "both have values (v3.4 §5.3.2.36, §5.3.2.38)")
        {
            Concerns = (_, _, field) => field.Field is "smpp.callback_num" or "smpp.callback_num_atag",
            Instead = field => field with { Value = "" },
        },
        new("`broadcast_rep_num`", "reads one octet of the two, and the TLVs behind it from the octet after",
            "an Integer of two octets (v5.0 §4.8.4.13)")
        {
            Concerns = (_, _, field) => field.Field == "smpp.broadcast_rep_num",
            Instead = field => Expected.Number("broadcast_rep_num", Number(field) >> 8),
            LosesItsPlace = true,
        },
        new("`ms_validity` of four octets", "reads the first, and the TLVs behind it from the octet after",
            "its length is 1 or 4 (v5.0 §4.8.4.41)")
        {
            Concerns = (_, _, field) => field.Field == "smpp.ms_validity" && field.Value.Length == 8,
            Instead = field => Expected.Number("ms_validity", Convert.FromHexString(field.Value)[0]),
            LosesItsPlace = true,
        },
        new("Texts with octets above 0x7F", "shows U+FFFD for each",
            "octets are kept and shown as Latin-1; a C-Octet string is ASCII (v3.4 §3.1)")
        {
            Concerns = (_, _, field) => field.Value.Any(letter => letter > 0x7F),
            Instead = field => field with { Value = string.Concat(field.Value.Select(letter => letter > 0x7F ? '\uFFFD' : letter)) },
        },
        new("Text of messages", "shows a field of its own, `smpp.message_text`, for some codings",
            "no field of the PDU: `smpp decode` shows text in its tree, and octets in its JSON")
        {
            Adds = "smpp.message_text",
        },
    ];

    private static CommandId IdOf(JsonElement pdu) => (CommandId)pdu.GetProperty("command_id").GetUInt32();

    private static bool IsAddressOfMessage(CommandId id, Shown field) =>
        field.Field == "smpp.source_addr" ? id == CommandId.SubmitMulti || Messages.Contains(id)
            : field.Field == "smpp.destination_addr" && Messages.Contains(id);

    private static bool IsPoint(string value, out DateTime point) => DateTime.TryParseExact(
        value, Expected.PointFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out point);

    private static string SecondsWithoutYearsAndMonths(string text)
    {
        Assert.True(SmppTime.TryParse(Encoding.ASCII.GetBytes(text), out SmppTime time), text);
        return Expected.Seconds(time);
    }

    private static long Number(Shown field) => long.Parse(field.Value, CultureInfo.InvariantCulture);
}
