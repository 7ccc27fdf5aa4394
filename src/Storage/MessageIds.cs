namespace Storage;

/// <summary>
/// Hands out the gateway's own message ids: a 58-bit sequence over a 6-bit node number, so that nodes never collide and one
/// node's ids grow. Thread-safe.
/// </summary>
/// <remarks>
/// Uniqueness across restarts needs no clock and no file of its own. Every batch of the journal opens with a mark that holds
/// <see cref="Reserved"/>, a million ids above the last one handed out, and a start goes on from the last mark on disk (an open
/// journal always writes one before it takes its first event). An id in a durable record was handed out before the mark of the
/// next batch, hence lies below it; so reclaiming old segments, where the ids themselves are gone, changes nothing.
/// </remarks>
public sealed class MessageIds
{
    /// <summary>Characters of <see cref="Format"/>.</summary>
    public const int TextLength = 13;

    /// <summary>Characters of <see cref="FormatShort"/>: message_id is a C-octet string of at most 8 characters before v3.4.</summary>
    public const int ShortTextLength = 8;

    /// <summary>Highest node number.</summary>
    public const int MaxNode = 63;

    internal const long Block = 1 << 20;

    private const int NodeBits = 6;
    private const ulong ShortMask = (1UL << (ShortTextLength * 5)) - 1;

    private readonly uint _node;
    private long _next;

    /// <summary>Starts at <paramref name="first"/> (a sequence, not an id) on <paramref name="node"/>, 0 to 63.</summary>
    public MessageIds(int node, long first)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(node);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(node, MaxNode);
        ArgumentOutOfRangeException.ThrowIfLessThan(first, 1);
        _node = (uint)node;
        _next = first;
    }

    /// <summary>The sequence from which a later start may go on.</summary>
    public long Reserved => Volatile.Read(ref _next) + Block;

    /// <summary>A new id, never zero.</summary>
    public ulong Next() => ((ulong)(Interlocked.Increment(ref _next) - 1) << NodeBits) | _node;

    /// <summary>The first of so many new ids whose sequences follow each other.</summary>
    public ulong Next(int count) => ((ulong)(Interlocked.Add(ref _next, count) - count) << NodeBits) | _node;

    /// <summary>The id so many places behind another of the same node, or before it.</summary>
    public static ulong Move(ulong id, int places) => id + ((ulong)(long)places << NodeBits);

    /// <summary>
    /// The id behind a text that a customer was given: a short one means the latest id that was given with those 40 bits.
    /// </summary>
    public bool TryResolve(ReadOnlySpan<char> text, out ulong id)
    {
        if (!TryParse(text, out id))
            return false;
        if (text.Length != ShortTextLength)
            return true;
        ulong newest = (ulong)(Volatile.Read(ref _next) - 1) << NodeBits;
        ulong candidate = (newest & ~ShortMask) | id;
        id = candidate > (newest | MaxNode) && candidate > ShortMask ? candidate - (ShortMask + 1) : candidate;
        return true;
    }

    /// <summary>The sequence part of an id.</summary>
    public static long SequenceOf(ulong id) => (long)(id >> NodeBits);

    /// <summary>The node part of an id.</summary>
    public static int NodeOf(ulong id) => (int)(id & MaxNode);

    /// <summary>The low 40 bits, all that the short form carries.</summary>
    public static ulong ShortOf(ulong id) => id & ShortMask;

    /// <summary>Writes 13 characters of Crockford base32, upper case, fixed width; returns the number of octets.</summary>
    public static int Format(ulong id, Span<byte> target) => Write(id, target, TextLength);

    /// <summary>Writes the low 40 bits in 8 characters for a peer bound below v3.4; returns the number of octets.</summary>
    public static int FormatShort(ulong id, Span<byte> target) => Write(id & ShortMask, target, ShortTextLength);

    /// <summary>The 13 characters as a string.</summary>
    public static string ToText(ulong id) => string.Create(TextLength, id, static (chars, value) =>
    {
        Span<byte> octets = stackalloc byte[TextLength];
        Format(value, octets);
        for (int i = 0; i < chars.Length; i++) chars[i] = (char)octets[i];
    });

    /// <summary>Reads either form, in any case, with Crockford's aliases (O for 0; I and L for 1).</summary>
    /// <param name="text">13 characters, or 8 for the short form.</param>
    /// <param name="id">The id; only its low 40 bits are known when <paramref name="text"/> is the short form.</param>
    public static bool TryParse(ReadOnlySpan<byte> text, out ulong id)
    {
        id = 0;
        if (text.Length is not (TextLength or ShortTextLength)) return false;
        ulong value = 0;
        foreach (byte character in text)
        {
            int digit = Digit(character);
            if (digit < 0 || value >> 59 != 0) return false;
            value = (value << 5) | (uint)digit;
        }
        id = value;
        return true;
    }

    /// <inheritdoc cref="TryParse(ReadOnlySpan{byte}, out ulong)"/>
    public static bool TryParse(ReadOnlySpan<char> text, out ulong id)
    {
        id = 0;
        if (text.Length > TextLength) return false;
        Span<byte> octets = stackalloc byte[TextLength];
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] > 0x7F) return false;
            octets[i] = (byte)text[i];
        }
        return TryParse(octets[..text.Length], out id);
    }

    private static int Write(ulong value, Span<byte> target, int length)
    {
        ReadOnlySpan<byte> digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"u8;
        Span<byte> text = target[..length];
        for (int i = length - 1; i >= 0; i--, value >>= 5) text[i] = digits[(int)(value & 31)];
        return length;
    }

    private static int Digit(byte character)
    {
        int upper = character is >= (byte)'a' and <= (byte)'z' ? character - 32 : character;
        return upper switch
        {
            >= '0' and <= '9' => upper - '0',
            'O' => 0,
            'I' or 'L' => 1,
            >= 'A' and <= 'H' => upper - 'A' + 10,
            'J' or 'K' => upper - 'J' + 18,
            'M' or 'N' => upper - 'M' + 20,
            >= 'P' and <= 'T' => upper - 'P' + 22,
            >= 'V' and <= 'Z' => upper - 'V' + 27,
            _ => -1,
        };
    }
}
