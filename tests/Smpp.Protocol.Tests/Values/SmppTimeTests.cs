using CsCheck;

namespace Smpp.Protocol.Tests;

public class SmppTimeTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 20, 37, 1, TimeSpan.Zero);

    [Theory]
    [InlineData("261123203701000+", "2026-11-23T20:37:01Z")]
    [InlineData("261123203701500+", "2026-11-23T20:37:01.5Z")]
    [InlineData("261123203701004+", "2026-11-23T19:37:01Z")]
    [InlineData("261123203701004-", "2026-11-23T21:37:01Z")]
    [InlineData("261123203701022+", "2026-11-23T15:07:01Z")]
    [InlineData("261123003701048+", "2026-11-22T12:37:01Z")]
    [InlineData("000101000000000+", "2000-01-01T00:00:00Z")]
    [InlineData("991231235959000-", "2099-12-31T23:59:59Z")]
    [InlineData("280229000000000+", "2028-02-29T00:00:00Z")]
    [InlineData("261123203701", "2026-11-23T20:37:01Z")]
    public void Absolute_times_are_local_times_with_their_quarters_from_utc(string text, string expected)
    {
        Assert.True(SmppTime.TryParse(Wire.Ascii(text), Now, out DateTimeOffset time));
        Assert.Equal(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), time);
    }

    [Theory]
    [InlineData("000000000000000R", "2026-11-23T20:37:01Z")]
    [InlineData("000000000500000R", "2026-11-23T20:42:01Z")]
    [InlineData("000000240000000R", "2026-11-24T20:37:01Z")]
    [InlineData("000003000000000R", "2026-11-26T20:37:01Z")]
    [InlineData("020610233429000R", "2029-06-03T20:11:30Z")]
    [InlineData("000000000099999R", "2026-11-23T20:38:40Z")]
    [InlineData("990000000000000R", "2125-11-23T20:37:01Z")]
    public void Relative_times_count_by_the_calendar(string text, string expected)
    {
        Assert.True(SmppTime.TryParse(Wire.Ascii(text), Now, out DateTimeOffset time));
        Assert.Equal(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), time);
    }

    [Fact]
    public void A_month_from_the_thirty_first_ends_with_the_next_month()
    {
        var lastOfJanuary = new DateTimeOffset(2027, 1, 31, 12, 0, 0, TimeSpan.Zero);

        Assert.True(SmppTime.TryParse("000100000000000R"u8, lastOfJanuary, out DateTimeOffset time));
        Assert.Equal(new DateTimeOffset(2027, 2, 28, 12, 0, 0, TimeSpan.Zero), time);
    }

    [Theory]
    [InlineData("")]
    [InlineData("26112320370100+")]
    [InlineData("2611232037010000+")]
    [InlineData("2611232037")]
    [InlineData("26112320370a000+")]
    [InlineData("26112320370100a+")]
    [InlineData("261323203701000+")]
    [InlineData("260023203701000+")]
    [InlineData("261131203701000+")]
    [InlineData("270229203701000+")]
    [InlineData("261100203701000+")]
    [InlineData("261123243701000+")]
    [InlineData("261123206001000+")]
    [InlineData("261123203760000+")]
    [InlineData("261123203701049+")]
    [InlineData("261123203701000Z")]
    [InlineData("261123203701000 ")]
    [InlineData("261123203701000r")]
    public void What_is_no_time_is_refused(string text) => Assert.False(SmppTime.TryParse(Wire.Ascii(text), Now, out _));

    [Fact]
    public void The_fields_say_what_was_written()
    {
        Assert.True(SmppTime.TryParse("020610233429000R"u8, out SmppTime relative));
        Assert.True(relative.IsRelative);
        Assert.Equal(
            (2, 6, 10, 23, 34, 29),
            (relative.Years, relative.Months, relative.Days, relative.Hours, relative.Minutes, relative.Seconds));
        Assert.True(SmppTime.TryParse("261123203701322-"u8, out SmppTime absolute));
        Assert.False(absolute.IsRelative);
        Assert.Equal((2026, 3, TimeSpan.FromHours(-5.5)), (absolute.Years, absolute.Tenths, absolute.Offset));
    }

    [Theory]
    [InlineData("2026-11-23T20:37:01.59Z", "261123203701500+")]
    [InlineData("2026-11-23T20:37:01+05:30", "261123203701022+")]
    [InlineData("2026-11-23T20:37:01-08:00", "261123203701032-")]
    [InlineData("2026-11-23T20:37:01+14:00", "261123063701000+")]
    [InlineData("2026-11-23T20:37:01+00:07", "261123203001000+")]
    public void Absolute_times_are_written_in_their_offset_where_it_can_be_said(string time, string expected)
    {
        byte[] target = new byte[SmppTime.Length];
        SmppTime.WriteAbsolute(target, DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(expected, Wire.Text(target));
    }

    [Fact]
    public void A_year_that_two_digits_cannot_say_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            SmppTime.WriteAbsolute(new byte[16], new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero)));

    [Theory]
    [InlineData("2026-11-23T20:37:01Z", "000000000000000R")]
    [InlineData("2026-11-23T20:37:00Z", "000000000000000R")]
    [InlineData("2026-11-23T20:42:01Z", "000000000500000R")]
    [InlineData("2026-12-23T20:37:01Z", "000100000000000R")]
    [InlineData("2026-12-23T20:37:00Z", "000029235959000R")]
    [InlineData("2029-06-03T20:11:30Z", "020610233429000R")]
    [InlineData("2300-01-01T00:00:00Z", "990000000000000R")]
    public void The_time_that_is_left_is_written_in_durations(string then, string expected)
    {
        byte[] target = new byte[SmppTime.Length];
        SmppTime.WriteRelative(target, Now, DateTimeOffset.Parse(then, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(expected, Wire.Text(target));
    }

    [Theory]
    [InlineData("2026-11-23T20:37:01+02:00", "990000000000000R")]
    [InlineData("9999-12-31T00:00:00-12:00", "000000115959000R")]
    public void The_time_until_the_last_moment_there_is_can_be_written_wherever_now_is(string now, string expected)
    {
        byte[] target = new byte[SmppTime.Length];
        SmppTime.WriteRelative(
            target, DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture), DateTimeOffset.MaxValue);
        Assert.Equal(expected, Wire.Text(target));
    }

    [Fact]
    public void Durations_lead_to_the_time_they_were_made_from() =>
        Gen.Select(Times(), Gen.Int[-48, 48], Gen.Long[0, 90L * 365 * 86_400]).Sample((utc, quarters, seconds) =>
        {
            DateTimeOffset now = utc.ToOffset(TimeSpan.FromMinutes(quarters * 15));
            byte[] target = new byte[SmppTime.Length];
            SmppTime.WriteRelative(target, now, utc.AddSeconds(seconds));
            return SmppTime.TryParse(target, now, out DateTimeOffset read) && read == now.AddSeconds(seconds);
        });

    [Fact]
    public void Absolute_times_come_back() =>
        Gen.Select(Times(), Gen.Int[-48, 48], Gen.Int[0, 9]).Sample((utc, quarters, tenths) =>
        {
            DateTimeOffset time = utc.AddMilliseconds(tenths * 100).ToOffset(TimeSpan.FromMinutes(quarters * 15));
            byte[] target = new byte[SmppTime.Length];
            SmppTime.WriteAbsolute(target, time);
            return SmppTime.TryParse(target, default, out DateTimeOffset read) && read == time && read.Offset == time.Offset;
        });

    [Fact]
    public void Random_octets_never_throw() =>
        Gen.OneOf(
                Gen.Byte.Array[16],
                Gen.Byte[(byte)'0', (byte)'9'].Array[15].Select(digits => (byte[])[.. digits, (byte)"+-R"[digits[0] % 3]]))
            .Sample(text =>
            {
                bool parsed = SmppTime.TryParse(text, DateTimeOffset.MaxValue, out DateTimeOffset late)
                    | SmppTime.TryParse(text, Now, out DateTimeOffset time);
                return parsed || (late == default && time == default);
            });

    private static Gen<DateTimeOffset> Times() =>
        Gen.Long[0, 99L * 365 * 86_400].Select(seconds => new DateTimeOffset(2000, 1, 2, 0, 0, 0, TimeSpan.Zero).AddSeconds(seconds));
}
