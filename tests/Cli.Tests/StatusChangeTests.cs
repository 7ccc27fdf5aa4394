using System.Text.Json;
using Cli.Admin;

namespace Cli.Tests;

public class StatusChangeTests
{
    [Theory]
    [InlineData(100, "a", 12.5, 350, 2.5, 100)]
    [InlineData(100, "a", 12, 100, 2, 0)]
    [InlineData(100, "a", 11.049, 1_149, 1.049, 1_000)]
    // Another process since: what it has counted is all new, however long it has run.
    [InlineData(100, "b", 4, 80, 4, 20)]
    [InlineData(100, "b", 20, 80, 20, 4)]
    public void Counters_become_rates(long accepted, string laterStarted, double laterUptime, long later, double seconds, double rate)
    {
        var change = new StatusChange(Status("a", 10, accepted), Status(laterStarted, laterUptime, later));

        Assert.Equal(seconds, change.Seconds);
        Assert.Equal(rate, change.PerSecond("counters", "accepted"));
    }

    [Theory]
    [InlineData("a", 100, 60, 1.5)]
    [InlineData("a", 60, 30, 0)]
    [InlineData("b", 100, 60, 0.6)]
    public void A_number_is_told_for_each_of_another(string laterStarted, long commits, double milliseconds, double each)
    {
        var change = new StatusChange(Status("a", 10, 0, 60, 0), Status(laterStarted, 20, 0, commits, milliseconds));

        Assert.Equal(each, change.Per("journal", "milliseconds", of: "commits"));
    }

    private static JsonElement Status(string started, double uptime, long accepted, long commits = 0, double milliseconds = 0) =>
        JsonSerializer.SerializeToElement(
            new { started, uptime_seconds = uptime, counters = new { accepted }, journal = new { commits, milliseconds } });
}
