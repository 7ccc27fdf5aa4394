using System.Buffers.Binary;
using System.Text;
using Smpp.Protocol;

namespace Storage.Cdr;

/// <summary>
/// Rows in PostgreSQL's binary COPY format, straight from the batch's octets: a header, then for each row the number of
/// fields and for each field its length and value, big-endian; a row of -1 fields ends it.
/// </summary>
internal sealed class PostgresRowEncoder
{
    public const string Columns =
        "message_id, event_no, event, time, submitted_at, sent_at, account, direction, source, source_ton, source_npi, destination, "
        + "dest_ton, dest_npi, route, upstream, upstream_message_id, status, state, error, data_coding, esm_class, segments, octets, "
        + "possible_duplicate, node, final, receipt_owed";

    private const short ColumnCount = 28;
    private const int MaxRowOctets = 8 << 10;
    private const int Null = -1;

    // PostgreSQL counts microseconds from 2000-01-01 UTC.
    private const long EpochShift = 946_684_800_000_000;

    private static readonly byte[][] Events =
        [.. Enumerable.Range(0, (int)EventKind.Carried).Select(kind => Encoding.ASCII.GetBytes(((EventKind)kind).Word))];

    private readonly byte[] _node;
    private byte[] _octets = new byte[256 << 10];
    private int _length;
    private long _day;

    public PostgresRowEncoder(string node) => _node = Encoding.UTF8.GetBytes(node);

    // Signature, flags, length of an extension: "PGCOPY\n\377\r\n\0" and eight zeros.
    private static ReadOnlySpan<byte> Header =>
        [0x50, 0x47, 0x43, 0x4F, 0x50, 0x59, 0x0A, 0xFF, 0x0D, 0x0A, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    /// <summary>The days, counted from 1970, on which the events of the last batch happened.</summary>
    public HashSet<long> Days { get; } = [];

    /// <summary>The whole batch as one COPY; valid until the next call.</summary>
    public ReadOnlyMemory<byte> Encode(CdrBatch batch)
    {
        _length = 0;
        _day = long.MinValue;
        Days.Clear();
        Raw(Header);
        foreach (ref readonly JournalEvent e in batch)
        {
            if (_octets.Length - _length < MaxRowOctets) Array.Resize(ref _octets, _octets.Length * 2);
            Row(in e);
        }
        Int16(-1);
        return _octets.AsMemory(0, _length);
    }

    private void Row(in JournalEvent e)
    {
        Address source = e.Source;
        Address destination = e.Destination;
        long day = Math.DivRem(e.Time, PostgresDays.MicrosecondsPerDay).Quotient;
        if (day != _day) Days.Add(_day = day);
        Int16(ColumnCount);
        BinaryPrimitives.WriteInt32BigEndian(_octets.AsSpan(_length), MessageIds.TextLength);
        _length += 4 + MessageIds.Format(e.MessageId, _octets.AsSpan(_length + 4));
        Integer(e.Number);
        Ascii(Events[(byte)e.Kind]);
        BigInteger(e.Time - EpochShift);
        Time(e.SubmittedAt);
        Time(e.SentAt);
        Text(e.Account);
        Ascii((e.Flags & EventFlags.MobileOriginated) != 0 ? "mo"u8 : "mt"u8);
        Text(source.Value);
        SmallInteger((byte)source.Ton);
        SmallInteger((byte)source.Npi);
        Text(destination.Value);
        SmallInteger((byte)destination.Ton);
        SmallInteger((byte)destination.Npi);
        Text(e.Route);
        Text(e.Upstream);
        Text(e.UpstreamMessageId);
        BigInteger(e.Status);
        Text(e.State == 0 ? default : ((MessageState)e.State).WordOctets);
        Text(e.Error);
        SmallInteger(e.DataCoding);
        SmallInteger(e.EsmClass);
        SmallInteger(e.Segments);
        Integer(e.Octets);
        Boolean((e.Flags & EventFlags.PossibleDuplicate) != 0);
        Ascii(_node);
        Boolean(e.IsFinal);
        Boolean(e.OwesReceipt);
    }

    private void Raw(ReadOnlySpan<byte> octets)
    {
        octets.CopyTo(_octets.AsSpan(_length));
        _length += octets.Length;
    }

    private void Int16(short value)
    {
        BinaryPrimitives.WriteInt16BigEndian(_octets.AsSpan(_length), value);
        _length += 2;
    }

    private void Int32(int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(_octets.AsSpan(_length), value);
        _length += 4;
    }

    private void SmallInteger(byte value)
    {
        Int32(2);
        Int16(value);
    }

    private void Integer(int value)
    {
        Int32(4);
        Int32(value);
    }

    private void BigInteger(long value)
    {
        Int32(8);
        BinaryPrimitives.WriteInt64BigEndian(_octets.AsSpan(_length), value);
        _length += 8;
    }

    private void Time(long microseconds)
    {
        if (microseconds == 0) Int32(Null);
        else BigInteger(microseconds - EpochShift);
    }

    private void Boolean(bool value)
    {
        Int32(1);
        _octets[_length++] = value ? (byte)1 : (byte)0;
    }

    private void Ascii(ReadOnlySpan<byte> text)
    {
        Int32(text.Length);
        Raw(text);
    }

    /// <summary>Empty becomes NULL.</summary>
    private void Text(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            Int32(Null);
            return;
        }
        if (CdrText.IsPlain(text))
        {
            Ascii(text);
            return;
        }
        int length = CdrText.ToUtf8(text, _octets.AsSpan(_length + 4));
        Int32(length);
        _length += length;
    }
}
