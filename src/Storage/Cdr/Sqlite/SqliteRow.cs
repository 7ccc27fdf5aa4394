using System.Runtime.CompilerServices;
using System.Text.Json;
using Smpp.Protocol;

namespace Storage.Cdr;

/// <summary>Walks the rows of one block. Text is only made of what is asked for.</summary>
internal ref struct SqliteRow
{
    private const int Columns = (int)CdrColumn.Error + 1;
    private const int FewestColumns = (int)CdrColumn.Attributes + 1;

    private readonly SqliteBlock _block;
    private readonly long _baseId;
    private readonly ReadOnlySpan<byte> _octets;
    private readonly ReadOnlySpan<byte> _wordOctets;
    private readonly List<Cell> _words = [];
    private Utf8JsonReader _json;
    private Cells _cells;

    public SqliteRow(SqliteBlock block, long baseId, ReadOnlySpan<byte> octets, ReadOnlySpan<byte> words)
    {
        _block = block;
        _baseId = baseId;
        _octets = octets;
        _wordOctets = words;
        _json = new Utf8JsonReader(octets);
    }

    /// <summary>Goes to the next row; false behind the last one.</summary>
    /// <exception cref="CdrDatabaseException">The block is not what a gateway writes.</exception>
    public bool Read()
    {
        try
        {
            if (_json.TokenType == JsonTokenType.None) Begin();
            return ReadColumns();
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            throw new CdrDatabaseException($"the table cdr_block has rows that no gateway has written: {e.Message}");
        }
    }

    public readonly ulong MessageId => (ulong)(_baseId + _cells[(int)CdrColumn.MessageId].Number);

    public readonly EventKind Kind => (EventKind)_cells[(int)CdrColumn.Event].Number;

    public readonly long Time => _block.BaseTime + _cells[(int)CdrColumn.Time].Number;

    public readonly MessageState State => (MessageState)_cells[(int)CdrColumn.State].Number;

    /// <summary>The seven letters of the state; null where there is none.</summary>
    public readonly string? StateWord => State == 0 ? null : State.Word;

    public readonly int Segments => CdrAttributes.SegmentsOf(Attributes);

    public readonly EventFlags Flags => CdrAttributes.FlagsOf(Attributes);

    public readonly bool OwesReceipt => CdrAttributes.OwesReceipt(Attributes);

    public readonly string Node => _block.Node;

    public readonly long Number(CdrColumn column) => _cells[(int)column].Number;

    /// <summary>SubmittedAt or SentAt, microseconds since 1970 UTC; null where it is not known.</summary>
    public readonly long? Moment(CdrColumn column) =>
        _cells[(int)column].Kind == JsonTokenType.Number ? _block.BaseTime + _cells[(int)column].Number : null;

    public readonly string? Text(CdrColumn column)
    {
        ReadOnlySpan<byte> octets = Quoted(column, out _);
        if (octets.IsEmpty) return null;
        var token = new Utf8JsonReader(octets);
        token.Read();
        return token.GetString();
    }

    /// <summary>Whether a column holds this text, as UTF-8 and as a string.</summary>
    public readonly bool Is(CdrColumn column, byte[] utf8, string text)
    {
        ReadOnlySpan<byte> octets = Quoted(column, out bool isEscaped);
        if (octets.IsEmpty) return false;
        return isEscaped ? Text(column) == text : octets[1..^1].SequenceEqual(utf8);
    }

    public readonly CdrRecord ToRecord() => new()
    {
        MessageId = MessageIds.ToText(MessageId),
        EventNo = (int)Number(CdrColumn.Number),
        Event = Kind.Word,
        Time = CdrTime.Of(Time),
        SubmittedAt = CdrTime.Of(Moment(CdrColumn.SubmittedAt)),
        SentAt = CdrTime.Of(Moment(CdrColumn.SentAt)),
        Account = Text(CdrColumn.Account),
        Direction = (Flags & EventFlags.MobileOriginated) != 0 ? "mo" : "mt",
        Source = Text(CdrColumn.Source),
        Destination = Text(CdrColumn.Destination),
        Route = Text(CdrColumn.Route),
        Upstream = Text(CdrColumn.Upstream),
        UpstreamMessageId = Text(CdrColumn.UpstreamMessageId),
        Status = Number(CdrColumn.Status),
        State = StateWord,
        Error = Text(CdrColumn.Error),
        DataCoding = CdrAttributes.DataCodingOf(Attributes),
        Segments = Segments,
        Octets = (int)Number(CdrColumn.Octets),
        PossibleDuplicate = (Flags & EventFlags.PossibleDuplicate) != 0,
        Final = CdrFacts.IsFinal(Kind, Flags),
        Node = Node,
    };

    private readonly long Attributes => _words[(int)Number(CdrColumn.Attributes)].Number;

    /// <summary>A text as JSON has it, in the row or among the words of the block; empty where there is none.</summary>
    private readonly ReadOnlySpan<byte> Quoted(CdrColumn column, out bool isEscaped)
    {
        Cell cell = _cells[(int)column];
        bool isWord = cell.Kind == JsonTokenType.Number;
        if (isWord) cell = _words[(int)cell.Number];
        isEscaped = cell.IsEscaped;
        return cell.Kind == JsonTokenType.String ? (isWord ? _wordOctets : _octets).Slice(cell.Start, cell.Length) : default;
    }

    private void Begin()
    {
        _json.Read();
        var words = new Utf8JsonReader(_wordOctets);
        words.Read();
        while (words.Read() && words.TokenType != JsonTokenType.EndArray) _words.Add(Cell.Of(in words));
    }

    private bool ReadColumns()
    {
        if (!_json.Read() || _json.TokenType == JsonTokenType.EndArray) return false;
        int column = 0;
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            if (column == Columns) throw new JsonException("a row has too many columns");
            _cells[column++] = Cell.Of(in _json);
        }
        if (column < FewestColumns) throw new JsonException("a row has too few columns");
        while (column < Columns) _cells[column++] = default;
        CheckWords();
        return true;
    }

    private readonly void CheckWords()
    {
        if (_cells[(int)CdrColumn.Attributes].Kind != JsonTokenType.Number) throw new JsonException("a row has no attributes");
        foreach (CdrColumn column in (ReadOnlySpan<CdrColumn>)
            [CdrColumn.Attributes, CdrColumn.Account, CdrColumn.Source, CdrColumn.Route, CdrColumn.Upstream])
        {
            Cell cell = _cells[(int)column];
            if (cell.Kind == JsonTokenType.Number && (ulong)cell.Number >= (ulong)_words.Count)
                throw new JsonException($"a row names word {cell.Number}, the block has {_words.Count}");
        }
    }

    private struct Cell
    {
        public long Number;
        public int Start;
        public int Length;
        public JsonTokenType Kind;
        public bool IsEscaped;

        public static Cell Of(in Utf8JsonReader json) => new()
        {
            Kind = json.TokenType,
            Number = json.TokenType == JsonTokenType.Number ? json.GetInt64() : 0,
            Start = (int)json.TokenStartIndex,
            Length = (int)(json.BytesConsumed - json.TokenStartIndex),
            IsEscaped = json.ValueIsEscaped,
        };
    }

    [InlineArray(Columns)]
    private struct Cells
    {
        private Cell _first;
    }
}
