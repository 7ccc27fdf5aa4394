using System.Text.RegularExpressions;
using Smpp.Protocol;

namespace Smpp.Session;

/// <summary>
/// The destinations that a receiver serves: address_range of its bind, a UNIX regular expression (v3.4 §5.2.7, appendix A), found
/// anywhere in an address unless it is anchored. Immutable.
/// </summary>
/// <remarks>
/// The expression is a stranger's. Matching takes time linear in the address, whatever the expression, so there is neither
/// lookaround nor a back-reference, and what its repetitions may unfold to is bounded.
/// </remarks>
public sealed class AddressRange
{
    private const int MostRepetitions = 1000;
    // An address has 20 octets at most, so that a match which takes longer than this has met a defect. A machine with much to do may keep
    // its thread waiting for a tenth of a second, and a receiver must not miss a message for that.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Regex _expression;

    private AddressRange(string text, Regex expression)
    {
        Text = text;
        _expression = expression;
    }

    /// <summary>The expression as the peer wrote it.</summary>
    public string Text { get; }

    /// <summary>Compiles an address_range; false when it is not a regular expression. Empty gives null: every destination.</summary>
    public static bool TryParse(string text, out AddressRange? range)
    {
        ArgumentNullException.ThrowIfNull(text);
        range = null;
        if (text.Length == 0)
            return true;
        if (!IsBounded(text))
            return false;
        // A '+' with nothing before it stands for itself in a UNIX expression: "+4477" is a number.
        string pattern = text[0] == '+' ? "\\" + text : text.StartsWith("^+", StringComparison.Ordinal) ? "^\\" + text[1..] : text;
        try
        {
            range = new AddressRange(text, new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, Patience));
            return true;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }

    /// <summary>True when messages to <paramref name="destination"/> are for this receiver.</summary>
    public bool Contains(in Address destination)
    {
        Span<char> text = stackalloc char[Address.MaxLength];
        destination.TryFormat(text, out int length, default, null);
        try
        {
            return _expression.IsMatch(text[..length]);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    /// <summary>
    /// Counted repetitions stand beside each other, and what matches them is as large as all of them together; one of a group multiplies
    /// what is in the group, for which everything before it is taken here.
    /// </summary>
    private static bool IsBounded(ReadOnlySpan<char> text)
    {
        long unfolded = 0;
        for (int open = text.IndexOf('{'); open >= 0; open = text.IndexOf('{'))
        {
            // With (?x), blanks may stand before a repetition.
            bool isOfGroup = open > 0 && (text[open - 1] == ')' || char.IsWhiteSpace(text[open - 1]));
            text = text[(open + 1)..];
            int close = text.IndexOf('}');
            if (close < 0)
                return true;
            long most = 0;
            foreach (var bound in text[..close].Split(','))
            {
                if (long.TryParse(text[..close][bound], out long count))
                    most = Math.Max(most, Math.Clamp(count, 1, MostRepetitions + 1));
            }
            unfolded = isOfGroup ? Math.Max(unfolded, 1) * Math.Max(most, 1) : unfolded + most;
            if (unfolded > MostRepetitions)
                return false;
        }
        return true;
    }
}
