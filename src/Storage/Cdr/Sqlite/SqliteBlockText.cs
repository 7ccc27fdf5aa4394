using System.Buffers;
using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Storage.Cdr;

/// <summary>
/// JSON arrays, and arrays of them, of what a block holds. Not by <see cref="Utf8JsonWriter"/>: what it checks at each value of a row
/// stood out in the exporter's processor.
/// </summary>
internal sealed class SqliteBlockText
{
    /// <summary>Room for a row, whatever it says: 17 columns, of which none is longer than 255 octets of six characters each.</summary>
    private const int MostOfRow = 32 << 10;

    /// <summary>What stands between quotes as it is: printable ASCII but for the quote and the backslash.</summary>
    private static readonly SearchValues<byte> Plain = SearchValues.Create(
        [.. Enumerable.Range(' ', 0x7F - ' ').Select(octet => (byte)octet).Where(octet => octet is not ((byte)'"' or (byte)'\\'))]);

    private static ReadOnlySpan<byte> Pairs =>
        "0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243444546474849"u8
        + "5051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899"u8;

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

    /// <summary>Makes room for as much as a row may say, which values count on: to be called before some that stand alone, too.</summary>
    public void MakeRoom()
    {
        if (_octets.Length - _length < MostOfRow) Array.Resize(ref _octets, 2 * _octets.Length);
    }

    public void BeginRow()
    {
        MakeRoom();
        Open();
    }

    public void EndRow() => Close();

    public void Number(long value)
    {
        if (_nulls > 0) WriteNulls();
        // Most numbers of a row have one digit.
        if ((ulong)value < 10)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(_octets.AsSpan(_length), (ushort)('0' + value | (',' << 8)));
            _length += 2;
            return;
        }
        int length = _length;
        ulong magnitude = (ulong)value;
        if (value < 0)
        {
            _octets[length++] = (byte)'-';
            magnitude = 0 - magnitude;
        }
        length += WriteDigits(magnitude, _octets.AsSpan(length));
        _octets[length++] = (byte)',';
        _length = length;
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

    /// <summary>By hand: the framework's way to a number takes several times as long as to write its few digits.</summary>
    private static int WriteDigits(ulong value, Span<byte> to)
    {
        int length = CountDigits(value);
        int at = length;
        for (; value > uint.MaxValue; value /= 100)
            Pair((uint)(value % 100)).CopyTo(to[(at -= 2)..]);
        uint rest = (uint)value;
        for (; rest >= 100; rest /= 100)
            Pair(rest % 100).CopyTo(to[(at -= 2)..]);
        if (at == 2)
            Pair(rest).CopyTo(to);
        else
            to[0] = (byte)('0' + rest);
        return length;
    }

    private static ReadOnlySpan<byte> Pair(uint value) => Pairs.Slice((int)value * 2, 2);

    private static int CountDigits(ulong value)
    {
        int digits = 0;
        for (; value >= 10_000; value /= 10_000)
            digits += 4;
        return digits + (value >= 1_000 ? 4 : value >= 100 ? 3 : value >= 10 ? 2 : 1);
    }

    private void Quote(ReadOnlySpan<byte> text)
    {
        if (_nulls > 0) WriteNulls();
        var room = _octets.AsSpan(_length, text.Length + 3);
        room[0] = (byte)'"';
        text.CopyTo(room[1..]);
        room[text.Length + 1] = (byte)'"';
        room[text.Length + 2] = (byte)',';
        _length += text.Length + 3;
    }

    private void Open() => _octets[_length++] = (byte)'[';

    /// <summary>Every value and row ends with a comma; the last one's becomes the end of what holds it.</summary>
    private void Close()
    {
        _nulls = 0;
        if (_octets[_length - 1] == (byte)'[') _length++;
        MakeRoom();
        _octets[_length - 1] = (byte)']';
        _octets[_length++] = (byte)',';
    }

    private void WriteNulls()
    {
        for (; _nulls > 0; _nulls--)
        {
            "null,"u8.CopyTo(_octets.AsSpan(_length));
            _length += 5;
        }
    }
}
