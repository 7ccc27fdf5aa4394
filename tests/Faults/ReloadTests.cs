using System.Globalization;
using Shared;

namespace Faults;

public class ReloadTests
{
    private const string GoodRoutes = """
        [[route]]
        name = "all"
        to = "default"
        """;

    private const string BrokenRoutes = """
        [[route]]
        name = "all"
        to = "nowhere"
        """;

    private const string NoFrance = """
        [[route]]
        name = "no-france"
        match = { destination = "33" }
        reject = "ESME_RINVDSTADR"

        """ + GoodRoutes;

    [Fact]
    public async Task SIGHUP_with_a_broken_file_keeps_the_old_configuration_and_a_good_one_is_taken()
    {
        await using var site = new Site("carrier-a");
        site.WriteConfiguration();
        var carrier = await site.StartCarrierAsync(0);
        var gateway = await site.StartGatewayAsync();
        await site.WaitForBindsAsync("carrier-a", Site.UpstreamBinds);
        using var load = CustomerLoad.Start(site.Load(0) with { Rate = 2_000, Reconnect = false });
        await load.AnsweredAsync(100);
        var reloads = Length.Of(3, 50);

        for (var reload = 0; reload < reloads; reload++)
        {
            site.WriteFile("routes.toml", BrokenRoutes);
            var told = gateway.Lines.Count(line => line.Contains("routes.toml:3: ", StringComparison.Ordinal));
            gateway.HangUp();
            await Until.Async(() => gateway.Lines.Count(line => line.Contains("routes.toml:3: ", StringComparison.Ordinal)) > told);
            Assert.Equal(1 + reload, await RevisionAsync(site));
            await load.AnsweredMoreAsync(100);

            site.WriteFile("routes.toml", reload % 2 == 0 ? NoFrance : GoodRoutes);
            gateway.HangUp();
            await gateway.WaitForLineAsync(string.Create(CultureInfo.InvariantCulture, $"configuration revision {2 + reload} is in force"));
            Assert.Equal(2 + reload, await RevisionAsync(site));
            await load.AnsweredMoreAsync(100);
        }

        var status = await site.StatusAsync();
        Assert.Equal(4, status.GetProperty("accounts")[0].GetProperty("sessions").GetInt32());
        Assert.Equal(Site.UpstreamBinds, status.GetProperty("upstreams")[0].GetProperty("bound").GetInt32());
        var result = await load.EndAsync();
        // Without --reconnect a session that was dropped would have ended the load with an error.
        Assert.Null(result.Error);
        Assert.Equal(0, result.Rejected + result.Unknown);
        Assert.Equal(0, await Site.StopAsync(gateway));
        Assert.Equal(0, await Site.StopAsync(carrier));
        Books.Of(site).AssertBalanced();
    }

    private static async Task<long> RevisionAsync(Site site) => (await site.StatusAsync()).GetProperty("revision").GetInt64();
}
