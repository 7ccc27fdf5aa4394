using Smpp.Protocol;

namespace Smpp.Session.Tests;

public class AddressRangeTests
{
    [Theory]
    [InlineData("^447", "447700900123", true)]
    [InlineData("^447", "33447", false)]
    [InlineData("447", "33447", true)]
    [InlineData("^4477[0-9]*$", "447700900123", true)]
    [InlineData("[13]5$", "12335", true)]
    [InlineData("[13]5$", "12325", false)]
    [InlineData("^(12345|54321)$", "54321", true)]
    [InlineData(".*", "ACME", true)]
    [InlineData("+4477", "+447700900123", true)]
    [InlineData("^+4477", "447700900123", false)]
    [InlineData("^1{2,3}2", "1112", true)]
    [InlineData("^(44[0-9]{10}|49[0-9]{11}|1[0-9]{10})$", "4915112345678", true)]
    [InlineData("^(44[0-9]{10}|49[0-9]{11}|1[0-9]{10})$", "3315112345678", false)]
    [InlineData("^([0-9]{3}){4}$", "447700900123", true)]
    [InlineData("^4{0,500}[0-9]{1,500}$", "447700900123", true)]
    public void An_expression_is_found_anywhere_unless_it_is_anchored(string expression, string destination, bool contains)
    {
        Assert.True(AddressRange.TryParse(expression, out var range));
        Assert.Equal(contains, range!.Contains(new Address(0, 0, System.Text.Encoding.Latin1.GetBytes(destination))));
    }

    [Fact]
    public void An_empty_one_is_every_destination()
    {
        Assert.True(AddressRange.TryParse("", out var range));
        Assert.Null(range);
    }

    [Theory]
    [InlineData("*")]
    [InlineData("[0-9")]
    [InlineData("(44")]
    [InlineData("(?=44)")]
    [InlineData("(4)\\1")]
    [InlineData("((((4{99}){99}){99}){99})")]
    [InlineData("4{99999999999}")]
    [InlineData("(4{2000}){1}")]
    [InlineData("(4{500}|4{501})")]
    [InlineData("((4{9}5{9}){9}6{9}){9}")]
    [InlineData("(?x)(4{99}) {99}")]
    [InlineData("(?x)(4{99})#\n{99}")]
    public void What_is_no_expression_or_one_without_bound_is_refused(string expression) =>
        Assert.False(AddressRange.TryParse(expression, out _));

    [Fact]
    public void The_classic_expression_that_backtracks_for_ever_does_not()
    {
        Assert.True(AddressRange.TryParse("^(([0-9]+)*)*([0-9]*)*x$", out var range));

        Assert.False(range!.Contains(Address.Parse("11111111111111111111")));
    }
}
