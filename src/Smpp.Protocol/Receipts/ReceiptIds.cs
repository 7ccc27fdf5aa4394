using System.Text;

namespace Smpp.Protocol;

/// <summary>How an upstream writes the ids of its messages, so that the id of a response and that of a receipt can be compared.</summary>
public enum ReceiptIdForm : byte
{
    /// <summary>Both sides alike but for letter case and leading zeros.</summary>
    Auto,
    /// <summary>Octet for octet; only blanks around the id do not count.</summary>
    Verbatim,
    /// <summary>A hexadecimal number.</summary>
    Hex,
    /// <summary>A decimal number.</summary>
    Decimal,
}

/// <summary>
/// Brings message ids to a form in which they can be compared. A response may say 812FC7470000001B and the receipt 9308878…: the
/// same number in another base, of 64 bits unsigned or more. What takes octets allocates nothing.
/// </summary>
public static class ReceiptIds
{
    /// <summary>The longest id on the wire, and so the room that its canonical form needs at most.</summary>
    public const int MaxLength = FieldLimits.MessageId - 1;

    /// <summary>
    /// Writes the canonical form of an id. Hex and Decimal give the number as lower-case hexadecimal digits without leading zeros;
    /// an id that is no such number is treated as Auto. Auto gives lower case without leading zeros, Verbatim the id itself.
    /// </summary>
    /// <param name="id">The id as received; blanks around it do not count.</param>
    /// <param name="form">How this side writes ids.</param>
    /// <param name="canonical">The target; the id's length is always enough.</param>
    /// <returns>Octets written; 0 only for an empty id.</returns>
    /// <exception cref="ArgumentException">The target is shorter than the canonical form.</exception>
    public static int Normalize(ReadOnlySpan<byte> id, ReceiptIdForm form, Span<byte> canonical)
    {
        id = id.Trim(" \t\r\n\0"u8);
        if (form == ReceiptIdForm.Verbatim)
        {
            id.CopyTo(canonical);
            return id.Length;
        }
        if (form == ReceiptIdForm.Decimal && TryDecimalToHex(id, canonical, out int written))
            return written;
        if (form == ReceiptIdForm.Hex && IdNumber.IsHex(IdNumber.WithoutPrefix(id)))
            id = IdNumber.WithoutPrefix(id);
        id = IdNumber.WithoutZeros(id);
        if (Ascii.ToLower(id, canonical, out written) == System.Buffers.OperationStatus.Done)
            return written;
        if (canonical.Length < id.Length)
            throw new ArgumentException($"The id needs {id.Length} octets; the target has {canonical.Length}.", nameof(canonical));
        return FoldAsciiOnly(id, canonical);
    }

    /// <summary>
    /// The same of an id as a text of Latin-1, as a key to look it up by. Allocates; a text longer than <see cref="MaxLength"/>, which
    /// is no message_id, is its own canonical form.
    /// </summary>
    /// <param name="id">The id as received; blanks around it do not count.</param>
    /// <param name="form">How this side writes ids.</param>
    public static string Normalize(string id, ReceiptIdForm form)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (id.Length > MaxLength)
            return id;
        Span<byte> octets = stackalloc byte[MaxLength];
        Span<byte> canonical = stackalloc byte[MaxLength];
        int length = Encoding.Latin1.GetBytes(id, octets);
        return Encoding.Latin1.GetString(canonical[..Normalize(octets[..length], form, canonical)]);
    }

    /// <summary>The hexadecimal number, with or without 0x in front, in decimal digits without leading zeros.</summary>
    /// <returns>False when it is not such a number, is longer than 64 digits, or the target is too short.</returns>
    public static bool TryHexToDecimal(ReadOnlySpan<byte> id, Span<byte> other, out int written)
    {
        written = 0;
        return IdNumber.TryParseHex(id, out IdNumber number) && number.TryWriteDecimal(other, out written);
    }

    /// <summary>The decimal number in lower-case hexadecimal digits without leading zeros.</summary>
    /// <returns>False when it is not such a number, is longer than 64 digits, or the target is too short.</returns>
    public static bool TryDecimalToHex(ReadOnlySpan<byte> id, Span<byte> other, out int written)
    {
        written = 0;
        return IdNumber.TryParseDecimal(id, out IdNumber number) && number.TryWriteHex(other, out written);
    }

    private static int FoldAsciiOnly(ReadOnlySpan<byte> id, Span<byte> canonical)
    {
        for (int i = 0; i < id.Length; i++)
            canonical[i] = id[i] is >= (byte)'A' and <= (byte)'Z' ? (byte)(id[i] | 0x20) : id[i];
        return id.Length;
    }
}
