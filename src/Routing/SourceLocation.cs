namespace Routing;

/// <summary>
/// Where a configured entity was written: its file, the line it begins on, and the line of each of its keys. Printed as <c>file:line</c>.
/// </summary>
/// <remarks>
/// All locations are equal to each other: a record that carries one equals another that says the same, wherever each of them stands.
/// That is what lets a reload see that an account did not change although a line was added above it.
/// </remarks>
public readonly struct SourceLocation : IEquatable<SourceLocation>
{
    private readonly Dictionary<string, int>? _keys;

    public SourceLocation(string file, int line, IEnumerable<KeyValuePair<string, int>>? keys = null)
    {
        File = file;
        Line = line;
        _keys = keys is null ? null : new Dictionary<string, int>(keys, StringComparer.Ordinal);
    }

    /// <summary>The file as it was given; empty for an entity that no file holds.</summary>
    public string File => field ?? "";

    /// <summary>The line, counted from 1; 0 for an entity that no file holds.</summary>
    public int Line { get; }

    /// <summary>
    /// The line of one key (<c>match.destination</c> for a nested one), or of the nearest thing around it that was written.
    /// </summary>
    public SourceLocation At(string key)
    {
        if (_keys is null)
            return this;
        for (var name = key; ;)
        {
            if (_keys.TryGetValue(name, out var line))
                return new SourceLocation(File, line);
            var dot = name.LastIndexOf('.');
            if (dot < 0)
                return this;
            name = name[..dot];
        }
    }

    public bool Equals(SourceLocation other) => true;

    public override bool Equals(object? obj) => obj is SourceLocation;

    public override int GetHashCode() => 0;

    public override string ToString() => $"{File}:{Line}";

    public static bool operator ==(SourceLocation left, SourceLocation right) => left.Equals(right);

    public static bool operator !=(SourceLocation left, SourceLocation right) => !left.Equals(right);
}
