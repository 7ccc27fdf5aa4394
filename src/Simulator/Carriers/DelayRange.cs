namespace Simulator.Carriers;

/// <summary>A delay between two bounds, each equally likely; written <c>20ms</c> or <c>0ms..50ms</c>.</summary>
/// <param name="Min">The shortest.</param>
/// <param name="Max">The longest.</param>
public readonly record struct DelayRange(TimeSpan Min, TimeSpan Max)
{
    /// <summary>No delay.</summary>
    public bool IsZero => Max == TimeSpan.Zero;

    /// <summary>Reads <c>20ms</c> or <c>0ms..50ms</c>.</summary>
    public static bool TryParse(string text, out DelayRange range)
    {
        range = default;
        var bounds = text.Split("..");
        if (bounds.Length > 2 || !Durations.TryParse(bounds[0], out var min) || !Durations.TryParse(bounds[^1], out var max) || max < min)
            return false;
        range = new DelayRange(min, max);
        return true;
    }

    /// <summary>The delay, in whole milliseconds, that a number from 0 up to 1 picks.</summary>
    public long PickMilliseconds(double unit) => (long)(Min.TotalMilliseconds + (unit * (Max - Min).TotalMilliseconds));

    /// <inheritdoc/>
    public override string ToString() =>
        Min == Max ? $"{Min.TotalMilliseconds}ms" : $"{Min.TotalMilliseconds}ms..{Max.TotalMilliseconds}ms";
}
