using System.Text.Json;
using Cli.Admin;

namespace Cli.Tests;

public class StatusChangeTests
{
    [Theory]
    [InlineData(10, 100, 12.5, 350, 2.5, 100)]
    [InlineData(10, 100, 12, 100, 2, 0)]
    // Another process since: what it has counted is all new.
    [InlineData(10, 100, 4, 80, 4, 20)]
    public void Counters_become_rates(double uptime, long accepted, double laterUptime, long later, double seconds, double rate)
    {
        var change = new StatusChange(Status(uptime, accepted), Status(laterUptime, later));

        Assert.Equal(seconds, change.Seconds);
        Assert.Equal(rate, change.PerSecond("counters", "accepted"));
    }

    private static JsonElement Status(double uptime, long accepted) => JsonSerializer.SerializeToElement(
        new { uptime_seconds = uptime, counters = new { accepted } });
}
