using System.Text;

namespace Smpp.Protocol;

/// <summary>C-Octet strings as text for the records: Latin-1, so that every octet survives.</summary>
internal static class CString
{
    public const int NoLimit = int.MaxValue;

    public static string Text(ReadOnlySpan<byte> octets) => octets.IsEmpty ? "" : Encoding.Latin1.GetString(octets);

    public static int Write(string text, Span<byte> target) => Encoding.Latin1.GetBytes(text, target);

    /// <summary>The octets of a text that no NUL ends, one for each character; a default value of a struct has none.</summary>
    /// <exception cref="ArgumentException">A character is none of Latin-1: nothing is replaced silently.</exception>
    public static byte[] Octets(string? text) => text.AsSpan().ContainsAnyExceptInRange('\0', '\u00FF')
        ? throw new ArgumentException("The value holds Latin-1 characters, one for an octet.", nameof(text))
        : Encoding.Latin1.GetBytes(text ?? "");

    /// <summary>Refuses what could not be written: too long for the field, a NUL, or characters beyond Latin-1.</summary>
    /// <param name="value">The text.</param>
    /// <param name="maximum">The field's maximum in octets, its NUL included.</param>
    public static string Checked(string value, int maximum)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.Length >= maximum)
            throw new ArgumentException($"The field holds at most {maximum - 1} octets; \"{value}\" has {value.Length}.", nameof(value));
        if (value.AsSpan().ContainsAnyExceptInRange('\u0001', '\u00FF'))
            throw new ArgumentException("The field holds Latin-1 characters without NUL.", nameof(value));
        return value;
    }
}
