namespace Smpp.Protocol;

/// <summary>The dates of a receipt's text.</summary>
public static class ReceiptDates
{
    private const int Century = 2000;
    private const int Short = 10;
    private const int Middle = 12;
    private const int Long = 14;

    /// <summary>
    /// Reads a date: YYMMDDhhmm as in v3.4 Appendix B, YYMMDDhhmmss, YYYYMMDDhhmm or YYYYMMDDhhmmss. Of the two forms with 12 digits
    /// the one with seconds is tried first. A receipt does not say which zone its dates are in: neither does the result.
    /// </summary>
    /// <param name="digits">The digits, as <see cref="Receipt.SubmitDate"/> and <see cref="Receipt.DoneDate"/> have them.</param>
    /// <param name="date">The date, of unspecified kind.</param>
    public static bool TryParse(ReadOnlySpan<byte> digits, out DateTime date)
    {
        date = default;
        if (digits.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            return false;
        return digits.Length switch
        {
            Short => TryMake(Century + Two(digits, 0), digits[2..], out date),
            Middle => TryMake(Century + Two(digits, 0), digits[2..], out date) || TryMake(Four(digits), digits[4..], out date),
            Long => TryMake(Four(digits), digits[4..], out date),
            _ => false,
        };
    }

    private static bool TryMake(int year, ReadOnlySpan<byte> rest, out DateTime date)
    {
        date = default;
        int month = Two(rest, 0);
        int day = Two(rest, 2);
        int hour = Two(rest, 4);
        int minute = Two(rest, 6);
        int second = rest.Length > 8 ? Two(rest, 8) : 0;
        bool inRange = year >= 1 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month);
        if (!inRange || hour > 23 || minute > 59 || second > 59)
            return false;
        date = new DateTime(year, month, day, hour, minute, second, DateTimeKind.Unspecified);
        return true;
    }

    private static int Two(ReadOnlySpan<byte> digits, int at) => (digits[at] - '0') * 10 + digits[at + 1] - '0';

    private static int Four(ReadOnlySpan<byte> digits) => Two(digits, 0) * 100 + Two(digits, 2);
}
