using Routing;
using Smpp.Protocol;

namespace Gateway.Configuration;

/// <summary>Reads <c>unknown_tlvs</c>: true, false, or a list of tags.</summary>
internal static class UnknownTlvsReader
{
    private const string Key = "unknown_tlvs";

    public static UnknownTlvs Read(TableReader table)
    {
        if (!table.Has(Key))
            return UnknownTlvs.All;
        switch (table.Peek(Key))
        {
            case TomlScalar { Value: bool all }:
                return all ? UnknownTlvs.All : UnknownTlvs.None;
            case TomlList:
                return new UnknownTlvs { Tags = Tags(table) };
            case var other:
                table.Report(Key, $"{Key} must be true, false or a list of tags such as [0x1501], not {other!.Kind}");
                return UnknownTlvs.All;
        }
    }

    private static ConfigList<TlvTag> Tags(TableReader table)
    {
        var tags = new List<TlvTag>();
        foreach (var (number, line) in table.Integers(Key))
        {
            if (number is < 1 or > ushort.MaxValue)
                table.Report(line, $"{number} in {Key} is not a tag: write a number from 1 to 0xFFFF, such as 0x1501");
            else if (TlvCatalogue.Find((TlvTag)number) is { } known)
                table.Report(line, $"0x{number:X4} in {Key} is {known.Name} of the specification, which always goes on: leave it out");
            else
                tags.Add((TlvTag)number);
        }
        return [.. tags];
    }
}
