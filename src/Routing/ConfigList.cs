using System.Collections;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace Routing;

/// <summary>
/// An immutable list that equals another with the same items in the same order, so that records holding one compare by content.
/// </summary>
[CollectionBuilder(typeof(ConfigList), nameof(ConfigList.Create))]
public readonly struct ConfigList<T> : IReadOnlyList<T>, IEquatable<ConfigList<T>>
{
    private readonly ImmutableArray<T> _items;

    public ConfigList(ImmutableArray<T> items) => _items = items;

    public int Count => _items.IsDefault ? 0 : _items.Length;

    public T this[int index] => _items[index];

    public ReadOnlySpan<T> AsSpan() => _items.IsDefault ? default : _items.AsSpan();

    public bool Equals(ConfigList<T> other)
    {
        if (Count != other.Count)
            return false;
        for (var i = 0; i < Count; i++)
        {
            if (!EqualityComparer<T>.Default.Equals(this[i], other[i]))
                return false;
        }
        return true;
    }

    public override bool Equals(object? obj) => obj is ConfigList<T> other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var item in AsSpan())
            hash.Add(item);
        return hash.ToHashCode();
    }

    public override string ToString() => $"[{string.Join(", ", this)}]";

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)(_items.IsDefault ? [] : _items)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public static bool operator ==(ConfigList<T> left, ConfigList<T> right) => left.Equals(right);

    public static bool operator !=(ConfigList<T> left, ConfigList<T> right) => !left.Equals(right);
}

/// <summary>Makes a <see cref="ConfigList{T}"/> of a collection expression.</summary>
public static class ConfigList
{
    public static ConfigList<T> Create<T>(ReadOnlySpan<T> items) => new([.. items]);
}
