using System.Globalization;

namespace Storage;

/// <summary>A place in the journal: segment number and octet offset within it. Ordered; a later record has a greater one.</summary>
public readonly record struct JournalPosition(long Value) : IComparable<JournalPosition>
{
    /// <summary>The place of an octet in a segment.</summary>
    public JournalPosition(long segment, int offset)
        : this((segment << 32) | (uint)offset)
    {
    }

    /// <summary>Before everything.</summary>
    public static JournalPosition Start => default;

    /// <summary>Behind everything.</summary>
    public static JournalPosition End => new(long.MaxValue);

    /// <summary>Segment number, from 1.</summary>
    public long Segment => Value >> 32;

    /// <summary>Octets from the start of the segment's file.</summary>
    public int Offset => (int)Value;

    /// <inheritdoc/>
    public int CompareTo(JournalPosition other) => Value.CompareTo(other.Value);

    /// <summary>Order.</summary>
    public static bool operator <(JournalPosition left, JournalPosition right) => left.Value < right.Value;

    /// <summary>Order.</summary>
    public static bool operator >(JournalPosition left, JournalPosition right) => left.Value > right.Value;

    /// <summary>Order.</summary>
    public static bool operator <=(JournalPosition left, JournalPosition right) => left.Value <= right.Value;

    /// <summary>Order.</summary>
    public static bool operator >=(JournalPosition left, JournalPosition right) => left.Value >= right.Value;

    /// <summary>Segment and offset, as in <c>12:4096</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Segment}:{Offset}");
}
