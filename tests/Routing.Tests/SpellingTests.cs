namespace Routing.Tests;

public class SpellingTests
{
    [Theory]
    [InlineData("acount", "account")]
    [InlineData("acocunt", "account")]
    [InlineData("ACCOUNT", "account")]
    [InlineData("sourceprefix", "source_prefix")]
    [InlineData("bnd", "bind")]
    [InlineData("colour", null)]
    [InlineData("x", null)]
    [InlineData("", null)]
    public void Finds_the_name_that_was_meant(string written, string? meant) =>
        Assert.Equal(meant, Spelling.Nearest(written, ["account", "source", "source_prefix", "bind", "binds"]));
}
