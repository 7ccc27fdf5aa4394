using Smpp.Protocol;

namespace Storage.Cdr;

/// <summary>
/// Writes CDRs into cdr_block, many in one of SQLite's rows: SQLite's work is a microsecond a row, which four events a message make
/// four. A block does not cross a multiple of <see cref="BlockRows"/>, so each chunk of the filters has blocks of its own.
/// </summary>
internal sealed class SqliteBlockWriter : IDisposable
{
    /// <summary>The number of the first row that a file ever has.</summary>
    public const long FirstRow = 1;

    /// <summary>Rows of a block at most.</summary>
    public const int BlockRows = 128;

    private readonly SqliteStatement _insert;
    private readonly SqliteChunks _chunks;
    private readonly SqliteKnownEvents? _known;
    private readonly SqliteBlockText _text = new();
    private readonly SqliteBlockWords _words = new();
    private long _next;
    private int _count;
    private long _baseId;
    private long _baseTime;
    private long _firstTime;
    private long _lastTime;

    /// <param name="database">Where the rows go.</param>
    /// <param name="node">The node column's value.</param>
    /// <param name="next">The number of the next row.</param>
    /// <param name="known">The events that may have their row already; null when none has.</param>
    public SqliteBlockWriter(SqliteDatabase database, string node, long next, SqliteKnownEvents? known)
    {
        _insert = database.Prepare(
            """
            INSERT INTO cdr_block (first_row, row_count, base_time, first_time, last_time, node, rows, base_id, words)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
            """);
        _insert.Bind(6, node);
        _chunks = new SqliteChunks(database, next);
        _known = known;
        _next = next;
    }

    /// <summary>Writes the batch, within a transaction of the caller's.</summary>
    public void Write(CdrBatch batch)
    {
        foreach (ref readonly JournalEvent e in batch)
        {
            if (_known is not null && !_known.Add(in e)) continue;
            if (_count > 0 && !CanCount((long)e.MessageId)) Put();
            if (_count == 0) Begin(in e);
            Row(in e);
            _chunks.Add(_next + _count, e.MessageId);
            _count++;
            if ((_next + _count) % BlockRows == 0) Put();
        }
        if (_count > 0) Put();
        _chunks.Write();
    }

    public void Dispose()
    {
        _insert.Dispose();
        _chunks.Dispose();
        _known?.Dispose();
    }

    private void Begin(in JournalEvent e)
    {
        _text.Begin();
        _words.Begin();
        _baseId = (long)e.MessageId;
        _baseTime = _firstTime = _lastTime = e.Time;
    }

    private void Put()
    {
        _text.End();
        _words.End();
        _insert.Bind(1, _next);
        _insert.Bind(2, _count);
        _insert.Bind(3, _baseTime);
        _insert.Bind(4, _firstTime);
        _insert.Bind(5, _lastTime);
        _insert.Bind(7, _text.Octets);
        _insert.Bind(8, _baseId);
        _insert.Bind(9, _words.Octets);
        _insert.Run();
        _next += _count;
        _count = 0;
    }

    /// <summary>SQLite has no sum beyond 63 bits: an id too far away begins a block.</summary>
    private bool CanCount(long id)
    {
        long distance = id - _baseId;
        return ((id ^ _baseId) & (id ^ distance)) >= 0;
    }

    /// <summary>The columns of <see cref="CdrColumn"/>, in its order.</summary>
    private void Row(in JournalEvent e)
    {
        Address source = e.Source;
        Address destination = e.Destination;
        _firstTime = Math.Min(_firstTime, e.Time);
        _lastTime = Math.Max(_lastTime, e.Time);
        _text.BeginRow();
        _text.Number((long)e.MessageId - _baseId);
        _text.Number(e.Number);
        _text.Number((byte)e.Kind);
        _text.Number(e.Time - _baseTime);
        _text.Number(e.Octets);
        _text.Number(_words.PlaceOf(CdrAttributes.Of(in e, in source, in destination)));
        Time(e.SubmittedAt);
        Word(CdrColumn.Account, e.Account);
        Word(CdrColumn.Source, source.Value);
        _text.Text(destination.Value);
        Time(e.SentAt);
        Word(CdrColumn.Route, e.Route);
        Word(CdrColumn.Upstream, e.Upstream);
        _text.Text(e.UpstreamMessageId);
        NotZero(e.State);
        NotZero(e.Status);
        _text.Text(e.Error);
        _text.EndRow();
    }

    /// <summary>Zero, which no time of an event is, becomes null.</summary>
    private void Time(long microseconds)
    {
        if (microseconds == 0) _text.Null();
        else _text.Number(microseconds - _baseTime);
    }

    private void NotZero(long value)
    {
        if (value == 0) _text.Null();
        else _text.Number(value);
    }

    private void Word(CdrColumn column, ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || _words.PlaceOf(column, text) is not (>= 0 and var place)) _text.Text(text);
        else _text.Number(place);
    }
}
