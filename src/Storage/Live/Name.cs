using System.Collections.Concurrent;
using System.Text;

namespace Storage.Live;

/// <summary>A configured name (account, route, upstream) in both of its forms, made once and shared by all that mention it.</summary>
public sealed class Name
{
    private readonly byte[] _utf8;

    private Name(string text)
    {
        Text = text;
        _utf8 = Encoding.UTF8.GetBytes(text);
    }

    /// <summary>Changed by the <see cref="LiveSet"/> alone, under its gate.</summary>
    internal long Count;

    /// <summary>Messages and deliveries of the account of this name that are alive, in memory or not.</summary>
    public long Alive => Volatile.Read(ref Count);

    /// <summary>As text.</summary>
    public string Text { get; }

    /// <summary>As the journal holds it.</summary>
    public ReadOnlySpan<byte> Utf8 => _utf8;

    /// <inheritdoc/>
    public override string ToString() => Text;

    /// <summary>Hands out one <see cref="Name"/> for each text. Thread-safe.</summary>
    public sealed class Table
    {
        private readonly ConcurrentDictionary<string, Name> _names = new(StringComparer.Ordinal);

        // A start reads millions of records with a few names in them: finding one of those allocates nothing.
        private readonly ConcurrentDictionary<byte[], Name> _read = new(OctetsComparer.Instance);

        /// <summary>The name with this text.</summary>
        public Name Get(string text) => _names.GetOrAdd(text, static key => new Name(key));

        /// <summary>The name with this text as the journal holds it, or null when it is empty.</summary>
        public Name? Get(ReadOnlySpan<byte> utf8)
        {
            if (utf8.IsEmpty)
                return null;
            var known = _read.GetAlternateLookup<ReadOnlySpan<byte>>();
            if (known.TryGetValue(utf8, out var name))
                return name;
            name = Get(Encoding.UTF8.GetString(utf8));
            known.TryAdd(utf8, name);
            return name;
        }
    }
}
