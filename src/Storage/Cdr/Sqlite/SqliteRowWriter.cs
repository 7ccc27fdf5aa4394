using System.Text;
using Smpp.Protocol;

namespace Storage.Cdr;

/// <summary>The prepared insert of the CDR table, bound straight from the batch's octets.</summary>
internal sealed class SqliteRowWriter : IDisposable
{
    private const int MaxTexts = 7;
    private const int NodeIndex = 18;
    private const string Insert = """
        INSERT OR IGNORE INTO cdr_row (
            message_id, event_no, event, time, submitted_at, sent_at, account, source, destination, route, upstream, upstream_message_id,
            status, state, error, octets, attributes, node)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)
        """;

    private readonly SqliteStatement _insert;
    private readonly byte[] _node;
    private readonly byte[] _copies = GC.AllocateUninitializedArray<byte>(MaxTexts * 2 * byte.MaxValue, pinned: true);
    private int _copiedLength;

    public SqliteRowWriter(SqliteDatabase database, string node)
    {
        _insert = database.Prepare(Insert);
        byte[] utf8 = Encoding.UTF8.GetBytes(node);
        _node = GC.AllocateUninitializedArray<byte>(utf8.Length, pinned: true);
        utf8.CopyTo(_node, 0);
        _insert.BindInPlace(NodeIndex, _node);
    }

    /// <summary>Writes one row; the event lies in a <see cref="CdrBatch"/>, whose memory does not move.</summary>
    public void Write(in JournalEvent e)
    {
        _copiedLength = 0;
        Address source = e.Source;
        Address destination = e.Destination;
        _insert.Bind(1, (long)e.MessageId);
        _insert.Bind(2, e.Number);
        _insert.Bind(3, (byte)e.Kind);
        _insert.Bind(4, e.Time);
        _insert.BindTime(5, e.SubmittedAt);
        _insert.BindTime(6, e.SentAt);
        BindText(7, e.Account);
        BindCopy(8, source.Value);
        BindCopy(9, destination.Value);
        BindText(10, e.Route);
        BindText(11, e.Upstream);
        BindText(12, e.UpstreamMessageId);
        _insert.Bind(13, e.Status);
        _insert.Bind(14, e.State);
        BindText(15, e.Error);
        _insert.Bind(16, e.Octets);
        _insert.Bind(17, CdrAttributes.Of(in e, in source, in destination));
        _insert.Run();
    }

    public void Dispose() => _insert.Dispose();

    private void BindText(int index, ReadOnlySpan<byte> pinned)
    {
        if (CdrText.IsPlain(pinned)) _insert.BindInPlace(index, pinned);
        else BindCopy(index, pinned);
    }

    /// <summary>For text that may move or is not UTF-8: binds a copy that stays until the next row.</summary>
    private void BindCopy(int index, ReadOnlySpan<byte> text)
    {
        Span<byte> copy = _copies.AsSpan(_copiedLength);
        int length;
        if (CdrText.IsPlain(text)) text.CopyTo(copy[..(length = text.Length)]);
        else length = CdrText.ToUtf8(text, copy);
        _copiedLength += length;
        _insert.BindInPlace(index, copy[..length]);
    }
}
