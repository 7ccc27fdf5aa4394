using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Smpp.Protocol;

namespace Storage.Cdr;

/// <summary>Rows as lines of a file, in the columns of the table cdr.</summary>
internal sealed class CdrFileWriter(CdrFileFormat format, string node) : IDisposable
{
    private const int TimeLength = 27;
    private const int MostText = 2 * byte.MaxValue;

    private static readonly byte[][] Names =
        [.. PostgresRowEncoder.Columns.Split(", ").Select(Encoding.ASCII.GetBytes)];

    private static readonly byte[][] Events =
        [.. Enumerable.Range(0, (int)EventKind.Carried).Select(kind => Encoding.ASCII.GetBytes(((EventKind)kind).Word))];

    private static readonly SearchValues<byte> Special = SearchValues.Create(",\"\r\n"u8);

    private readonly byte[] _node = Encoding.UTF8.GetBytes(node);
    private readonly ArrayBufferWriter<byte> _lines = new(1 << 20);
    private readonly byte[] _text = new byte[MostText];
    private Utf8JsonWriter? _json;
    private int _column;

    /// <summary>What every file begins with.</summary>
    public ReadOnlyMemory<byte> Headings { get; } =
        format == CdrFileFormat.Csv ? Encoding.ASCII.GetBytes(PostgresRowEncoder.Columns.Replace(", ", ",") + "\n") : default;

    /// <summary>The rows of a batch; valid until the next call.</summary>
    public ReadOnlyMemory<byte> Encode(CdrBatch batch)
    {
        _lines.ResetWrittenCount();
        foreach (ref readonly JournalEvent e in batch)
        {
            _column = 0;
            if (format == CdrFileFormat.Jsonl)
            {
                if (_json is null) _json = new Utf8JsonWriter(_lines);
                else _json.Reset(_lines);
                _json.WriteStartObject();
            }
            Row(in e);
            if (_json is not null)
            {
                _json.WriteEndObject();
                _json.Flush();
            }
            Put("\n"u8);
        }
        return _lines.WrittenMemory;
    }

    public void Dispose() => _json?.Dispose();

    private void Row(in JournalEvent e)
    {
        Address source = e.Source;
        Address destination = e.Destination;
        Span<byte> id = stackalloc byte[MessageIds.TextLength];
        MessageIds.Format(e.MessageId, id);
        Text(id);
        Number(e.Number);
        Text(Events[(byte)e.Kind]);
        Time(e.Time);
        Time(e.SubmittedAt);
        Time(e.SentAt);
        Text(e.Account);
        Text((e.Flags & EventFlags.MobileOriginated) != 0 ? "mo"u8 : "mt"u8);
        Text(source.Value);
        Number((byte)source.Ton);
        Number((byte)source.Npi);
        Text(destination.Value);
        Number((byte)destination.Ton);
        Number((byte)destination.Npi);
        Text(e.Route);
        Text(e.Upstream);
        Text(e.UpstreamMessageId);
        Number(e.Status);
        Text(e.State == 0 ? default : ((MessageState)e.State).WordOctets);
        Text(e.Error);
        Number(e.DataCoding);
        Number(e.EsmClass);
        Number(e.Segments);
        Number(e.Octets);
        Flag((e.Flags & EventFlags.PossibleDuplicate) != 0);
        Text(_node);
        Flag(e.IsFinal);
        Flag(e.OwesReceipt);
    }

    /// <summary>Empty becomes null, in CSV nothing.</summary>
    private void Text(scoped ReadOnlySpan<byte> value)
    {
        value = CdrText.Clean(value, _text);
        ReadOnlySpan<byte> name = Next();
        if (_json is null) Quoted(value);
        else if (value.IsEmpty) _json.WriteNull(name);
        else _json.WriteString(name, value);
    }

    private void Number(long value)
    {
        ReadOnlySpan<byte> name = Next();
        if (_json is not null)
        {
            _json.WriteNumber(name, value);
            return;
        }
        Utf8Formatter.TryFormat(value, _lines.GetSpan(20), out int length);
        _lines.Advance(length);
    }

    private void Flag(bool value)
    {
        ReadOnlySpan<byte> name = Next();
        if (_json is null) Put(value ? "true"u8 : "false"u8);
        else _json.WriteBoolean(name, value);
    }

    private void Time(long microseconds)
    {
        if (microseconds == 0)
        {
            Text(default);
            return;
        }
        Span<byte> time = stackalloc byte[TimeLength];
        DateTime moment = DateTime.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);
        moment.TryFormat(time, out int length, "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'");
        Text(time[..length]);
    }

    private ReadOnlySpan<byte> Next()
    {
        if (_json is null && _column > 0) Put(","u8);
        return Names[_column++];
    }

    private void Quoted(scoped ReadOnlySpan<byte> value)
    {
        if (value.IndexOfAny(Special) < 0)
        {
            Put(value);
            return;
        }
        Put("\""u8);
        while (value.IndexOf((byte)'"') is >= 0 and var quote)
        {
            Put(value[..(quote + 1)]);
            Put("\""u8);
            value = value[(quote + 1)..];
        }
        Put(value);
        Put("\""u8);
    }

    private void Put(scoped ReadOnlySpan<byte> octets) => _lines.Write(octets);
}
