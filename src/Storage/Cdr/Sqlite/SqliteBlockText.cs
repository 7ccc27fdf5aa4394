using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Storage.Cdr;

/// <summary>
/// JSON arrays, and arrays of them, of what a block holds. Not by <see cref="Utf8JsonWriter"/>: what it checks at each value of a row
/// stood out in the exporter's processor.
/// </summary>
internal sealed class SqliteBlockText
{
    /// <summary>No number is longer, with its comma.</summary>
    private const int MostOfNumber = 21;

    /// <summary>What stands between quotes as it is: printable ASCII but for the quote and the backslash.</summary>
    private static readonly SearchValues<byte> Plain = SearchValues.Create(
        [.. Enumerable.Range(' ', 0x7F - ' ').Select(octet => (byte)octet).Where(octet => octet is not ((byte)'"' or (byte)'\\'))]);

    private readonly byte[] _clean = new byte[2 * byte.MaxValue];
    private byte[] _octets = new byte[64 << 10];
    private int _length;
    private int _nulls;

    /// <summary>The array, once it has ended; valid until the next begins.</summary>
    public ReadOnlySpan<byte> Octets => _octets.AsSpan(0, _length - 1);

    /// <summary>Starts over.</summary>
    public void Begin()
    {
        _length = 0;
        Open();
    }

    public void End() => Close();

    public void BeginRow() => Open();

    public void EndRow() => Close();

    public void Number(long value)
    {
        var room = ValueRoom(MostOfNumber);
        int length = 0;
        ulong magnitude = (ulong)value;
        if (value < 0)
        {
            room[length++] = (byte)'-';
            magnitude = 0 - magnitude;
        }
        length += WriteDigits(magnitude, room[length..]);
        room[length++] = (byte)',';
        _length += length;
    }

    /// <summary>Empty becomes null. At most 255 octets.</summary>
    public void Text(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            Null();
            return;
        }
        if (text.ContainsAnyExcept(Plain))
        {
            var clean = CdrText.Clean(text, _clean);
            Quote(JsonEncodedText.Encode(clean, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes);
            return;
        }
        Quote(text);
    }

    /// <summary>Left out where no other value follows in its array.</summary>
    public void Null() => _nulls++;

    /// <summary>By hand: most numbers of a row have a digit or two, and the framework's way to them takes several times as long.</summary>
    private static int WriteDigits(ulong value, Span<byte> to)
    {
        if (value < 10)
        {
            to[0] = (byte)('0' + value);
            return 1;
        }
        int length = CountDigits(value);
        int at = length;
        for (; value > uint.MaxValue; value /= 100)
            WritePair((uint)(value % 100), to[(at -= 2)..]);
        uint rest = (uint)value;
        for (; rest >= 100; rest /= 100)
            WritePair(rest % 100, to[(at -= 2)..]);
        if (at == 2)
            WritePair(rest, to);
        else
            to[0] = (byte)('0' + rest);
        return length;
    }

    private static void WritePair(uint value, Span<byte> to)
    {
        to[1] = (byte)('0' + (value % 10));
        to[0] = (byte)('0' + (value / 10));
    }

    private static int CountDigits(ulong value)
    {
        int digits = 0;
        for (; value >= 10_000; value /= 10_000)
            digits += 4;
        return digits + (value >= 1_000 ? 4 : value >= 100 ? 3 : value >= 10 ? 2 : 1);
    }

    private void Quote(ReadOnlySpan<byte> text)
    {
        var room = ValueRoom(text.Length + 3);
        room[0] = (byte)'"';
        text.CopyTo(room[1..]);
        room[text.Length + 1] = (byte)'"';
        room[text.Length + 2] = (byte)',';
        _length += text.Length + 3;
    }

    private void Open()
    {
        ValueRoom(1)[0] = (byte)'[';
        _length++;
    }

    /// <summary>Every value and row ends with a comma; the last one's becomes the end of what holds it.</summary>
    private void Close()
    {
        _nulls = 0;
        if (_octets[_length - 1] == (byte)'[') _length++;
        Room(1);
        _octets[_length - 1] = (byte)']';
        _octets[_length++] = (byte)',';
    }

    /// <summary>Room for a value, behind the nulls before it.</summary>
    private Span<byte> ValueRoom(int length)
    {
        for (; _nulls > 0; _nulls--)
        {
            "null,"u8.CopyTo(Room(5));
            _length += 5;
        }
        return Room(length);
    }

    private Span<byte> Room(int length)
    {
        if (_octets.Length - _length < length)
            Array.Resize(ref _octets, Math.Max(2 * _octets.Length, _length + length));
        return _octets.AsSpan(_length);
    }
}
