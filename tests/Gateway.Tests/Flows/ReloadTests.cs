using Gateway.Configuration;
using Gateway.Tests.Harness;
using Routing;
using Shared;
using Smpp.Protocol;
using Smpp.Session;

namespace Gateway.Tests.Flows;

public class ReloadTests
{
    [Fact]
    public async Task Sessions_that_a_reload_does_not_concern_stay_and_new_settings_hold_at_once()
    {
        await using var bench = new Bench();
        var a = bench.AddCarrier("a");
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        await customer.AcceptedAsync(Sms.Submit());

        bench.Config = bench.Config with { Routes = [Bench.Route("a") with { Match = new RouteMatch { Destinations = ["33"] } }] };
        await bench.ReloadAsync();

        Assert.Equal(CommandStatus.InvalidDestinationAddress, (await customer.SubmitAsync(Sms.Submit())).Header.Status);
        await customer.AcceptedAsync(Sms.Submit(to: "33612345678"));
        Assert.Equal(1, a.BindsEver);
        Assert.Equal(2, bench.Node.Snapshot.Revision);
    }

    [Fact]
    public async Task A_broken_configuration_changes_nothing_and_every_error_names_its_file_and_line()
    {
        await using var bench = new Bench();
        var a = bench.AddCarrier("a");
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        ConfigFiles.Write(bench.ConfFolder, bench.Config);
        var routes = Path.Combine(bench.ConfFolder, GatewayConfigLoader.RoutesToml);
        await File.WriteAllTextAsync(
            routes,
            "[[route]]\nname = \"x\"\nto = \"nowhere\"\n[[route]]\nname = \"y\"\nmode = \"stored\"\nto = \"a\"\n",
            TestContext.Current.CancellationToken);

        var errors = await bench.Node.ReloadAsync(bench.ConfFolder);

        Assert.Equal(2, errors.Count);
        Assert.StartsWith($"{routes}:3: ", errors[0].ToString(), StringComparison.Ordinal);
        Assert.StartsWith($"{routes}:6: ", errors[1].ToString(), StringComparison.Ordinal);
        Assert.Equal(1, bench.Node.Snapshot.Revision);
        await customer.AcceptedAsync(Sms.Submit());
        await Until.Async(() => a.Submits.Count == 1);
    }

    [Fact]
    public async Task What_needs_a_restart_stays_as_the_start_found_it_and_is_named()
    {
        await using var bench = new Bench();
        bench.AddCarrier("a");
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        var id = await customer.AcceptedAsync(Sms.Submit(registeredDelivery: 0));
        await Until.Async(() => bench.Alive == 0);
        var before = bench.Node.Snapshot.Config;
        ConfigFiles.Write(bench.ConfFolder, bench.Config with { Node = before.Node with { Name = "other" } });
        await File.AppendAllTextAsync(
            Path.Combine(bench.ConfFolder, GatewayConfigLoader.SmppToml),
            $"""
            [cdr]
            sink = "postgres"
            connection = "plain:Host=127.0.0.1;Port={FreePort.Next()};Username=gw"
            [limits]
            bind_timeout = "5s"
            [log]
            level = "error"
            """,
            TestContext.Current.CancellationToken);

        Assert.Empty(await bench.Node.ReloadAsync(bench.ConfFolder));

        var after = bench.Node.Snapshot;
        Assert.Equal(2, after.Revision);
        // The bench's journal is smaller than the default, which is what the files say.
        Assert.Equal(["node", "limits", "store", "cdr", "log"], after.ForRestart);
        Assert.Equal(
            (before.Node, before.Limits, before.Store, before.Cdr, before.Log),
            (after.Config.Node, after.Config.Limits, after.Config.Store, after.Config.Cdr, after.Config.Log));
        // It has ended, so that the answer is in the CDRs: where the exporter writes them.
        var query = new QuerySm { MessageId = id, Source = Address.Parse("ACME") };
        var answer = await customer.Session.SendAsync(query).AsTask().WaitAsync(Until.Limit, TestContext.Current.CancellationToken);
        Assert.Equal(CommandStatus.Ok, answer.Header.Status);
    }

    [Fact]
    public async Task A_removed_account_is_unbound_and_cannot_bind_again_until_it_is_back()
    {
        await using var bench = new Bench();
        bench.AddCarrier("a");
        bench.AddAccount(Bench.Account("leaving"));
        await bench.StartAsync();
        var staying = await bench.BindAsync();
        var leaving = await bench.BindAsync("leaving");
        var with = bench.Config;

        bench.Config = with with { Accounts = [Bench.Account("demo")] };
        await bench.ReloadAsync();

        var end = await leaving.Session.Completion.WaitAsync(Until.Limit, TestContext.Current.CancellationToken);
        Assert.Equal(SessionEndReason.Unbound, end.Reason);
        await Assert.ThrowsAsync<Smpp.Client.SmppBindException>(() => bench.BindAsync("leaving"));
        await staying.AcceptedAsync(Sms.Submit());
        bench.Config = with;
        await bench.ReloadAsync();
        var back = await bench.BindAsync("leaving");
        await back.AcceptedAsync(Sms.Submit());
    }

