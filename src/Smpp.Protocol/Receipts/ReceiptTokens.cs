namespace Smpp.Protocol;

/// <summary>
/// Takes the <c>name:value</c> pairs of a receipt's text one by one: any order, any letter case, unknown ones passed over. A value
/// ends at a blank; only that of <c>text:</c> runs on, to the next name that has not been seen yet.
/// </summary>
internal ref struct ReceiptTokens(ReadOnlySpan<byte> text)
{
    private const byte LetterCase = 0x20;
    private const uint AllButText = (1u << (int)ReceiptKey.Text) - 1;

    private readonly ReadOnlySpan<byte> _text = text;
    private int _position;
    private int _next;
    private uint _seen;

    public ReceiptKey Key { get; private set; }

    public ReadOnlySpan<byte> Value { get; private set; }

    public bool MoveNext()
    {
        while ((_position = SkipBlanks(_position)) < _text.Length)
        {
            if (!TryNext(out ReceiptKey key, out int start) && !TryKey(_position, out key, out start))
            {
                _position = TokenEnd(_position);
                continue;
            }
            int end = key == ReceiptKey.Text ? TextEnd(start) : ValueEnd(start);
            _position = end;
            if (HasSeen(key))
                continue;
            _seen |= 1u << (int)key;
            Key = key;
            Value = _text[start..end];
            return true;
        }
        return false;
    }

    /// <summary>
    /// The name that Appendix B has at this place, spelled as it spells it: what most message centres send is read without looking
    /// for anything else.
    /// </summary>
    private bool TryNext(out ReceiptKey key, out int value)
    {
        key = (ReceiptKey)_next;
        ReadOnlySpan<byte> name = key switch
        {
            ReceiptKey.Id => "id:"u8,
            ReceiptKey.Sub => "sub:"u8,
            ReceiptKey.Dlvrd => "dlvrd:"u8,
            ReceiptKey.SubmitDate => "submit date:"u8,
            ReceiptKey.DoneDate => "done date:"u8,
            ReceiptKey.Stat => "stat:"u8,
            ReceiptKey.Error => "err:"u8,
            ReceiptKey.Text => "text:"u8,
            _ => default,
        };
        value = _position + name.Length;
        if (value >= _text.Length || name.IsEmpty || IsBlank(_text[value]) || !_text[_position..].StartsWith(name))
            return false;
        _next++;
        return true;
    }

    private readonly bool HasSeen(ReceiptKey key) => (_seen & 1u << (int)key) != 0;

    /// <summary>A value is empty when blanks and another name follow: right behind the colon even <c>ID:7</c> is a value.</summary>
    private readonly int ValueEnd(int start) => IsBlank(_text[start - 1]) && TryKey(start, out _, out _) ? start : TokenEnd(start);

    private readonly int TextEnd(int start)
    {
        if ((_seen & AllButText) == AllButText)
            return _text.Length;
        for (int at = start; at < _text.Length; at = SkipBlanks(TokenEnd(at)))
        {
            if (TryKey(at, out ReceiptKey key, out _) && key != ReceiptKey.Text && !HasSeen(key))
                return start + _text[start..at].TrimEnd(" \t\r\n\0"u8).Length;
        }
        return _text.Length;
    }

    /// <summary>Whether one of the names stands here, with its colon. <paramref name="value"/> is where its value begins.</summary>
    private readonly bool TryKey(int at, out ReceiptKey key, out int value)
    {
        ReadOnlySpan<byte> rest = _text[at..];
        key = default;
        value = 0;
        if (rest.IsEmpty)
            return false;
        int length = (rest[0] | LetterCase) switch
        {
            'i' => Match(rest, "id"u8, ReceiptKey.Id, ref key),
            's' => MatchS(rest, ref key),
            'd' => MatchD(rest, ref key),
            'e' => Either(rest, "error"u8, "err"u8, ReceiptKey.Error, ref key),
            't' => Either(rest, "text"u8, "txt"u8, ReceiptKey.Text, ref key),
            _ => 0,
        };
        if (length == 0)
            return false;
        int colon = SkipBlanks(at + length);
        if (colon == _text.Length || _text[colon] is not ((byte)':' or (byte)'='))
            return false;
        value = SkipBlanks(colon + 1);
        return true;
    }

    private static int MatchS(ReadOnlySpan<byte> rest, ref ReceiptKey key)
    {
        int length = MatchDate(rest, "submit"u8, ReceiptKey.SubmitDate, ref key);
        if (length == 0)
            length = Match(rest, "sub"u8, ReceiptKey.Sub, ref key);
        return length != 0 ? length : Either(rest, "status"u8, "stat"u8, ReceiptKey.Stat, ref key);
    }

    private static int MatchD(ReadOnlySpan<byte> rest, ref ReceiptKey key)
    {
        int length = MatchDate(rest, "done"u8, ReceiptKey.DoneDate, ref key);
        return length != 0 ? length : Either(rest, "dlvrd"u8, "delivrd"u8, ReceiptKey.Dlvrd, ref key);
    }

    private static int MatchDate(ReadOnlySpan<byte> rest, ReadOnlySpan<byte> verb, ReceiptKey name, ref ReceiptKey key)
    {
        ReceiptKey ignored = default;
        int length = Match(rest, verb, name, ref ignored);
        if (length == 0)
            return 0;
        if (length < rest.Length && rest[length] is (byte)' ' or (byte)'_')
            length++;
        int date = Match(rest[length..], "date"u8, name, ref key);
        return date == 0 ? 0 : length + date;
    }

    private static int Either(
        ReadOnlySpan<byte> rest, ReadOnlySpan<byte> one, ReadOnlySpan<byte> other, ReceiptKey name, ref ReceiptKey key)
    {
        int length = Match(rest, one, name, ref key);
        return length != 0 ? length : Match(rest, other, name, ref key);
    }

    /// <summary>The word's length, or 0. The words are lower-case letters, of which bit 5 tells the case and nothing else.</summary>
    private static int Match(ReadOnlySpan<byte> rest, ReadOnlySpan<byte> word, ReceiptKey name, ref ReceiptKey key)
    {
        if (rest.Length < word.Length)
            return 0;
        for (int i = 0; i < word.Length; i++)
        {
            if ((rest[i] | LetterCase) != word[i])
                return 0;
        }
        key = name;
        return word.Length;
    }

    private readonly int SkipBlanks(int at)
    {
        while (at < _text.Length && IsBlank(_text[at]))
            at++;
        return at;
    }

    private readonly int TokenEnd(int at)
    {
        int length = _text[at..].IndexOfAny(" \t\r\n\0"u8);
        return length < 0 ? _text.Length : at + length;
    }

    private static bool IsBlank(byte octet) => octet is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or 0;
}

internal enum ReceiptKey : byte
{
    Id,
    Sub,
    Dlvrd,
    SubmitDate,
    DoneDate,
    Stat,
    Error,
    Text,
}
