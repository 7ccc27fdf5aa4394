namespace Storage;

/// <summary>A message id as somebody states it: whole, or the 8 characters that a peer bound below v3.4 was given.</summary>
/// <param name="Value">The id, or its low 40 bits.</param>
/// <param name="IsShort">Whether only the low 40 bits are known.</param>
public readonly record struct StatedId(ulong Value, bool IsShort)
{
    /// <summary>Reads either form, as <see cref="MessageIds.TryParse(ReadOnlySpan{char}, out ulong)"/> does.</summary>
    public static bool TryParse(string text, out StatedId id)
    {
        bool isRead = MessageIds.TryParse(text.AsSpan(), out ulong value);
        id = new StatedId(value, isRead && text.Length == MessageIds.ShortTextLength);
        return isRead;
    }

    /// <summary>Whether this may be the id of that message.</summary>
    public bool Matches(ulong id) => (IsShort ? MessageIds.ShortOf(id) : id) == Value;
}
