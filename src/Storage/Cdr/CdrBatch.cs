using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Storage.Cdr;

/// <summary>
/// Events that become rows of one transaction, in the journal's own encoding. Of a payload only the first octet stays, which says
/// that there was one.
/// </summary>
public sealed class CdrBatch
{
    private const int LengthOctets = 4;

    private byte[] _octets = GC.AllocateUninitializedArray<byte>(1 << 20, pinned: true);
    private int _used;

    /// <summary>Rows.</summary>
    public int Count { get; private set; }

    /// <summary>Adds an event, copied.</summary>
    public void Add(in JournalEvent e)
    {
        byte[] encoded = new byte[e.EncodedLength];
        e.Write(encoded);
        Add(encoded, e.Payload.Length);
    }

    /// <summary>Adds an event in the journal's encoding, copied. Its payload is its end.</summary>
    internal void Add(ReadOnlySpan<byte> encoded, int payloadLength)
    {
        int length = encoded.Length - Math.Max(0, payloadLength - 1);
        if (_used + LengthOctets + length > _octets.Length) Grow();
        BinaryPrimitives.WriteInt32LittleEndian(_octets.AsSpan(_used), length);
        encoded[..length].CopyTo(_octets.AsSpan(_used + LengthOctets));
        _used += LengthOctets + length;
        Count++;
    }

    /// <summary>Empties the batch and keeps its memory.</summary>
    public void Clear()
    {
        _used = 0;
        Count = 0;
    }

    /// <summary>The events in journal order.</summary>
    public Enumerator GetEnumerator() => new(_octets.AsSpan(0, _used));

    private void Grow()
    {
        byte[] larger = GC.AllocateUninitializedArray<byte>(_octets.Length * 2, pinned: true);
        _octets.AsSpan(0, _used).CopyTo(larger);
        _octets = larger;
    }

    /// <summary>Walks a batch. The spans of an event lie in pinned memory and are valid until the batch changes.</summary>
    public ref struct Enumerator
    {
        private ReadOnlySpan<byte> _rest;
        private JournalEvent _current;

        internal Enumerator(ReadOnlySpan<byte> octets) => _rest = octets;

        /// <summary>The present event.</summary>
        [UnscopedRef]
        public readonly ref readonly JournalEvent Current => ref _current;

        /// <summary>Goes to the next event.</summary>
        /// <exception cref="InvalidDataException">It is not one that this release knows.</exception>
        public bool MoveNext()
        {
            if (_rest.IsEmpty) return false;
            int length = BinaryPrimitives.ReadInt32LittleEndian(_rest);
            if (!JournalEvent.TryRead(_rest.Slice(LengthOctets, length), out _current))
                throw new InvalidDataException("an event of the journal is intact, but its layout is not known to this release");
            _rest = _rest[(LengthOctets + length)..];
            return true;
        }
    }
}
