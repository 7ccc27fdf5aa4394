namespace Architecture;

public class PlaceTests
{
    [Fact]
    public void Builds() => Assert.True(true);
}
