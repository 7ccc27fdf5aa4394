namespace Storage.Cdr;

/// <summary>Times of CDRs as databases hold them: microseconds since 1970 UTC.</summary>
internal static class CdrTime
{
    public static DateTimeOffset Of(long microseconds) => DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);

    public static DateTimeOffset? Of(long? microseconds) => microseconds is { } known ? Of(known) : null;

    public static long Of(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
