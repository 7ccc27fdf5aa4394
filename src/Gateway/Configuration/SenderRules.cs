using System.Collections.Frozen;
using System.Text;
using Routing;
using Smpp.Protocol;

namespace Gateway.Configuration;

/// <summary>The source addresses that an account may send from: whole ones, and prefixes written with a final '*'. None = any.</summary>
public sealed class SenderRules : IEquatable<SenderRules>
{
    private const char AnyEnding = '*';
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _whole;
    private readonly string[] _prefixes;

    public SenderRules(ConfigList<string> rules)
    {
        Rules = rules;
        _whole = rules.Where(rule => !rule.EndsWith(AnyEnding)).Select(NumberText.Bare)
            .ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        _prefixes = [.. rules.Where(rule => rule.EndsWith(AnyEnding)).Select(rule => NumberText.Bare(rule[..^1]))];
    }

    /// <summary>Every sender is allowed.</summary>
    public static SenderRules Any { get; } = new([]);

    /// <summary>The rules as they were written.</summary>
    public ConfigList<string> Rules { get; }

    /// <summary>Whether a rule can be one: an address of 1 to 20 ASCII characters, or the beginning of one and '*'.</summary>
    public static bool IsRule(string text)
    {
        var address = text.EndsWith(AnyEnding) ? text[..^1] : text;
        return address.Length is > 0 and <= NumberText.MaxAddressLength
            && address.All(character => char.IsAscii(character) && character != AnyEnding);
    }

    /// <summary>Whether the account may send from this address; a leading '+' counts on neither side. Allocates nothing.</summary>
    public bool Admits(in Address source)
    {
        if (Rules.Count == 0)
            return true;
        Span<char> buffer = stackalloc char[NumberText.MaxAddressLength];
        Encoding.Latin1.TryGetChars(NumberText.Bare(source.Value), buffer, out var written);
        ReadOnlySpan<char> text = buffer[..written];
        if (_whole.Contains(text))
            return true;
        foreach (var prefix in _prefixes)
        {
            if (text.StartsWith(prefix, StringComparison.Ordinal))
                return true;
        }
        return false;
    }

    public bool Equals(SenderRules? other) => other is not null && other.Rules == Rules;

    public override bool Equals(object? obj) => Equals(obj as SenderRules);

    public override int GetHashCode() => Rules.GetHashCode();

    public override string ToString() => Rules.Count == 0 ? "any" : string.Join(", ", Rules);
}
