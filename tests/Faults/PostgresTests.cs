using Shared;

namespace Faults;

public sealed class PostgresTests(PostgresServer postgres) : IClassFixture<PostgresServer>
{
    private const int Rate = 4_000;

    /// <summary>Rows of a message that gets its receipt.</summary>
    private const int Rows = 4;

    /// <summary>What acceptance may lose while the database is in trouble, in the long form.</summary>
    private const double LeastRatio = 0.95;

    private const double LeastCatchUp = 5;

    private static readonly TimeSpan BetweenKills = TimeSpan.FromSeconds(Length.Of(1, 5));

    [Fact]
    public async Task A_database_killed_again_and_again_gets_every_row_once_and_stops_nothing()
    {
        var kills = Length.Of(4, 60);
        var connection = postgres.CreateDatabase("killed");
        await using var run = await RunAsync(connection);
        using var load = CustomerLoad.Start(run.Site.Load(int.MaxValue) with { Reconnect = false, Rate = Rate });
        await load.AnsweredMoreAsync(Rate / 2);
        var before = await RateAsync(load, Rate * Length.Of(1, 20));

        var (began, answered) = (TimeProvider.System.GetTimestamp(), load.Progress.Answered);
        for (var kill = 0; kill < kills; kill++)
        {
            await load.AnsweredMoreAsync((long)(Rate * BetweenKills.TotalSeconds / 2));
            await postgres.StopAsync();
            await load.AnsweredMoreAsync((long)(Rate * BetweenKills.TotalSeconds / 2));
            await postgres.StartAsync();
        }
        var meanwhile = (load.Progress.Answered - answered) / TimeProvider.System.GetElapsedTime(began).TotalSeconds;

        Assert.Equal(0, (await load.EndAsync()).Unknown);
        await run.EndAsync(connection);
        AssertRatio(before, meanwhile);
    }

