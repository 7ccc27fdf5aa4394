using Shared;

namespace Faults;

public sealed class PostgresTests(PostgresServer postgres) : IClassFixture<PostgresServer>
{
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
}
