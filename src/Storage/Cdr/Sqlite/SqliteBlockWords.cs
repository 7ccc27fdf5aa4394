namespace Storage.Cdr;

/// <summary>
/// What the rows of a block say again and again: it stands once beside them, and they hold its place. A third of a row was account, route,
/// upstream and attributes, and each octet of a row is written twice.
/// </summary>
internal sealed class SqliteBlockWords
{
    // So many places are looked through for the attributes of a row; a block has few that differ.
    private const int MostLookedAt = 16;

    private readonly SqliteBlockText _text = new();
    private readonly RecentTexts[] _texts = [new(), new(), new(), new()];
    private readonly long[] _numbers = new long[MostLookedAt];
    private readonly int[] _numberPlaces = new int[MostLookedAt];
    private int _numberCount;
    private int _count;

    /// <summary>The words as JSON, once they have ended; valid until the next begin.</summary>
    public ReadOnlySpan<byte> Octets => _text.Octets;

    /// <summary>Starts over.</summary>
    public void Begin()
    {
        _text.Begin();
        _count = 0;
        _numberCount = 0;
        foreach (RecentTexts texts in _texts) texts.Clear();
    }

    public void End() => _text.End();

    /// <summary>The place of a number.</summary>
    public int PlaceOf(long number)
    {
        int at = _numbers.AsSpan(0, _numberCount).IndexOf(number);
        if (at >= 0) return _numberPlaces[at];
        _text.MakeRoom();
        _text.Number(number);
        if (_numberCount < MostLookedAt)
        {
            _numbers[_numberCount] = number;
            _numberPlaces[_numberCount++] = _count;
        }
        return _count++;
    }

    /// <summary>The place of a text that its column had not long ago; -1 the first time, when the row holds it itself.</summary>
    /// <param name="column">Account, source, route or upstream.</param>
    /// <param name="text">At most 255 octets.</param>
    public int PlaceOf(CdrColumn column, ReadOnlySpan<byte> text)
    {
        ref int place = ref TextsOf(column).PlaceOf(text, out bool isKnown);
        if (!isKnown) return -1;
        if (place < 0)
        {
            _text.MakeRoom();
            _text.Text(text);
            place = _count++;
        }
        return place;
    }

    private RecentTexts TextsOf(CdrColumn column) => _texts[column switch
    {
        CdrColumn.Account => 0,
        CdrColumn.Source => 1,
        CdrColumn.Route => 2,
        _ => 3,
    }];

    /// <summary>The last few texts of a column that differ.</summary>
    private sealed class RecentTexts
    {
        private const int Kept = 4;
        private const int Room = 256;

        private readonly byte[] _octets = new byte[Kept * Room];
        private readonly int[] _lengths = new int[Kept];
        private readonly int[] _places = new int[Kept];
        private int _last;
        private int _next;

        public void Clear()
        {
            _lengths.AsSpan().Clear();
            _last = _next = 0;
        }

        public ref int PlaceOf(ReadOnlySpan<byte> text, out bool isKnown)
        {
            isKnown = true;
            for (int i = 0; i < Kept; i++)
            {
                int at = (_last + i) & (Kept - 1);
                if (!Octets(at).SequenceEqual(text)) continue;
                _last = at;
                return ref _places[at];
            }
            isKnown = false;
            _last = _next;
            _next = (_next + 1) & (Kept - 1);
            text.CopyTo(_octets.AsSpan(_last * Room));
            _lengths[_last] = text.Length;
            _places[_last] = -1;
            return ref _places[_last];
        }

        private ReadOnlySpan<byte> Octets(int at) => _octets.AsSpan(at * Room, _lengths[at]);
    }
}
