using Shared;

namespace Faults;

public sealed class PostgresTests(PostgresServer postgres) : IClassFixture<PostgresServer>
{
    private const int Rate = 4_000;

    private static readonly TimeSpan BetweenKills = TimeSpan.FromSeconds(Length.Of(1, 5));

    [Fact]
    public async Task A_database_killed_again_and_again_gets_every_row_once_and_stops_nothing()
    {
        var kills = Length.Of(4, 60);
        var connection = postgres.CreateDatabase("killed");
        await using var run = await RunAsync(connection);
        using var load = CustomerLoad.Start(run.Site.Load(int.MaxValue) with { Reconnect = false, Rate = Rate });

        for (var kill = 0; kill < kills; kill++)
        {
            await load.AnsweredMoreAsync((long)(Rate * BetweenKills.TotalSeconds / 2));
            await postgres.StopAsync();
            await load.AnsweredMoreAsync((long)(Rate * BetweenKills.TotalSeconds / 2));
            await postgres.StartAsync();
        }

        Assert.Equal(0, (await load.EndAsync()).Unknown);
        await run.EndAsync(connection);
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
        Assert.Equal(0, await Site.StopAsync(gateway));
        Assert.Equal(0, await Site.StopAsync(a));
        Assert.Equal(0, await Site.StopAsync(b));
        var cdrs = CdrRows.OfPostgres(connection);
        Books.Of(site, cdrs).AssertBalanced();
        Assert.Equal(4L * messages, cdrs.Count);
    }

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
