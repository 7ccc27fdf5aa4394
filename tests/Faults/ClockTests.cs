using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Faults;

public class ClockTests
{
    private const int Slice = 1_000;

    /// <summary>
    /// Only of enquire_link: a submit or a receipt that a busy machine holds up for a second must not come twice. The jumps are hours,
    /// longer than any timer.
    /// </summary>
    private const string Impatient = "enquire_link = \"1s\"";

    private static readonly TimeSpan[] Offsets = [TimeSpan.FromHours(6), TimeSpan.FromHours(-6), TimeSpan.FromHours(-12)];

    [Fact]
    public async Task Jumps_of_the_wall_clock_end_no_session_change_no_timeout_and_repeat_no_id()
    {
        await using var site = new Site("carrier-a", "carrier-b") { UpstreamLines = Impatient, AccountLines = Impatient };
        site.WriteConfiguration();
        var clock = new WallClock(Path.Combine(site.Conf, "clock"));
        var a = await site.StartCarrierAsync(0, "--profile", "hex");
        var b = await site.StartCarrierAsync(1, "--profile", "uuid");
        var gateway = await site.StartGatewayAsync(clock.Environment);
        await site.WaitForBindsAsync("carrier-a", Site.UpstreamBinds);
        await site.WaitForBindsAsync("carrier-b", Site.UpstreamBinds);
        using var load = CustomerLoad.Start(site.Load(0) with { Rate = 1_000, Reconnect = false });

        for (var jump = 0; jump < Length.Of(Offsets.Length, 20 * Offsets.Length); jump++)
        {
            await load.AnsweredMoreAsync(Slice);
            clock.Set(Offsets[jump % Offsets.Length]);
        }
        // A clock that was set back must not make a dead carrier live longer.
        await load.AnsweredMoreAsync(Slice);
        Assert.Equal(Site.UpstreamBinds, await BoundAsync(site));
        Assert.InRange((await site.StatusAsync()).GetProperty("uptime_seconds").GetDouble(), 1, TimeSpan.FromHours(1).TotalSeconds);
        a.Freeze();
        await site.WaitForBindsAsync("carrier-a", 0);
        await load.AnsweredMoreAsync(Slice);
        a.Thaw();

        var result = await load.EndAsync();
        Assert.True(result.IsComplete, $"{result}");
        Assert.Equal(0, await Site.StopAsync(gateway));
        // The clock stands where it was set back to, and the ids go on all the same.
        gateway = await site.StartGatewayAsync(clock.Environment);
        using var second = CustomerLoad.Start(site.Load(Slice) with { Reconnect = false });
        result = await second.Result;
        Assert.True(result.IsComplete, $"{result}");
        Assert.Equal(0, await Site.StopAsync(gateway));
        Assert.Equal(0, await Site.StopAsync(a));
        Assert.Equal(0, await Site.StopAsync(b));
        var books = Books.Of(site);
        books.AssertBalanced(books.Cdrs.Of("uncertain"));
        // Nothing but what filled the windows of the carrier that froze is in doubt.
        Assert.InRange(books.Cdrs.Of("uncertain"), 0, Site.UpstreamBinds * Site.UpstreamWindow);
        Assert.InRange(SpanOfTimes(site), TimeSpan.FromHours(17), TimeSpan.FromHours(19));
    }

    private static async Task<int> BoundAsync(Site site) => (await site.StatusAsync()).GetProperty("upstreams").EnumerateArray()
        .Single(view => view.GetProperty("name").GetString() == "carrier-a").GetProperty("bound").GetInt32();

    /// <summary>From the earliest to the latest time in the CDRs: what shows that the gateway saw its clock jump.</summary>
    private static TimeSpan SpanOfTimes(Site site)
    {
        using var database = new SqliteConnection($"Data Source={site.CdrDatabase};Mode=ReadOnly;Pooling=False");
        database.Open();
        using var query = database.CreateCommand();
        query.CommandText = "SELECT max(time) - min(time) FROM cdr";
        return TimeSpan.FromMicroseconds(Convert.ToInt64(query.ExecuteScalar(), CultureInfo.InvariantCulture));
    }
}
