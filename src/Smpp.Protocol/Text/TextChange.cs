namespace Smpp.Protocol;

/// <summary>What a transliteration changed.</summary>
/// <param name="Position">Where in the original text, in UTF-16 code units.</param>
/// <param name="Original">What stood there.</param>
/// <param name="Replacement">What stands there now; empty where it was left out.</param>
public readonly record struct TextChange(int Position, string Original, string Replacement)
{
    /// <summary>The change in words.</summary>
    public override string ToString()
    {
        string codes = string.Join(' ', Original.Select(character => $"U+{(int)character:X4}"));
        return $"{Position}: {codes} → {(Replacement.Length == 0 ? "nothing" : $"'{Replacement}'")}";
    }
}
