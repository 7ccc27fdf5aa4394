using Gateway.Admin;
using Gateway.Tests.Harness;

namespace Gateway.Tests.Admin;

/// <summary>What the admin API is asked for and shows.</summary>
public class AdminTests
{
    [Fact]
    public async Task The_uptime_is_told_to_the_millisecond_since_rates_are_made_of_it()
    {
        await using var bench = new Bench { Clock = Bench.NewClock() };
        bench.AddCarrier("a");
        await bench.StartAsync();
        var views = new AdminViews(bench.Node);
        double before = views.Status().UptimeSeconds;

        bench.Clock.Advance(TimeSpan.FromMilliseconds(1_234));

        Assert.Equal(1.234, Math.Round(views.Status().UptimeSeconds - before, 6));
    }
}