    [Fact]
    public async Task A_database_that_is_away_slows_no_submit_and_is_caught_up_with_beside_the_traffic()
    {
        var away = Length.Of(2, 40);
        var connection = postgres.CreateDatabase("away");
        await using var run = await RunAsync(connection);
        using var load = CustomerLoad.Start(run.Site.Load(int.MaxValue) with { Reconnect = false, Rate = Rate });
        await load.AnsweredMoreAsync(Rate / 2);
        var before = await RateAsync(load, Rate * Length.Of(1, 20));

        await postgres.StopAsync();
        var meanwhile = await RateAsync(load, Rate * away);
        var stuck = await PositionAsync(run.Site);
        await postgres.StartAsync();
        // After errors the exporter waits before it tries again: what is measured is how it catches up, not when it begins.
        await Until.Async(async () => await PositionAsync(run.Site) != stuck, what: "rows go out again");
        var (began, answered, lagged) = (TimeProvider.System.GetTimestamp(), load.Progress.Answered, await LagAsync(run.Site));
        await Until.Async(async () => await LagAsync(run.Site) < Rate, TimeSpan.FromMinutes(2), "the rows are caught up with");
        var taken = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        var live = Rows * (load.Progress.Answered - answered) / taken;
        var catchUp = (lagged / taken) + live;

        Assert.Equal(0, (await load.EndAsync()).Unknown);
        await run.EndAsync(connection);
        AssertRatio(before, meanwhile);
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{lagged:N0} events behind, caught up in {taken:0.0} s: "
            + $"{catchUp:N0} rows/s beside {live:N0} new ones, {catchUp / live:0.0} times");
        if (Length.IsLong)
            Assert.InRange(catchUp / live, LeastCatchUp, double.MaxValue);
    }

    [Theory]
    [InlineData(CommitCut.At)]
    [InlineData(CommitCut.After)]
    public async Task A_connection_cut_at_commits_leaves_every_row_once(CommitCut cut)
    {
        var database = $"cut_{cut}".ToLowerInvariant();
        var connection = postgres.CreateDatabase(database);
        await using var proxy = new PostgresProxy(postgres.ListeningPort, cut, every: 5);
        await using var run = await RunAsync(postgres.ConnectionTo(database, proxy.Port));
        using var load = CustomerLoad.Start(run.Site.Load(int.MaxValue) with { Reconnect = false, Rate = Rate });

        // The exporter waits a second and more after each cut: what is counted is cuts.
        var cuts = Length.Of(3, 60);
        await Until.Async(() => proxy.Cuts >= cuts, TimeSpan.FromMinutes(10), $"{cuts} commits are cut");

        Assert.Equal(0, (await load.EndAsync()).Unknown);
        await run.EndAsync(connection);
    }

    [Fact]
    public async Task A_database_that_goes_and_comes_back_under_load_gets_every_row_once_and_stops_nothing()
    {
        var messages = Length.Of(50_000, 500_000);
        var connection = postgres.CreateDatabase("cdr");
        await using var site = new Site("carrier-a", "carrier-b")
        {
            Strategy = "weighted",
            CdrLines = $"sink = \"postgres\"\nconnection = \"plain:{connection}\"",
        };
        site.WriteConfiguration();
        var a = await site.StartCarrierAsync(0, "--profile", "hex");
        var b = await site.StartCarrierAsync(1, "--profile", "uuid");
        var gateway = await site.StartGatewayAsync();
        using var load = CustomerLoad.Start(site.Load(messages) with { Reconnect = false });

        await load.AnsweredAsync(messages / 5);
        await postgres.StopAsync();
        await load.AnsweredMoreAsync(messages / 5);
        await gateway.WaitForLineAsync("cdr export failed");
        await postgres.StartAsync();

        var result = await load.Result;
        Assert.True(result.IsComplete, $"{result}");
        await CaughtUpAsync(site);
        Assert.Equal(0, await Site.StopAsync(gateway));
        Assert.Equal(0, await Site.StopAsync(a));
        Assert.Equal(0, await Site.StopAsync(b));
        var cdrs = CdrRows.OfPostgres(connection);
        Books.Of(site, cdrs).AssertBalanced();
        Assert.Equal(4L * messages, cdrs.Count);
    }

    /// <summary>Submits answered a second, over so many.</summary>
    private static async Task<double> RateAsync(CustomerLoad load, int submits)
    {
        var (began, answered) = (TimeProvider.System.GetTimestamp(), load.Progress.Answered);
        await load.AnsweredMoreAsync(submits);
        return (load.Progress.Answered - answered) / TimeProvider.System.GetElapsedTime(began).TotalSeconds;
    }

    private static void AssertRatio(double before, double meanwhile)
    {
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{before:N0} submits/s before, {meanwhile:N0} meanwhile: {100 * meanwhile / before:0.0} %");
        if (Length.IsLong)
            Assert.InRange(meanwhile / before, LeastRatio, double.MaxValue);
    }

    /// <summary>A stop waits only so long for rows; what is left then, the next start writes.</summary>
    private static Task CaughtUpAsync(Site site) =>
        Until.Async(async () => await LagAsync(site) == 0, TimeSpan.FromMinutes(2), "the rows are caught up with");

    private static async Task<long> LagAsync(Site site) =>
        (await site.StatusAsync()).GetProperty("cdr").GetProperty("lag").GetInt64();

    /// <summary>How far the rows have come.</summary>
    private static async Task<string?> PositionAsync(Site site) =>
        (await site.StatusAsync()).GetProperty("cdr").GetProperty("position").GetString();

    private static async Task<Run> RunAsync(string connection)
    {
        var site = new Site("carrier-a") { CdrLines = $"sink = \"postgres\"\nconnection = \"plain:{connection}\"" };
        site.WriteConfiguration();
        return new Run(site, await site.StartCarrierAsync(0, "--profile", "hex"), await site.StartGatewayAsync());
    }

    /// <summary>A carrier, and a gateway whose CDRs go to PostgreSQL.</summary>
    private sealed record Run(Site Site, SmppProcess Carrier, SmppProcess Gateway) : IAsyncDisposable
    {
        /// <summary>Stops both and balances the books with the rows of the database.</summary>
        public async Task EndAsync(string connection)
        {
            await CaughtUpAsync(Site);
            Assert.Equal(0, await Faults.Site.StopAsync(Gateway));
            Assert.Equal(0, await Faults.Site.StopAsync(Carrier));
            var cdrs = CdrRows.OfPostgres(connection);
            var books = Books.Of(Site, cdrs);
            books.AssertBalanced();
            Assert.Equal(4L * books.Ledgers.Accepted, cdrs.Count);
        }

        public ValueTask DisposeAsync() => Site.DisposeAsync();
    }
}
