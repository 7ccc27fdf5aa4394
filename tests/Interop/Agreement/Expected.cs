using System.Globalization;
using System.Text;
using System.Text.Json;
using Smpp.Protocol;

namespace Interop.Agreement;

/// <summary>What tshark has to show where it agrees with an object of <c>smpp decode --json</c>.</summary>
internal static class Expected
{
    public const string PointFormat = "yyyy-MM-ddTHH:mm:ss.FFFFFFF";

    public static IEnumerable<(Part Part, Shown Field)> Of(JsonElement pdu, int octets) =>
    [
        .. Header(pdu, octets).Select(field => (Part.Header, field)),
        .. Members(pdu.GetProperty("fields")).Select(field => (Part.Mandatory, field)),
        .. pdu.GetProperty("tlvs").EnumerateArray().SelectMany(Tlv).Select(field => (Part.Tlv, field)),
    ];

    public static Shown Number(string name, long value) => new($"smpp.{name}", value.ToString(CultureInfo.InvariantCulture));

    /// <summary>An absolute time is a point in UTC, a relative one seconds, or itself where it counts in years and months.</summary>
    public static Shown Time(string name, string text)
    {
        if (text.Length == 0)
            return new Shown($"smpp.{name}", "");
        Assert.True(SmppTime.TryParse(Encoding.ASCII.GetBytes(text), out SmppTime time), text);
        if (time.IsRelative)
            return new Shown($"smpp.{name}_r", time is { Years: 0, Months: 0 } ? Seconds(time) : text);
        Assert.True(time.TryResolve(default, out DateTimeOffset point), text);
        return new Shown($"smpp.{name}", Point(point.UtcDateTime));
    }

    public static string Point(DateTime point) => point.ToString(PointFormat, CultureInfo.InvariantCulture);

    /// <summary>The days, hours, minutes and seconds of a relative time.</summary>
    public static string Seconds(SmppTime time) =>
        (((time.Days * 24 + time.Hours) * 60 + time.Minutes) * 60 + time.Seconds).ToString(CultureInfo.InvariantCulture);

    private static IEnumerable<Shown> Header(JsonElement pdu, int octets)
    {
        yield return Number("command_length", octets);
        foreach (string name in new[] { "command_id", "command_status", "sequence_number" })
            yield return Number(name, pdu.GetProperty(name).GetUInt32());
    }

    private static IEnumerable<Shown> Tlv(JsonElement tlv)
    {
        byte[] value = Convert.FromHexString(tlv.GetProperty("hex").GetString()!);
        ushort tag = tlv.GetProperty("tag").GetUInt16();
        Shown[] head = [Number("opt_param_tag", tag), Number("opt_param_len", value.Length)];
        return head.Concat(ExpectedTlv.Of(tag, tlv.GetProperty("name").GetString()!, value));
    }

    private static IEnumerable<Shown> Members(JsonElement fields) =>
        fields.EnumerateObject().SelectMany(field => Field(field.Name, field.Value));

    private static IEnumerable<Shown> Field(string name, JsonElement value) => name switch
    {
        "dest_address" or "unsuccess_sme" => value.EnumerateArray().SelectMany(Members),
        "esm_class" when value.GetByte() is var octet =>
        [
            Number("esm.submit.msg_mode", octet & 0x03), Number("esm.submit.msg_type", (octet >> 2) & 0x0F),
            Number("esm.submit.features", octet >> 6),
        ],
        "registered_delivery" when value.GetByte() is var octet =>
        [
            Number("regdel.receipt", octet & 0x03), Number("regdel.acks", (octet >> 2) & 0x03),
            Number("regdel.notif", (octet >> 4) & 0x01), Number("regdel.reserved", octet >> 5),
        ],
        "short_message" => [new Shown("smpp.message", value.GetString()!)],
        "schedule_delivery_time" or "validity_period" or "final_date" => [Time(name, value.GetString()!)],
        _ when value.ValueKind == JsonValueKind.Number => [Number(name, value.GetUInt32())],
        _ => [new Shown($"smpp.{name}", value.GetString()!)],
    };
}
