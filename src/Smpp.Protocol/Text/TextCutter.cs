using System.Globalization;

namespace Smpp.Protocol;

/// <summary>Cuts text where it may be cut: between graphemes, and inside of one only when it is longer than a part.</summary>
internal static class TextCutter
{
    private const int PairLength = 2;
    private const char FirstMark = '\u0300';

    /// <summary>Characters that decide where a part of so many units ends: a grapheme that still fits into it ends in them.</summary>
    public static int WindowOf(int units) => Math.Max(2 * units, PairLength);

    /// <summary>The length of the first part of a text that is not empty: at most so many units, at least one character.</summary>
    public static int Cut(ReadOnlySpan<char> rest, int units, in TextGauge gauge)
    {
        ReadOnlySpan<char> window = rest[..Math.Min(rest.Length, WindowOf(units))];
        if (rest.Length <= units && gauge.Measure(rest) <= units)
            return rest.Length;
        int end = Walk(window, units, gauge, graphemes: true);
        if (end == 0)
            end = Walk(window, units, gauge, graphemes: false);
        return end == 0 ? LengthOfCharacter(window) : end;
    }

    /// <summary>How many parts a text makes.</summary>
    public static int Count(ReadOnlySpan<char> text, int units, in TextGauge gauge)
    {
        int parts = 0;
        for (ReadOnlySpan<char> rest = text; !rest.IsEmpty; rest = rest[Cut(rest, units, gauge)..])
            parts++;
        return parts;
    }

    private static int Walk(ReadOnlySpan<char> window, int units, in TextGauge gauge, bool graphemes)
    {
        int end = 0;
        for (int used = 0; used < units && end < window.Length;)
        {
            ReadOnlySpan<char> rest = window[end..];
            int length = graphemes ? LengthOfGrapheme(rest) : LengthOfCharacter(rest);
            if (length > units)
                break;
            used = gauge.IsAdditive ? used + gauge.Measure(rest[..length]) : gauge.Measure(window[..(end + length)]);
            if (used > units)
                break;
            end += length;
        }
        return end;
    }

    // Below the first combining mark every character is a grapheme of its own but for a line end (Unicode TR 29, GB3).
    private static int LengthOfGrapheme(ReadOnlySpan<char> text)
    {
        if (text[0] >= FirstMark || text[0] == '\r' || text.Length > 1 && text[1] >= FirstMark)
            return StringInfo.GetNextTextElementLength(text);
        return 1;
    }

    private static int LengthOfCharacter(ReadOnlySpan<char> text) =>
        text.Length >= PairLength && char.IsSurrogatePair(text[0], text[1]) ? PairLength : 1;
}
