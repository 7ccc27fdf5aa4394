namespace Gateway.Tests;

public class PlaceTests
{
    [Fact]
    public void Builds() => Assert.True(true);
}
