namespace Smpp.Protocol;

/// <summary>
/// A time as SMPP writes it (v3.4 §7.1.1, v5.0 §4.7.23.4): 16 characters <c>YYMMDDhhmmsstnnp</c>. With p = + or - the fields are a
/// local time nn quarters of an hour ahead of or behind UTC, with p = R they are durations and t and nn are ignored. The 12
/// characters <c>YYMMDDhhmmss</c> that v3.4 message centres report are read as UTC.
/// </summary>
public readonly record struct SmppTime
{
    /// <summary>Octets of a time, without its NUL.</summary>
    public const int Length = 16;

    private const int ShortLength = 12;
    private const int Century = 2000;
    private const int MaxQuarters = 48;
    private const int MinutesPerQuarter = 15;
    private const int TicksPerTenth = (int)(TimeSpan.TicksPerSecond / 10);
    private const int LastYearForRelative = 9800;

    /// <summary>True for durations from now on, false for a point in time.</summary>
    public bool IsRelative { get; private init; }

    /// <summary>Years: a count when relative, else 2000..2099.</summary>
    public int Years { get; private init; }

    /// <summary>Months: a count, or 1..12.</summary>
    public int Months { get; private init; }

    /// <summary>Days: a count, or the day of the month.</summary>
    public int Days { get; private init; }

    /// <summary>Hours: a count, or 0..23.</summary>
    public int Hours { get; private init; }

    /// <summary>Minutes: a count, or 0..59.</summary>
    public int Minutes { get; private init; }

    /// <summary>Seconds: a count, or 0..59.</summary>
    public int Seconds { get; private init; }

    /// <summary>Tenths of a second, 0..9; 0 when relative.</summary>
    public int Tenths { get; private init; }

    /// <summary>How far local time is ahead of UTC; zero when relative.</summary>
    public TimeSpan Offset { get; private init; }

    /// <summary>Reads a time; false when a digit, a field, nn or p is invalid.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out SmppTime time)
    {
        time = default;
        if (text.Length is not (Length or ShortLength) || text[..ShortLength].ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            return false;
        var fields = new SmppTime
        {
            Years = Two(text, 0),
            Months = Two(text, 2),
            Days = Two(text, 4),
            Hours = Two(text, 6),
            Minutes = Two(text, 8),
            Seconds = Two(text, 10),
        };
        if (text.Length == Length && text[Length - 1] == (byte)'R')
        {
            time = fields with { IsRelative = true };
            return true;
        }
        return TryReadOffset(text, out TimeSpan offset, out int tenths)
            && TryMakeAbsolute(fields with { Years = Century + fields.Years, Tenths = tenths, Offset = offset }, out time);
    }

    /// <summary>Reads a time and resolves it to a point in time.</summary>
    /// <param name="text">The octets without NUL.</param>
    /// <param name="now">From where relative times count, by the calendar.</param>
    /// <param name="time">The point in time; <paramref name="now"/> itself for a relative zero.</param>
    public static bool TryParse(ReadOnlySpan<byte> text, DateTimeOffset now, out DateTimeOffset time)
    {
        time = default;
        return TryParse(text, out SmppTime parsed) && parsed.TryResolve(now, out time);
    }

    /// <summary>The point in time; false when it lies beyond what <see cref="DateTimeOffset"/> can hold.</summary>
    public bool TryResolve(DateTimeOffset now, out DateTimeOffset time)
    {
        time = default;
        if (IsRelative && now.Year > LastYearForRelative || !IsRelative && Months == 0)
            return false;
        time = IsRelative
            ? now.AddYears(Years).AddMonths(Months).AddDays(Days).AddHours(Hours).AddMinutes(Minutes).AddSeconds(Seconds)
            : new DateTimeOffset(Years, Months, Days, Hours, Minutes, Seconds, Offset).AddTicks(Tenths * (long)TicksPerTenth);
        return true;
    }

    /// <summary>
    /// Writes a point in time: in its own offset from UTC where that is a whole number of quarters of an hour up to 12 hours, else
    /// in UTC. What is finer than a tenth of a second is cut off.
    /// </summary>
    /// <returns>Octets written: 16.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The year is not in 2000..2099, which two digits can say.</exception>
    /// <exception cref="ArgumentException">The target is shorter than 16 octets.</exception>
    public static int WriteAbsolute(Span<byte> target, DateTimeOffset time)
    {
        bool expressible = time.Offset.Ticks % (TimeSpan.TicksPerMinute * MinutesPerQuarter) == 0
            && Math.Abs(time.Offset.TotalMinutes) <= MaxQuarters * MinutesPerQuarter;
        DateTimeOffset local = expressible ? time : time.ToUniversalTime();
        ArgumentOutOfRangeException.ThrowIfLessThan(local.Year, Century, nameof(time));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(local.Year, Century + 99, nameof(time));
        int quarters = (int)local.Offset.TotalMinutes / MinutesPerQuarter;
        Write(target, local.Year - Century, local.Month, local.Day, local.Hour, local.Minute, local.Second);
        target[12] = (byte)('0' + local.Ticks % TimeSpan.TicksPerSecond / TicksPerTenth);
        WriteTwo(target, 13, Math.Abs(quarters));
        target[15] = quarters < 0 ? (byte)'-' : (byte)'+';
        return Length;
    }

    /// <summary>
    /// Writes the time from <paramref name="now"/> until <paramref name="then"/> as durations that lead there by the calendar, in
    /// whole seconds, rounded down. A time that has passed gives zero, one beyond 99 years 99 years.
    /// </summary>
    /// <returns>Octets written: 16.</returns>
    /// <exception cref="ArgumentException">The target is shorter than 16 octets.</exception>
    public static int WriteRelative(Span<byte> target, DateTimeOffset now, DateTimeOffset then)
    {
        int months = 0;
        TimeSpan rest = TimeSpan.Zero;
        if (then > now)
        {
            // East of UTC the local time of the last hours that there are lies beyond what can be held.
            var until = new DateTimeOffset(Math.Min(then.UtcTicks + now.Offset.Ticks, DateTime.MaxValue.Ticks), now.Offset);
            months = Math.Min((until.Year - now.Year) * 12 + until.Month - now.Month, 99 * 12);
            if (now.AddYears(months / 12).AddMonths(months % 12) > until)
                months--;
            rest = until - now.AddYears(months / 12).AddMonths(months % 12);
            if (rest.Days > 99)
                rest = TimeSpan.Zero;
        }
        Write(target, months / 12, months % 12, rest.Days, rest.Hours, rest.Minutes, rest.Seconds);
        "000R"u8.CopyTo(target[ShortLength..]);
        return Length;
    }

    /// <summary>Refuses a text that final_date could not hold: it is empty or has 12 or 16 characters.</summary>
    internal static string CheckedReport(string value) =>
        CString.Checked(value, FieldLimits.Time).Length == ShortLength ? value : Checked(value);

    /// <summary>Refuses a text that no time field could hold: it is empty or has 16 characters.</summary>
    internal static string Checked(string value)
    {
        CString.Checked(value, FieldLimits.Time);
        return value.Length is 0 or Length
            ? value
            : throw new ArgumentException($"A time is empty or has {Length} characters; \"{value}\" has {value.Length}.", nameof(value));
    }

    private static bool TryReadOffset(ReadOnlySpan<byte> text, out TimeSpan offset, out int tenths)
    {
        offset = TimeSpan.Zero;
        tenths = 0;
        if (text.Length == ShortLength)
            return true;
        if (text[ShortLength..(Length - 1)].ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            return false;
        int quarters = Two(text, 13);
        byte sign = text[Length - 1];
        if (quarters > MaxQuarters || sign is not ((byte)'+' or (byte)'-'))
            return false;
        tenths = text[ShortLength] - '0';
        offset = TimeSpan.FromMinutes((sign == (byte)'-' ? -quarters : quarters) * MinutesPerQuarter);
        return true;
    }

    private static bool TryMakeAbsolute(SmppTime fields, out SmppTime time)
    {
        bool valid = fields.Months is >= 1 and <= 12 && fields.Days >= 1 && fields.Days <= DateTime.DaysInMonth(fields.Years, fields.Months)
            && fields.Hours < 24 && fields.Minutes < 60 && fields.Seconds < 60;
        time = valid ? fields : default;
        return valid;
    }

    private static void Write(Span<byte> target, int years, int months, int days, int hours, int minutes, int seconds)
    {
        if (target.Length < Length)
            throw new ArgumentException($"A time needs {Length} octets; the target has {target.Length}.", nameof(target));
        WriteTwo(target, 0, years);
        WriteTwo(target, 2, months);
        WriteTwo(target, 4, days);
        WriteTwo(target, 6, hours);
        WriteTwo(target, 8, minutes);
        WriteTwo(target, 10, seconds);
    }

    private static int Two(ReadOnlySpan<byte> text, int index) => (text[index] - '0') * 10 + text[index + 1] - '0';

    private static void WriteTwo(Span<byte> target, int index, int value)
    {
        target[index] = (byte)('0' + value / 10);
        target[index + 1] = (byte)('0' + value % 10);
    }
}
