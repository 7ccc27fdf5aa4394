namespace Storage.Live;

/// <summary>
/// What is kept of something alive that is not in memory: where in the journal the record stands that carries its whole state,
/// and what has changed since. 24 octets.
/// </summary>
/// <param name="Position">The record; always durable. The default where there is nothing.</param>
/// <param name="Id">The gateway's id of the message.</param>
/// <param name="ExpiresAt">When it is given up, seconds since 1970 UTC, rounded up.</param>
/// <param name="Number">Numbers its next event.</param>
/// <param name="Flags">Facts for the CDR.</param>
/// <param name="Attempts">Attempts that failed so far, at most 254; or <see cref="InFlight"/>.</param>
public readonly record struct Place(
    JournalPosition Position, ulong Id, uint ExpiresAt, ushort Number, EventFlags Flags, byte Attempts)
{
    /// <summary>In <see cref="Attempts"/>: the message was about to be written to its upstream, and nothing says what came of it.</summary>
    public const byte InFlight = byte.MaxValue;

    private const long Second = 1_000_000;

    /// <summary>See <see cref="InFlight"/>.</summary>
    public bool IsInFlight => Attempts == InFlight;

    /// <summary>Nothing stands here.</summary>
    public bool IsEmpty => Position == default;

    /// <summary>Microseconds since 1970 UTC as the seconds of a place, rounded up.</summary>
    public static uint Seconds(long microseconds) =>
        (uint)Math.Clamp((microseconds / Second) + (microseconds % Second > 0 ? 1 : 0), 0, uint.MaxValue);

    /// <summary>Whether it is given up at this time, in microseconds since 1970 UTC.</summary>
    public bool IsExpired(long now) => ExpiresAt <= now / Second;
}
