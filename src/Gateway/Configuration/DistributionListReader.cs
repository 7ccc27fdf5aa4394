using Routing;
using Smpp.Protocol;

namespace Gateway.Configuration;

/// <summary>Reads <c>lists</c> of an account: a table of lists of numbers by their names.</summary>
internal static class DistributionListReader
{
    /// <summary>As many as a submit_multi of v3.4 may name (v3.4 §5.2.24).</summary>
    public const int MostNumbers = 254;

    private const string Key = "lists";

    public static ConfigList<DistributionList> Read(TableReader account)
    {
        if (account.Table(Key, "lists of [[account]]") is not { } table)
            return [];
        var lists = new List<DistributionList>();
        foreach (string name in ((TomlTable)account.Peek(Key)!).Entries.Keys)
        {
            if (name.Length is 0 or >= FieldLimits.DlName || !name.All(character => character is >= ' ' and <= '~'))
                table.Report(name, $"\"{name}\" does not fit dl_name: up to {FieldLimits.DlName - 1} printable ASCII characters");
            lists.Add(new DistributionList(name, Numbers(table, name)));
        }
        table.Done();
        return [.. lists];
    }

    private static ConfigList<string> Numbers(TableReader table, string name)
    {
        var numbers = new List<string>();
        foreach (var (text, line) in table.Texts(name))
        {
            if (Address.TryParse(text, out var address) && !address.IsEmpty)
                numbers.Add(text);
            else
                table.Report(line, $"\"{text}\" in {name} is no number, such as +447700900123");
        }
        if (table.Peek(name) is TomlList { Items.Count: 0 })
            table.Report(name, $"{name} is empty, so that nothing could be sent to it; leave it out");
        if (numbers.Count > MostNumbers)
            table.Report(name, $"{name} has {numbers.Count} numbers; a list may have up to {MostNumbers}");
        return [.. numbers];
    }
}
