using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Storage.Live;

/// <summary>
/// Octets that are few as a rule and then lie in the entity itself: an array of their own is an allocation, and one more miss of the
/// processor's caches whenever they are read.
/// </summary>
internal struct ShortOctets
{
    private const int Most = 23;

    private byte[]? _long;
    private Inside _inside;
    private byte _length;

    /// <summary>The octets, valid while the entity that holds them is in memory and until they are set again.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<byte> Span => _long is not null ? _long : ((ReadOnlySpan<byte>)_inside)[.._length];

    /// <summary>Keeps a copy.</summary>
    public void Set(ReadOnlySpan<byte> octets)
    {
        if (octets.Length > Most)
        {
            _long = octets.ToArray();
            return;
        }
        octets.CopyTo(_inside);
        _length = (byte)octets.Length;
        _long = null;
    }

    [InlineArray(Most)]
    private struct Inside
    {
        private byte _first;
    }
}
