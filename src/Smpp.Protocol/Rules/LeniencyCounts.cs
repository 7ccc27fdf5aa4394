namespace Smpp.Protocol;

/// <summary>Counts how often each <see cref="Leniency"/> was needed. Safe for several threads.</summary>
public sealed class LeniencyCounts
{
    private readonly long[] _counts = new long[int.PopCount((int)Leniency.All)];

    /// <summary>How often one way was needed.</summary>
    /// <param name="way">One way.</param>
    /// <exception cref="ArgumentOutOfRangeException">None, several, or one that does not exist.</exception>
    public long this[Leniency way]
    {
        get
        {
            if (!int.IsPow2((int)way) || (way & Leniency.All) == 0)
                throw new ArgumentOutOfRangeException(nameof(way), way, "Name one way.");
            return Volatile.Read(ref _counts[int.TrailingZeroCount((int)way)]);
        }
    }

    /// <summary>Adds one to each way in a report.</summary>
    public void Add(Leniency used)
    {
        for (int rest = (int)(used & Leniency.All); rest != 0; rest &= rest - 1)
            Interlocked.Increment(ref _counts[int.TrailingZeroCount(rest)]);
    }
}