    [Fact]
    public async Task Receipts_for_an_account_that_left_wait_for_it()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        bench.AddAccount(Bench.Account("leaving"));
        await bench.StartAsync();
        var leaving = await bench.BindAsync("leaving");
        string[] ids = [await leaving.AcceptedAsync(Sms.Submit("1")), await leaving.AcceptedAsync(Sms.Submit("2"))];
        await Until.Async(() => carrier.Submits.Count == 2);
        await using (var transmitter = await bench.BindAsync("leaving", CommandId.BindTransmitter))
            leaving.Cut();
        await Until.Async(() => bench.Node.Snapshot.Accounts["leaving"].Sessions.Count == 0);
        await carrier.ReceiptAsync(carrier.Submits[0]);
        var with = bench.Config;

        bench.Config = with with { Accounts = [Bench.Account("demo")] };
        await bench.ReloadAsync();
        Assert.Equal(CommandStatus.Ok, await carrier.ReceiptAsync(carrier.Submits[1]));
        bench.Config = with;
        await bench.ReloadAsync();
        var back = await bench.BindAsync("leaving");

        await Until.Async(() => bench.Alive == 0);
        Assert.Equal(ids, back.Receipts.Select(receipt => receipt.Id));
    }

    [Fact]
    public async Task A_new_upstream_is_connected_and_used()
    {
        await using var bench = new Bench();
        bench.AddCarrier("a");
        await bench.StartAsync();
        var customer = await bench.BindAsync();

        var b = bench.AddCarrier("b");
        bench.Config = bench.Config with { Routes = [Bench.Route("b")] };
        await bench.ReloadAsync();
        await customer.AcceptedAsync(Sms.Submit(registeredDelivery: 0));

        await Until.Async(() => b.Submits.Count == 1 && bench.Alive == 0);
    }

    [Fact]
    public async Task A_changed_upstream_is_bound_anew_and_the_receipts_it_owes_are_still_matched()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        var id = await customer.AcceptedAsync(Sms.Submit());
        await Until.Async(() => bench.Counters.Sent == 1);
        var old = carrier.Binds[0];

        bench.ChangeUpstream(upstream => upstream with { Binds = 2, Window = 3 });
        await bench.ReloadAsync();

        await Until.Async(() => old.IsEnded);
        await bench.BoundAsync(carrier);
        Assert.Equal(2, carrier.Binds.Count);
        await carrier.ReceiptAsync(carrier.Submits[0]);
        await Until.Async(() => bench.Alive == 0);
        Assert.Equal(id, Assert.Single(customer.Receipts).Id);
        Assert.Equal(0, bench.Counters.Uncertain);
    }

    [Fact]
    public async Task No_replaced_upstream_waits_for_the_unbind_of_another()
    {
        // The clock stands still, so that no unbind gives up what is unanswered.
        await using var bench = new Bench { Clock = Bench.NewClock() };
        FakeCarrier[] carriers = [Add("44"), Add("33")];
        bench.Config = bench.Config with { Routes = [To("44"), To("33")] };
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        foreach (var carrier in carriers)
        {
            await customer.AcceptedAsync(Sms.Submit("first", to: carrier.Name + "7700900123", registeredDelivery: 0));
            await customer.AcceptedAsync(Sms.Submit("second", to: carrier.Name + "7700900123", registeredDelivery: 0));
            await Until.Async(() => carrier.Submits.Count == 1);
        }

        bench.Config = bench.Config with { Upstreams = [.. bench.Config.Upstreams.Select(upstream => upstream with { Window = 2 })] };
        var reload = bench.ReloadAsync();
        foreach (var carrier in carriers)
            await Until.Async(() => carrier.Submits.Count == 2, what: $"what waited for {carrier.Name} goes to what has taken its place");
        Assert.False(reload.IsCompleted);
        Assert.Equal(2, bench.Node.Snapshot.Revision);
        foreach (var carrier in carriers)
            carrier.Submits[0].Accept();

        await reload.WaitAsync(Until.Limit, TestContext.Current.CancellationToken);
        foreach (var carrier in carriers)
            carrier.Submits[1].Accept();
        await bench.PassUntilAsync(() => bench.Alive == 0, TimeSpan.FromMilliseconds(100), "all has been sent");

        FakeCarrier Add(string name)
        {
            var carrier = bench.AddCarrier(name, upstream => upstream with { Window = 1 });
            carrier.Script = FakeCarrier.KeepQuiet;
            return carrier;
        }

        static RouteConfig To(string name) => Bench.Route(name) with { Match = new RouteMatch { Destinations = [name] } };
    }

    [Fact]
    public async Task Messages_in_the_queue_and_in_the_window_of_a_changed_upstream_leave_over_the_new_one()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        carrier.Script = FakeCarrier.KeepQuiet;
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        for (int i = 0; i < 30; i++)
            await customer.AcceptedAsync(Sms.Submit($"{i}", registeredDelivery: 0));
        await Until.Async(() => carrier.Submits.Count == 10);

        bench.ChangeUpstream(upstream => upstream with { Window = 20 });
        var reload = bench.ReloadAsync();
        await Until.Async(() => carrier.Submits.Count == 30);
        carrier.Script = FakeCarrier.Accept;
        foreach (var submit in carrier.Submits)
            submit.Accept();
        await reload;

        await Until.Async(() => bench.Alive == 0);
        Assert.Equal(30, carrier.Submits.Count);
        Assert.Equal(30, carrier.Texts.Distinct().Count());
        Assert.Equal(0, bench.Counters.Uncertain);
    }

    [Fact]
    public async Task What_an_upstream_refused_for_now_before_it_was_replaced_goes_to_the_new_one()
    {
        await using var bench = new Bench { Clock = Bench.NewClock() };
        var carrier = bench.AddCarrier("a");
        carrier.Script = submit => submit.Reject(CommandStatus.SystemError);
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        await customer.AcceptedAsync(Sms.Submit(registeredDelivery: 0));
        await Until.Async(() => bench.Counters.Retried == 1);

        bench.ChangeUpstream(upstream => upstream with { Window = 20 });
        await bench.PassAsync(bench.ReloadAsync());
        carrier.Script = FakeCarrier.Accept;

        await bench.PassUntilAsync(() => bench.Alive == 0, TimeSpan.FromMilliseconds(200), "it is taken");
        Assert.Equal(1, bench.Counters.Sent);
    }

    [Fact]
    public async Task Messages_of_a_removed_upstream_leave_over_what_their_route_names_now()
    {
        await using var bench = new Bench();
        var b = await FiveWaitForAAsync(bench);

        bench.Config = bench.Config with
        {
            Upstreams = [.. bench.Config.Upstreams.Where(upstream => upstream.Name == "b")],
            Routes = [Bench.Route("b")],
        };
        await bench.ReloadAsync();

        await Until.Async(() => bench.Alive == 0);
        Assert.Equal(["0", "1", "2", "3", "4"], b.Texts);
        Assert.Equal(0, bench.Counters.Failed);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Messages_that_wait_for_a_carrier_that_is_down_leave_over_what_their_route_names_now(bool grouped)
    {
        await using var bench = new Bench();
        var b = await FiveWaitForAAsync(bench);

        if (grouped)
            bench.Group(GroupStrategy.Failover);
        else
            bench.Config = bench.Config with { Routes = [Bench.Route("b")] };
        await bench.ReloadAsync();

        await Until.Async(() => bench.Alive == 0);
        Assert.Equal(["0", "1", "2", "3", "4"], b.Texts);
        Assert.Equal(0, bench.Node.Snapshot.Upstreams["a"].Queued);
    }

    [Fact]
    public async Task Messages_that_no_route_takes_any_more_end_undeliverable()
    {
        await using var bench = new Bench();
        var a = bench.AddCarrier("a");
        bench.AddCarrier("b");
        a.OnBind = _ => CommandStatus.SystemError;
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        var id = await customer.AcceptedAsync(Sms.Submit());

        bench.Config = bench.Config with
        {
            Upstreams = [.. bench.Config.Upstreams.Where(upstream => upstream.Name == "b")],
            Routes = [Bench.Route("b") with { Match = new RouteMatch { Destinations = ["33"] } }],
        };
        await bench.ReloadAsync();

        await Until.Async(() => bench.Alive == 0);
        var receipt = Assert.Single(customer.Receipts);
        Assert.Equal((id, MessageState.Undeliverable), (receipt.Id, receipt.State));
        Assert.Equal(1, bench.Counters.Failed);
    }

    [Fact]
    public async Task Reloads_under_load_lose_nothing()
    {
        const int Messages = 600;
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a", upstream => upstream with { Window = 20 });
        carrier.Script = submit => Task.Run(() => submit.Accept());
        await bench.StartAsync();
        var customer = await bench.BindAsync();

        async Task LoadAsync()
        {
            for (int i = 0; i < Messages; i += 20)
                await Task.WhenAll(Enumerable.Range(i, 20).Select(n => customer.AcceptedAsync(Sms.Submit($"{n}", registeredDelivery: 0))));
        }

        var load = LoadAsync();
        for (int revision = 0; !load.IsCompleted || revision < 5; revision++)
        {
            bench.ChangeUpstream(upstream => upstream with { Window = 20 + revision % 2 });
            await bench.ReloadAsync();
        }
        await load;

        await Until.Async(() => bench.Alive == 0);
        Assert.Equal(Messages, carrier.Texts.Distinct().Count());
        Assert.Equal(Messages, bench.Counters.Sent);
        Assert.Equal(0, bench.Counters.Failed);
        Assert.Equal(bench.Counters.Uncertain, carrier.Submits.Count - Messages);
    }

    /// <summary>Five messages, 0 to 4, wait for a, which is down; b is up, and no route leads there.</summary>
    private static async Task<FakeCarrier> FiveWaitForAAsync(Bench bench)
    {
        bench.AddCarrier("a").OnBind = _ => CommandStatus.SystemError;
        var b = bench.AddCarrier("b");
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        for (int i = 0; i < 5; i++)
            await customer.AcceptedAsync(Sms.Submit($"{i}", registeredDelivery: 0));
        return b;
    }
}
