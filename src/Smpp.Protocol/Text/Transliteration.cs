using System.Text;

namespace Smpp.Protocol;

/// <summary>
/// A text with GSM characters (3GPP 23.038 §6.2.1) in the place of those that the alphabet lacks, where one reads the same: typographic
/// quotes, dashes, the ellipsis, spaces, ligatures, letters with accents, fullwidth forms, capital Greek letters that look Latin.
/// Characters without such a counterpart stay. Never applied unless asked for, and each change is reported.
/// </summary>
public sealed record Transliteration
{
    private const char FirstMark = '\u0300';
    private const char LastMark = '\u036F';

    private Transliteration(string text, IReadOnlyList<TextChange> changes)
    {
        Text = text;
        Changes = changes;
    }

    /// <summary>The text with the changes.</summary>
    public string Text { get; }

    /// <summary>What was changed, in the order of the text; empty when nothing was.</summary>
    public IReadOnlyList<TextChange> Changes { get; }

    /// <summary>Transliterates a text. What GSM 7-bit has is never touched.</summary>
    public static Transliteration ToGsm(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (GsmAlphabet.Default.Count(text) >= 0)
            return new Transliteration(text, []);

        StringBuilder result = new(text.Length);
        List<TextChange> changes = [];
        for (int i = 0; i < text.Length;)
        {
            int marks = char.IsLetter(text[i]) ? CountMarks(text.AsSpan(i + 1)) : 0;
            string original = text.Substring(i, 1 + marks);
            string? replacement = Replace(original);
            result.Append(replacement ?? original);
            if (replacement is not null)
                changes.Add(new TextChange(i, original, replacement));
            i += original.Length;
        }
        return new Transliteration(result.ToString(), changes);
    }

    private static int CountMarks(ReadOnlySpan<char> text)
    {
        int other = text.IndexOfAnyExceptInRange(FirstMark, LastMark);
        return other < 0 ? text.Length : other;
    }

    private static string? Replace(string original)
    {
        char letter = original[0];
        if (original.Length == 1)
            return HasGsm(letter) ? null : TransliterationTable.Find(letter);
        string? composed = TransliterationTable.Compose(letter, original[1]);
        return composed ?? (HasGsm(letter) ? letter.ToString() : TransliterationTable.Find(letter));
    }

    private static bool HasGsm(char character) => GsmAlphabet.Default.Count([character]) > 0;
}
