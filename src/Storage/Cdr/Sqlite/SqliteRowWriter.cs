using System.Text;
using Smpp.Protocol;

namespace Storage.Cdr;

/// <summary>
/// The prepared inserts of the CDR table, bound straight from the batch's octets. One takes a group of rows: starting and ending
/// a statement costs SQLite about as much as a fifth of a row.
/// </summary>
internal sealed class SqliteRowWriter : IDisposable
{
    private const int Group = 20;
    private const int Columns = 19;
    private const int MaxTextOctets = 2 * ((2 * Address.MaxLength) + (5 * byte.MaxValue));

    private readonly SqliteStatement _one;
    private readonly SqliteStatement _group;
    private readonly byte[] _node;
    private readonly byte[] _copies = GC.AllocateUninitializedArray<byte>(Group * MaxTextOctets, pinned: true);
    private int _copiedLength;

    /// <param name="database">Where the rows go.</param>
    /// <param name="node">The node column's value.</param>
    /// <param name="rowsMayExist">Whether a row that is there already is to be kept; takes the unique index on message and event.</param>
    public SqliteRowWriter(SqliteDatabase database, string node, bool rowsMayExist)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(node);
        _node = GC.AllocateUninitializedArray<byte>(utf8.Length, pinned: true);
        utf8.CopyTo(_node, 0);
        _one = Prepare(database, 1, rowsMayExist);
        _group = Prepare(database, Group, rowsMayExist);
    }

    /// <summary>Writes the batch as rows <paramref name="first"/> and following.</summary>
    public void Write(CdrBatch batch, long first)
    {
        int left = batch.Count;
        int slot = 0;
        long row = first;
        foreach (JournalEvent e in batch)
        {
            SqliteStatement statement = left >= Group ? _group : _one;
            Bind(statement, slot * Columns, in e, row++);
            slot++;
            if (statement == _group && slot < Group) continue;
            statement.Run();
            left -= slot;
            slot = 0;
            _copiedLength = 0;
        }
    }

    public void Dispose()
    {
        _one.Dispose();
        _group.Dispose();
    }

    private SqliteStatement Prepare(SqliteDatabase database, int rows, bool rowsMayExist)
    {
        string row = "(" + string.Join(',', Enumerable.Repeat('?', Columns)) + ")";
        SqliteStatement statement = database.Prepare(
            $"""
            INSERT {(rowsMayExist ? "OR IGNORE" : "")} INTO cdr_row (
                row_no, message_id, event_no, event, time, submitted_at, sent_at, account, source, destination, route, upstream,
                upstream_message_id, status, state, error, octets, attributes, node)
            VALUES {string.Join(',', Enumerable.Repeat(row, rows))}
            """);
        for (int slot = 1; slot <= rows; slot++) statement.BindInPlace(slot * Columns, _node);
        return statement;
    }

    private void Bind(SqliteStatement statement, int before, in JournalEvent e, long row)
    {
        Address source = e.Source;
        Address destination = e.Destination;
        statement.Bind(before + 1, row);
        statement.Bind(before + 2, (long)e.MessageId);
        statement.Bind(before + 3, e.Number);
        statement.Bind(before + 4, (byte)e.Kind);
        statement.Bind(before + 5, e.Time);
        statement.BindTime(before + 6, e.SubmittedAt);
        statement.BindTime(before + 7, e.SentAt);
        BindText(statement, before + 8, e.Account);
        BindCopy(statement, before + 9, source.Value);
        BindCopy(statement, before + 10, destination.Value);
        BindText(statement, before + 11, e.Route);
        BindText(statement, before + 12, e.Upstream);
        BindText(statement, before + 13, e.UpstreamMessageId);
        statement.Bind(before + 14, e.Status);
        statement.Bind(before + 15, e.State);
        BindText(statement, before + 16, e.Error);
        statement.Bind(before + 17, e.Octets);
        statement.Bind(before + 18, CdrAttributes.Of(in e, in source, in destination));
    }

    /// <summary>For text in the batch, whose memory does not move.</summary>
    private void BindText(SqliteStatement statement, int index, ReadOnlySpan<byte> pinned)
    {
        if (CdrText.IsPlain(pinned)) statement.BindInPlace(index, pinned);
        else BindCopy(statement, index, pinned);
    }

    /// <summary>For text that may move or is not UTF-8: binds a copy that stays until the statement has run.</summary>
    private void BindCopy(SqliteStatement statement, int index, ReadOnlySpan<byte> text)
    {
        Span<byte> copy = _copies.AsSpan(_copiedLength);
        int length = text.Length;
        if (CdrText.IsPlain(text)) text.CopyTo(copy);
        else length = CdrText.ToUtf8(text, copy);
        _copiedLength += length;
        statement.BindInPlace(index, copy[..length]);
    }
}
