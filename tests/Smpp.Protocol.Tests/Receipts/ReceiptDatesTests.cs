using System.Globalization;
using CsCheck;

namespace Smpp.Protocol.Tests;

public class ReceiptDatesTests
{
    [Theory]
    [InlineData("2611232037", "2026-11-23 20:37:00")]
    [InlineData("261123203701", "2026-11-23 20:37:01")]
    [InlineData("202611232037", "2026-11-23 20:37:00")]
    [InlineData("20261123203701", "2026-11-23 20:37:01")]
    [InlineData("2402290000", "2024-02-29 00:00:00")]
    [InlineData("201112102030", "2020-11-12 10:20:30")]
    public void Dates_of_ten_twelve_and_fourteen_digits_are_read(string digits, string expected)
    {
        Assert.True(ReceiptDates.TryParse(Wire.Ascii(digits), out DateTime date));
        Assert.Equal(expected, date.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture));
        Assert.Equal(DateTimeKind.Unspecified, date.Kind);
    }

    [Theory]
    [InlineData("")]
    [InlineData("261123203")]
    [InlineData("26112320370")]
    [InlineData("2613232037")]
    [InlineData("2600232037")]
    [InlineData("2302290000")]
    [InlineData("2611232437")]
    [InlineData("2611232060")]
    [InlineData("20261123203760")]
    [InlineData("00001123203701")]
    [InlineData("26-11-23 20")]
    [InlineData("261123203a")]
    public void What_is_no_date_is_refused(string digits)
    {
        Assert.False(ReceiptDates.TryParse(Wire.Ascii(digits), out DateTime date));
        Assert.Equal(default, date);
    }

    [Fact]
    public void Random_octets_never_throw() =>
        Gen.Byte[0x2F, 0x3A].Array[0, 16].Sample(octets => ReceiptDates.TryParse(octets, out DateTime date) == (date != default));
}
