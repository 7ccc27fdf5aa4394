namespace Gateway.Configuration;

/// <summary>A value of a TOML file with the line it stands on.</summary>
internal abstract record TomlNode(int Line)
{
    /// <summary>What it is, for a message.</summary>
    public abstract string Kind { get; }
}

/// <summary>A string, integer (long), float (double), boolean or date (as null).</summary>
internal sealed record TomlScalar(int Line, object? Value) : TomlNode(Line)
{
    public override string Kind => Value switch
    {
        string => "a string",
        long => "an integer",
        double => "a number with a fraction",
        bool => "true or false",
        _ => "a date",
    };
}

internal sealed record TomlList(int Line, List<TomlNode> Items, bool IsTables = false) : TomlNode(Line)
{
    public override string Kind => "a list";
}

/// <param name="Line">Its header's line, or that of the first key that implies it.</param>
/// <param name="IsClosed">Written in one piece, <c>{ … }</c>: nothing can be added further down.</param>
internal sealed record TomlTable(int Line, bool IsClosed = false) : TomlNode(Line)
{
    public Dictionary<string, TomlEntry> Entries { get; } = new(StringComparer.Ordinal);

    /// <summary>Where its own header stands; null while only other keys imply the table.</summary>
    public int? HeaderLine { get; set; }

    public override string Kind => "a table";
}

/// <summary>A key with the line that it is written on and its value.</summary>
internal sealed record TomlEntry(int Line, TomlNode Value);
