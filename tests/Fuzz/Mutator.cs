using System.Buffers.Binary;

namespace Fuzz;

/// <summary>Makes new inputs out of old ones. The seed decides all of it.</summary>
internal sealed class Mutator(int seed, IReadOnlyList<byte[]> words)
{
    /// <summary>Longest of what it makes up: enough for every field, list and text; long TLVs come from copying.</summary>
    private const int UsualLength = 1024;

    /// <summary>The longest, once in a while: more than a full message_payload (65,535 octets) takes.</summary>
    private const int UnusualLength = 70_000;

    private static readonly uint[] Numbers =
    [
        0, 1, 2, 4, 15, 16, 17, 20, 21, 64, 65, 127, 128, 140, 153, 160, 254, 255, 256, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 0x7FFFFFFF,
        uint.MaxValue,
    ];

    private readonly Random _random = new(seed);
    private readonly byte[] _octets = new byte[UnusualLength];
    private int _length;

    /// <summary>A mutation of one input, perhaps crossed with another. The span is overwritten by the next.</summary>
    public ReadOnlySpan<byte> Next(IReadOnlyList<byte[]> inputs)
    {
        byte[] origin = inputs[_random.Next(inputs.Count)];
        _length = Math.Min(origin.Length, UnusualLength);
        origin.AsSpan(0, _length).CopyTo(_octets);
        int limit = Math.Max(UsualLength, _length);
        if (_random.Next(2000) == 0)
        {
            limit = UnusualLength;
            Tile(_random.Next(2) == 0 ? limit : _random.Next(limit));
        }
        for (int times = 1 << _random.Next(5); times > 0; times--)
            Once(inputs, limit);
        return _octets.AsSpan(0, _length);
    }

    private void Once(IReadOnlyList<byte[]> inputs, int limit)
    {
        int at = _random.Next(_length + 1);
        switch (_random.Next(12))
        {
            case 0 when at < _length:
                _octets[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1 when at < _length:
                _octets[at] = (byte)_random.Next(256);
                break;
            case 2 when at < _length:
                _octets[at] += (byte)_random.Next(-16, 17);
                break;
            case 3:
                Overwrite(at, Number());
                break;
            case 4:
                Insert(at, Number(), limit);
                break;
            case 5:
                Remove(at, Span());
                break;
            case 6:
                Insert(at, _octets.AsSpan(at, Math.Min(Span(), _length - at)).ToArray(), limit);
                break;
            case 7:
                _length = at;
                break;
            case 8:
                Insert(at, Repeated(), limit);
                break;
            case 9 when words.Count > 0:
                Overwrite(at, words[_random.Next(words.Count)]);
                break;
            case 10 when words.Count > 0:
                Insert(at, words[_random.Next(words.Count)], limit);
                break;
            default:
                Cross(at, inputs[_random.Next(inputs.Count)], limit);
                break;
        }
    }

    /// <summary>One after the other until there are so many octets: what is slow with much of something is not with one of it.</summary>
    private void Tile(int length)
    {
        for (int whole = _length; whole > 0 && _length < length; _length += whole)
        {
            whole = Math.Min(whole, length - _length);
            _octets.AsSpan(0, whole).CopyTo(_octets.AsSpan(_length));
        }
    }

    /// <summary>Mostly a few octets, at times very many.</summary>
    private int Span() => _random.Next(1, 2 << _random.Next(_random.Next(1, 11)));

    private byte[] Repeated()
    {
        byte[] octets = new byte[_random.Next(500) == 0 ? _random.Next(UnusualLength) : Span()];
        octets.AsSpan().Fill((byte)_random.Next(256));
        return octets;
    }

    private byte[] Number()
    {
        uint number = Numbers[_random.Next(Numbers.Length)];
        byte[] octets = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(octets, number);
        return octets[(4 - (1 << _random.Next(3)))..];
    }

    private void Cross(int at, byte[] other, int limit)
    {
        int from = _random.Next(other.Length + 1);
        ReadOnlySpan<byte> piece = other.AsSpan(from, Math.Min(Span(), other.Length - from));
        if (_random.Next(2) == 0)
            Overwrite(at, piece);
        else
            Insert(at, piece, limit);
    }

    private void Overwrite(int at, ReadOnlySpan<byte> octets) =>
        octets[..Math.Min(octets.Length, _length - at)].CopyTo(_octets.AsSpan(at));

    private void Insert(int at, ReadOnlySpan<byte> octets, int limit)
    {
        int count = Math.Min(octets.Length, limit - _length);
        if (count <= 0)
            return;
        _octets.AsSpan(at, _length - at).CopyTo(_octets.AsSpan(at + count));
        octets[..count].CopyTo(_octets.AsSpan(at));
        _length += count;
    }

    private void Remove(int at, int count)
    {
        count = Math.Min(count, _length - at);
        _octets.AsSpan(at + count, _length - at - count).CopyTo(_octets.AsSpan(at));
        _length -= count;
    }
}
