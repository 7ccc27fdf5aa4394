using System.Globalization;
using System.Text.Json;
using Shared;

namespace Interop.Agreement;

/// <summary>What tshark's SMPP dissector shows of each packet of a capture, read from its JSON.</summary>
internal sealed class TsharkFields
{
    /// <summary>What only holds other fields.</summary>
    private static readonly string[] Groups = ["smpp.dlist", "smpp.dlist_resp", "smpp.opt_params"];

    private readonly Dictionary<string, string> _types;

    private TsharkFields(Dictionary<string, string> types) => _types = types;

    /// <summary>The fields of each packet in their order; none for a packet in which it sees no SMPP.</summary>
    public static async Task<IReadOnlyList<Shown[]>> ReadAsync(string file, int port)
    {
        // The type of a field says how its value is to be compared; tshark has a list of them.
        string[] types = await RunAsync("-G", "fields");
        var reader = new TsharkFields(types.Select(line => line.Split('\t')).Where(column => column[0] == "F" && column.Length > 3)
            .DistinctBy(column => column[2]).ToDictionary(column => column[2], column => column[3]));
        string[] lines = await RunAsync("-r", file, "-d", $"tcp.port=={port},smpp", "-T", "json", "-J", "smpp");
        using var packets = JsonDocument.Parse(string.Join('\n', lines));
        return [.. packets.RootElement.EnumerateArray().Select(packet => reader.Fields(packet).ToArray())];
    }

    private static async Task<string[]> RunAsync(params string[] arguments)
    {
        await using var tshark = ChildProcess.StartProgram("tshark", arguments, new Dictionary<string, string> { ["TZ"] = "UTC" });
        Assert.Equal(0, await tshark.WaitForExitAsync(TimeSpan.FromMinutes(2)));
        return tshark.Results;
    }

    private IEnumerable<Shown> Fields(JsonElement packet) =>
        packet.GetProperty("_source").GetProperty("layers").TryGetProperty("smpp", out var smpp) ? Leaves(smpp) : [];

    /// <summary>The leaves; a property's name may come several times in one object, which is how tshark shows lists.</summary>
    private IEnumerable<Shown> Leaves(JsonElement tree)
    {
        foreach (var property in tree.EnumerateObject())
        {
            // What hangs below a value is tshark's own reading of it.
            if (property.Name.EndsWith("_tree", StringComparison.Ordinal) || property.Name.StartsWith("_ws.", StringComparison.Ordinal))
                continue;
            if (Groups.Contains(property.Name) && property.Value.ValueKind != JsonValueKind.Object)
                continue;
            if (property.Value.ValueKind != JsonValueKind.Object)
            {
                yield return new Shown(property.Name, Plain(property.Name, property.Value.GetString()!));
                continue;
            }
            foreach (var leaf in Leaves(property.Value))
                yield return leaf;
        }
    }

    private string Plain(string field, string value) => _types[field] switch
    {
        "FT_BYTES" => value.Replace(":", "", StringComparison.Ordinal),
        "FT_RELATIVE_TIME" => decimal.Parse(value, CultureInfo.InvariantCulture).ToString("0.#########", CultureInfo.InvariantCulture),
        "FT_ABSOLUTE_TIME" => PointInTime(value),
        "FT_STRING" or "FT_NONE" => value,
        _ => Number(value),
    };

    private static string Number(string value) => value.StartsWith("0x", StringComparison.Ordinal)
        ? uint.Parse(value.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture)
        : value;

    /// <summary>As tshark writes it: <c>Mar  9, 2041 13:06:46.400000000 UTC</c>.</summary>
    private static string PointInTime(string value)
    {
        string seconds = value[..value.LastIndexOf('.')];
        string fraction = value[value.LastIndexOf('.')..].Replace(" UTC", "", StringComparison.Ordinal);
        var time = DateTime.ParseExact(seconds, "MMM d, yyyy HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces);
        return Expected.Point(time + TimeSpan.FromSeconds(double.Parse(fraction, CultureInfo.InvariantCulture)));
    }
}
