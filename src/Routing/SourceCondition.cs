using System.Text.RegularExpressions;

namespace Routing;

internal enum SourceKind : byte
{
    Any,
    Exact,
    Prefix,
    Regex,
}

/// <summary>The one condition that a route may put on the source address.</summary>
internal readonly record struct SourceCondition(SourceKind Kind, string Text)
{
    /// <summary>Longer patterns build automata out of proportion to anything an address of 20 octets can need.</summary>
    public const int MaxPatternLength = 256;

    public static SourceCondition Of(RouteMatch match) => match switch
    {
        { Source: { } exact } => new(SourceKind.Exact, NumberText.Bare(exact)),
        { SourcePrefix: { } prefix } => new(SourceKind.Prefix, NumberText.Bare(prefix)),
        { SourceRegex: { } regex } => new(SourceKind.Regex, regex),
        _ => new(SourceKind.Any, ""),
    };

    /// <summary>
    /// Without backtracking, so that no sender can make a pattern slow; throws ArgumentException or NotSupportedException.
    /// </summary>
    public static Regex CompileRegex(string pattern) => new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
}
