using System.Runtime.CompilerServices;
using System.Text.Json;
using Smpp.Protocol;

namespace Storage.Cdr;

/// <summary>Walks the rows of one block. Text is only made of what is asked for.</summary>
internal ref struct SqliteRow
{
    private const int Columns = (int)CdrColumn.Attributes + 1;

    private readonly SqliteBlock _block;
    private readonly ReadOnlySpan<byte> _octets;
    private Utf8JsonReader _json;
    private Cells _cells;

    public SqliteRow(SqliteBlock block, ReadOnlySpan<byte> octets)
    {
        _block = block;
        _octets = octets;
        _json = new Utf8JsonReader(octets);
        _json.Read();
    }

    /// <summary>Goes to the next row; false behind the last one.</summary>
    /// <exception cref="CdrDatabaseException">The block is not what a gateway writes.</exception>
    public bool Read()
    {
        try
        {
            return ReadColumns();
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            throw new CdrDatabaseException($"the table cdr_block has rows that no gateway has written: {e.Message}");
        }
    }

    public readonly ulong MessageId => (ulong)_cells[(int)CdrColumn.MessageId].Number;

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
        Cell cell = _cells[(int)column];
        if (cell.Kind != JsonTokenType.String) return null;
        var token = new Utf8JsonReader(_octets.Slice(cell.Start, cell.Length));
        token.Read();
        return token.GetString();
    }

    /// <summary>Whether a column holds this text, as UTF-8 and as a string.</summary>
    public readonly bool Is(CdrColumn column, byte[] utf8, string text)
    {
        Cell cell = _cells[(int)column];
        if (cell.Kind != JsonTokenType.String) return false;
        return cell.IsEscaped ? Text(column) == text : _octets.Slice(cell.Start + 1, cell.Length - 2).SequenceEqual(utf8);
    }

    public readonly CdrRecord ToRecord() => new()
    {
        MessageId = MessageIds.ToText(MessageId),
        EventNumber = (int)Number(CdrColumn.Number),
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

    private readonly long Attributes => Number(CdrColumn.Attributes);

    private bool ReadColumns()
    {
        if (!_json.Read() || _json.TokenType == JsonTokenType.EndArray) return false;
        int column = 0;
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            if (column == Columns) throw new JsonException("a row has too many columns");
            ref Cell cell = ref _cells[column++];
            cell.Kind = _json.TokenType;
            if (cell.Kind == JsonTokenType.Number) cell.Number = _json.GetInt64();
            cell.Start = (int)_json.TokenStartIndex;
            cell.Length = (int)_json.BytesConsumed - cell.Start;
            cell.IsEscaped = _json.ValueIsEscaped;
        }
        if (column < Columns) throw new JsonException("a row has too few columns");
        return true;
    }

    private struct Cell
    {
        public long Number;
        public int Start;
        public int Length;
        public JsonTokenType Kind;
        public bool IsEscaped;
    }

    [InlineArray(Columns)]
    private struct Cells
    {
        private Cell _first;
    }
}
