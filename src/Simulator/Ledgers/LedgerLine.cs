using System.Buffers.Text;
using Smpp.Protocol;

namespace Simulator.Ledgers;

/// <summary>
/// One line of a ledger in the making: words separated by blanks, in a buffer of the caller. docs/ledgers.md has the lines.
/// A word that would be empty is written as <c>-</c>; blanks, per cent signs and what is not printable ASCII as <c>%XX</c>.
/// </summary>
internal ref struct LedgerLine
{
    /// <summary>Room enough for every line that is written here.</summary>
    public const int MaxLength = 1024;

    private readonly Span<byte> _octets;
    private int _length;

    public LedgerLine(Span<byte> octets, ReadOnlySpan<byte> kind, long microseconds)
    {
        _octets = octets;
        kind.CopyTo(octets);
        _length = kind.Length;
        Add(microseconds);
    }

    public readonly ReadOnlySpan<byte> Octets => _octets[.._length];

    public void Add(long number)
    {
        _octets[_length++] = (byte)' ';
        Utf8Formatter.TryFormat(number, _octets[_length..], out int written);
        _length += written;
    }

    /// <summary>A hash as 16 hexadecimal digits.</summary>
    public void AddTag(ulong tag)
    {
        _octets[_length++] = (byte)' ';
        Utf8Formatter.TryFormat(tag, _octets[_length..], out int written, new System.Buffers.StandardFormat('x', 16));
        _length += written;
    }

    public void Add(scoped ReadOnlySpan<byte> word)
    {
        _octets[_length++] = (byte)' ';
        if (word.IsEmpty)
            _octets[_length++] = (byte)'-';
        foreach (byte octet in word)
        {
            if (octet is > 0x20 and < 0x7F and not (byte)'%')
            {
                _octets[_length++] = octet;
                continue;
            }
            _octets[_length++] = (byte)'%';
            Utf8Formatter.TryFormat(octet, _octets[_length..], out int written, new System.Buffers.StandardFormat('X', 2));
            _length += written;
        }
    }

    /// <summary>TON, NPI and value: <c>1.1.447700900123</c>.</summary>
    public void Add(scoped in Address address)
    {
        Add((long)address.Ton);
        _octets[_length++] = (byte)'.';
        Utf8Formatter.TryFormat((byte)address.Npi, _octets[_length..], out int written);
        _length += written;
        int blank = _length;
        Add(address.Value);
        _octets[blank] = (byte)'.';
    }

    public void End() => _octets[_length++] = (byte)'\n';
}
