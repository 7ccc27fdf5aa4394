using System.Globalization;
using System.Text;
using System.Text.Json;
using Smpp.Protocol;

namespace Interop.Node;

/// <summary>Holds what the npm package <c>smpp</c> reads from a PDU against what this library does, field by field.</summary>
internal static class Decoded
{
    private static readonly string[] NotShown = ["sm_length", "number_of_dests", "no_unsuccess", "dest_flag"];

    public static void AssertSame(Pdu ours, JsonElement theirs)
    {
        var text = new StringWriter();
        PduPrinter.WriteJson(text, ours.ToArray(1));
        using var parsed = JsonDocument.Parse(text.ToString());
        var differences = new List<string>();
        string command = parsed.RootElement.GetProperty("command").GetString()!;
        if (theirs.GetProperty("command").GetString() != command)
            differences.Add($"command: {command} and {theirs.GetProperty("command")}");
        Compare(parsed.RootElement.GetProperty("fields"), theirs, ours, differences);
        foreach (var tlv in parsed.RootElement.GetProperty("tlvs").EnumerateArray())
            CompareTlv(tlv, theirs, ours, differences);
        Assert.True(differences.Count == 0, $"{string.Join('\n', differences)}\nours: {text}\ntheirs: {theirs}");
    }

    private static void Compare(JsonElement ours, JsonElement theirs, Pdu pdu, List<string> differences)
    {
        foreach (var field in ours.EnumerateObject())
        {
            if (NotShown.Contains(field.Name))
                continue;
            if (!theirs.TryGetProperty(field.Name, out var other))
                differences.Add($"{field.Name}: not in theirs");
            else if (field.Value.ValueKind == JsonValueKind.Array)
                CompareLists(field, other, pdu, differences);
            else if (!IsSame(field.Name, field.Value, other, pdu))
                differences.Add($"{field.Name}: {field.Value} and {other}");
        }
    }

    private static void CompareLists(JsonProperty list, JsonElement theirs, Pdu pdu, List<string> differences)
    {
        if (list.Value.GetArrayLength() != theirs.GetArrayLength())
            differences.Add($"{list.Name}: {list.Value.GetArrayLength()} and {theirs.GetArrayLength()} items");
        else
            foreach (var (item, other) in list.Value.EnumerateArray().Zip(theirs.EnumerateArray()))
                Compare(item, other, pdu, differences);
    }

    private static bool IsSame(string name, JsonElement ours, JsonElement theirs, Pdu pdu) => (name, theirs.ValueKind) switch
    {
        ("short_message", _) => IsSameMessage(pdu, Convert.FromHexString(ours.GetString()!), theirs),
        // It makes a point in time of these.
        ("schedule_delivery_time" or "validity_period" or "final_date", _) => IsSameTime(ours.GetString()!, theirs.GetString()!),
        (_, JsonValueKind.Number) => ours.ValueKind == JsonValueKind.Number && ours.GetUInt32() == theirs.GetUInt32(),
        _ => ours.GetString() == theirs.GetString(),
    };

    private static bool IsSameTime(string ours, string theirs)
    {
        if (ours.Length == 0)
            return theirs.Length == 0;
        Assert.True(SmppTime.TryParse(Encoding.ASCII.GetBytes(ours), out var time), ours);
        return time.TryResolve(default, out var point)
            && DateTimeOffset.Parse(theirs, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal) == point;
    }

    /// <summary>Text as both read it from the octets; octets as they are where the data_coding has no text.</summary>
    private static bool IsSameMessage(Pdu pdu, ReadOnlySpan<byte> octets, JsonElement theirs)
    {
        if (theirs.TryGetProperty("hex", out var bare))
            return Convert.FromHexString(bare.GetString()!).AsSpan().SequenceEqual(octets);
        if (theirs.TryGetProperty("udh", out var elements))
        {
            byte[] header = [.. elements.EnumerateArray().SelectMany(part => Convert.FromHexString(part.GetProperty("hex").GetString()!))];
            if (octets[0] != header.Length || !octets[1..(header.Length + 1)].SequenceEqual(header))
                return false;
            octets = octets[(header.Length + 1)..];
        }
        var message = theirs.GetProperty("message");
        if (message.ValueKind != JsonValueKind.String)
            return Convert.FromHexString(message.GetProperty("hex").GetString()!).AsSpan().SequenceEqual(octets);
        return message.GetString() == MessageText.Decode(CodingOf(pdu), octets);
    }

    private static void CompareTlv(JsonElement tlv, JsonElement theirs, Pdu pdu, List<string> differences)
    {
        string name = tlv.GetProperty("name").GetString()!;
        byte[] value = Convert.FromHexString(tlv.GetProperty("hex").GetString()!);
        if (!theirs.TryGetProperty(name, out var other)
            && !theirs.TryGetProperty($"{tlv.GetProperty("tag").GetUInt16()}", out other))
            differences.Add($"TLV {name}: not in theirs");
        else if (!IsSameValue(name, value, other, pdu))
            differences.Add($"TLV {name}: {Convert.ToHexStringLower(value)} and {other}");
    }

    private static bool IsSameValue(string name, ReadOnlySpan<byte> value, JsonElement theirs, Pdu pdu) => theirs.ValueKind switch
    {
        JsonValueKind.Number => theirs.GetUInt64() == Number(value),
        JsonValueKind.String => theirs.GetString() == Encoding.Latin1.GetString(value).TrimEnd('\0'),
        _ when name == "message_payload" => IsSameMessage(pdu, value, theirs),
        JsonValueKind.Array => theirs.GetArrayLength() == 1 && IsSameValue(name, value, theirs[0], pdu),
        _ when name == "callback_num" => IsSameNumber(value, theirs),
        _ => theirs.TryGetProperty("hex", out var hex) && Convert.FromHexString(hex.GetString()!).AsSpan().SequenceEqual(value),
    };

    private static bool IsSameNumber(ReadOnlySpan<byte> value, JsonElement theirs) =>
        theirs.GetProperty("digit_mode").GetByte() == value[0]
        && theirs.GetProperty("ton").GetByte() == value[1]
        && theirs.GetProperty("npi").GetByte() == value[2]
        && theirs.GetProperty("number").GetString() == Encoding.ASCII.GetString(value[3..]);

    private static ulong Number(ReadOnlySpan<byte> octets)
    {
        ulong number = 0;
        foreach (byte octet in octets)
            number = number << 8 | octet;
        return number;
    }

    private static DataCoding CodingOf(Pdu pdu) => pdu switch
    {
        MessagePdu message => message.DataCoding,
        DataSm data => data.DataCoding,
        _ => DataCoding.Default,
    };
}
