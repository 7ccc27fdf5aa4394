using System.Reflection;
using System.Text.Json;

namespace Smpp.Protocol.Tests.Oracle;

/// <summary>A PDU as the tables of v3.4 §4 and v5.0 §4 have it, from layouts.json.</summary>
/// <param name="Command">The command's name.</param>
/// <param name="Id">Its command_id.</param>
/// <param name="Section">Where the specifications lay it out.</param>
/// <param name="Tlvs">Whether they let TLVs follow.</param>
/// <param name="Fields">The mandatory fields in their order.</param>
internal sealed record Layout(string Command, uint Id, string Section, bool Tlvs, IReadOnlyList<FieldLayout> Fields)
{
    public static IReadOnlyList<Layout> All { get; } = Load();

    public bool IsResponse => Id >= 0x8000_0000;

    public static Layout? Of(uint id) => All.FirstOrDefault(layout => layout.Id == id);

    public override string ToString() => Command;

    private static Layout[] Load()
    {
        using Stream file = Assembly.GetExecutingAssembly().GetManifestResourceStream("layouts.json")!;
        using var document = JsonDocument.Parse(file);
        return [.. document.RootElement.EnumerateArray().Select(pdu => new Layout(
            pdu.GetProperty("command").GetString()!,
            Convert.ToUInt32(pdu.GetProperty("id").GetString(), 16),
            pdu.GetProperty("section").GetString()!,
            pdu.GetProperty("tlvs").GetBoolean(),
            FieldLayout.Of(pdu.GetProperty("fields"))))];
    }
}

/// <summary>One field. What of the properties is there depends on <see cref="Kind"/>.</summary>
internal sealed record FieldLayout(string Kind)
{
    public string Name { get; init; } = "";

    /// <summary>Of an integer: its octets.</summary>
    public int Size { get; init; }

    /// <summary>Of an integer: the least value allowed.</summary>
    public int Min { get; init; }

    /// <summary>Of a C-Octet string: its maximum, NUL included.</summary>
    public int Max { get; init; }

    /// <summary>Of an octet string its length, of a list its count, of a choice its selector: the name of the field that says it.</summary>
    public string By { get; init; } = "";

    /// <summary>Of a list: the fields of an element.</summary>
    public IReadOnlyList<FieldLayout> Element { get; init; } = [];

    /// <summary>Of a choice: the fields for each value of the selector.</summary>
    public IReadOnlyDictionary<int, IReadOnlyList<FieldLayout>> Arms { get; init; } = new Dictionary<int, IReadOnlyList<FieldLayout>>();

    public static IReadOnlyList<FieldLayout> Of(JsonElement fields) => [.. fields.EnumerateArray().Select(One)];

    private static FieldLayout One(JsonElement field)
    {
        string Word(string name) => field.TryGetProperty(name, out JsonElement value) ? value.GetString()! : "";
        int Number(string name) => field.TryGetProperty(name, out JsonElement value) ? value.GetInt32() : 0;
        string kind = Word("kind");
        return new FieldLayout(kind)
        {
            Name = Word("name"),
            Size = Number("size"),
            Min = Number("min"),
            Max = Number("max"),
            By = Word("length") + Word("count") + Word("by"),
            Element = kind == "list" ? Of(field.GetProperty("of")) : [],
            Arms = kind == "choice"
                ? field.GetProperty("of").EnumerateObject().ToDictionary(arm => int.Parse(arm.Name), arm => Of(arm.Value))
                : new Dictionary<int, IReadOnlyList<FieldLayout>>(),
        };
    }
}
