using System.Text;
using System.Text.Unicode;

namespace Storage.Cdr;

/// <summary>
/// Octets from the wire as text of a database. Names of the configuration are UTF-8; what a peer sent has no alphabet, so
/// octets that are not UTF-8 are read as Latin-1, which loses nothing.
/// </summary>
internal static class CdrText
{
    /// <summary>Whether the octets can stand in a database as they are: ASCII without NUL.</summary>
    public static bool IsPlain(ReadOnlySpan<byte> text) => Ascii.IsValid(text) && !text.Contains((byte)0);

    /// <summary>The octets as text, written to <paramref name="target"/> unless they are plain; it needs twice their length.</summary>
    public static ReadOnlySpan<byte> Clean(ReadOnlySpan<byte> text, Span<byte> target) =>
        IsPlain(text) ? text : target[..ToUtf8(text, target)];

    /// <summary>Writes valid UTF-8 without NUL; needs at most twice the length of <paramref name="text"/>.</summary>
    public static int ToUtf8(ReadOnlySpan<byte> text, Span<byte> target)
    {
        bool utf8 = Utf8.IsValid(text);
        int length = 0;
        foreach (byte octet in text)
        {
            if (octet == 0) target[length++] = (byte)' ';
            else if (utf8 || octet < 0x80) target[length++] = octet;
            else
            {
                target[length++] = (byte)(0xC0 | (octet >> 6));
                target[length++] = (byte)(0x80 | (octet & 0x3F));
            }
        }
        return length;
    }
}
