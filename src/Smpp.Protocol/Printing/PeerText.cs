using System.Globalization;
using System.Text;

namespace Smpp.Protocol;

/// <summary>
/// Text that a peer has sent, for terminals, logs and whatever else has lines: it neither breaks a line nor commands a terminal.
/// </summary>
public static class PeerText
{
    /// <summary>A text as it is, or <see cref="Quoted"/> where something in it cannot be shown.</summary>
    /// <param name="text">The text.</param>
    public static string Shown(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach (char character in text)
        {
            if (char.IsControl(character))
                return Quoted(text);
        }
        return text;
    }

    /// <summary>A text in quotation marks: control characters as \xNN, quotation marks and backslashes behind a backslash.</summary>
    /// <param name="text">The text.</param>
    public static string Quoted(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var quoted = new StringBuilder("\"");
        foreach (char character in text)
        {
            if (char.IsControl(character))
                quoted.Append(CultureInfo.InvariantCulture, $"\\x{(int)character:x2}");
            else
                quoted.Append(character is '"' or '\\' ? "\\" : "").Append(character);
        }
        return quoted.Append('"').ToString();
    }
}
