using System.Globalization;

namespace Cli.Capture;

/// <summary>When a packet was captured, in nanoseconds since 1970 UTC. Printed with microseconds, or finer where it is finer.</summary>
internal readonly record struct CaptureTime(long Nanoseconds)
{
    private const long PerSecond = 1_000_000_000;

    /// <summary>A count of units, <paramref name="perSecond"/> a second; what cannot be held becomes the nearest that can.</summary>
    public static CaptureTime From(ulong units, UInt128 perSecond, long offsetSeconds)
    {
        UInt128 sinceOffset = (UInt128)units * PerSecond / perSecond;
        Int128 nanoseconds = (Int128)sinceOffset + (Int128)offsetSeconds * PerSecond;
        return new CaptureTime((long)Int128.Clamp(nanoseconds, 0, long.MaxValue));
    }

    public static CaptureTime Later(CaptureTime one, CaptureTime other) => one.Nanoseconds >= other.Nanoseconds ? one : other;

    public override string ToString()
    {
        (long seconds, long fraction) = Math.DivRem(Nanoseconds, PerSecond);
        string whole = DateTime.UnixEpoch.AddSeconds(seconds).ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);
        return fraction % 1000 == 0 ? $"{whole}.{fraction / 1000:d6}Z" : $"{whole}.{fraction:d9}Z";
    }
}
