using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Shared;
using Smpp.Client;
using Smpp.Protocol;
using Smpp.Server;
using Smpp.Session;
using Smpp.Testing;

namespace Smpp.Hosting.Tests;

public class HostingTests
{
    [Fact]
    public async Task A_client_and_a_server_of_one_host_find_each_other_and_unbind_when_it_stops()
    {
        var network = new MemoryNetwork();
        using var host = Build(services => services
            .AddSmppServer("centre", options => (options.Address, options.Port) = ("127.0.0.1", 0), (centre, provider) => centre
                .OnBind(request => request.SystemId == "demo" ? CommandStatus.Ok : CommandStatus.InvalidSystemId)
                .OnSubmit((request, _) => new(new SubmitSmResp { MessageId = provider.GetRequiredService<Ids>().Next() })))
            .AddSingleton<Ids>()
            .AddSmppClient("main", options => Fill(options, network)));
        await host.StartAsync(TestContext.Current.CancellationToken);
        var centre = host.Services.GetRequiredService<MessageCentre>();
        _ = network.Serve(centre.RunAsync, TestContext.Current.CancellationToken);
        var client = host.Services.GetRequiredService<SmppClient>();
        Assert.Same(client, host.Services.GetRequiredKeyedService<SmppClient>("main"));

        var sent = await client.SendAsync("ACME", "+447700900123", "hello").InTime();
        Assert.Equal(["id1"], sent.MessageIds);
        Assert.Single(centre.Sessions);

        await host.StopAsync(TestContext.Current.CancellationToken).InTime();
        Assert.Empty(centre.Sessions);
        Assert.False(centre.IsListening);
    }

    [Fact]
    public async Task Clients_are_told_apart_by_their_names()
    {
        using var host = Build(services => services
            .AddSmppClient("one", options => Fill(options, new MemoryNetwork { Refuses = true }))
            .AddSmppClient("two", options => Fill(options, new MemoryNetwork { Refuses = true })));

        await host.StartAsync(TestContext.Current.CancellationToken);
        Assert.Equal(
            ["one", "two"],
            new[] { "one", "two" }.Select(name => host.Services.GetRequiredKeyedService<SmppClient>(name).Name));
        Assert.Equal("one", host.Services.GetRequiredService<SmppClient>().Name);
        await host.StopAsync(TestContext.Current.CancellationToken).InTime();
    }

    [Fact]
    public void A_name_is_given_once_to_a_client_and_once_to_a_server()
    {
        var services = new ServiceCollection()
            .AddSmppClient("main")
            .AddSmppServer("main", null, (_, _) => { })
            .AddSmppClient("other");

        var again = Assert.Throws<ArgumentException>(() => services.AddSmppClient("main"));
        Assert.Contains("SmppClient called 'main'", again.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => services.AddSmppServer("main", null, (_, _) => { }));
    }

    [Fact]
    public async Task Options_at_fault_stop_the_host_from_starting_with_every_fault()
    {
        using var host = Build(services => services
            .AddSmppClient("main", options => options.Port = 0)
            .AddSmppServer("centre", options => options.HandlersPerSession = 0, (_, _) => { }));

        var refused = await Assert.ThrowsAnyAsync<Exception>(() => host.StartAsync(TestContext.Current.CancellationToken));
        var faults = (refused is AggregateException all ? all.InnerExceptions : [refused])
            .SelectMany(fault => Assert.IsType<OptionsValidationException>(fault).Failures).ToArray();
        Assert.Contains("SMPP client 'main': Port is 0; 1..65535 are possible.", faults);
        Assert.Contains("SMPP client 'main': SystemId is missing.", faults);
        Assert.Contains("SMPP server 'centre': HandlersPerSession is 0; it must be at least 1.", faults);
    }

    [Fact]
    public async Task Health_follows_the_binds_and_the_listener()
    {
        var network = new MemoryNetwork();
        using var host = Build(services =>
        {
            services.AddSmppClient("main", options =>
            {
                Fill(options, network);
                options.Binds = 2;
            });
            services.AddSmppServer("centre", options => (options.Address, options.Port) = ("127.0.0.1", 0), (_, _) => { });
            services.AddHealthChecks().AddSmppClient("main").AddSmppServer("centre", HealthStatus.Degraded);
        });
        var health = host.Services.GetRequiredService<HealthCheckService>();
        async Task<HealthReportEntry> CheckAsync(string name) => (await health.CheckHealthAsync()).Entries[name];

        Assert.Equal(HealthStatus.Degraded, (await CheckAsync("smpp-server-centre")).Status);
        await host.StartAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync("smpp-server-centre")).Status);
        Assert.Equal(HealthStatus.Unhealthy, (await CheckAsync("smpp-client-main")).Status);

        await using var first = await ScriptedPeer.AcceptAsync(network).InTime();
        await first.AcceptBindAsync();
        await Until.Async(async () => (await CheckAsync("smpp-client-main")).Status == HealthStatus.Degraded);
        Assert.Contains("1 of 2 bound", (await CheckAsync("smpp-client-main")).Description, StringComparison.Ordinal);
        await using var second = await ScriptedPeer.AcceptAsync(network).InTime();
        await second.AcceptBindAsync();
        await Until.Async(async () => (await CheckAsync("smpp-client-main")).Status == HealthStatus.Healthy);
        network.Cut();
        await Until.Async(async () => (await CheckAsync("smpp-client-main")).Status == HealthStatus.Unhealthy);
        network.Refuses = true;
        await host.StopAsync(TestContext.Current.CancellationToken).InTime();
    }

    [Fact]
    public async Task A_pair_of_which_only_the_receiver_is_bound_is_degraded_and_has_not_failed()
    {
        var network = new MemoryNetwork();
        using var host = Build(services =>
        {
            services.AddSmppClient("main", options =>
            {
                Fill(options, network);
                options.Mode = BindMode.Pair;
            });
            services.AddHealthChecks().AddSmppClient("main");
        });
        var health = host.Services.GetRequiredService<HealthCheckService>();
        async Task<HealthReportEntry> CheckAsync() => (await health.CheckHealthAsync()).Entries["smpp-client-main"];
        await host.StartAsync(TestContext.Current.CancellationToken);
        for (int i = 0; i < 2; i++)
        {
            var peer = await ScriptedPeer.AcceptAsync(network).InTime();
            var bind = await peer.ExpectAsync<Bind>();
            if (bind.Header.Id == CommandId.BindReceiver)
                await peer.ReplyAsync(bind, new BindResp(CommandId.BindReceiverResp) { SystemId = "peer" });
        }
        await Until.Async(async () => (await CheckAsync()).Description == "1 of 2 bound");

        Assert.Equal(HealthStatus.Degraded, (await CheckAsync()).Status);
        network.Refuses = true;
        network.Cut();
        await Until.Async(async () => (await CheckAsync()).Status == HealthStatus.Unhealthy);
        await host.StopAsync(TestContext.Current.CancellationToken).InTime();
    }

    [Fact]
    public async Task A_handler_gets_a_service_of_its_own_scope_on_either_side()
    {
        var network = new MemoryNetwork();
        var handled = new TaskCompletionSource<(string Text, Ids Ids)>();
        using var host = Build(services => services
            .AddSmppServer("centre", options => (options.Address, options.Port) = ("127.0.0.1", 0), (centre, provider) => centre
                .OnBind(_ => CommandStatus.Ok)
                .OnSubmit(provider.Scoped((Ids ids, Request<SubmitSm> request, CancellationToken _) =>
                    new ValueTask<Reply<SubmitSmResp>>(new SubmitSmResp { MessageId = ids.Next() }))))
            .AddScoped<Ids>()
            .AddSmppClient("main", options => Fill(options, network), (client, provider) => client
                .OnMessage(provider.Scoped((Ids ids, ReceivedMessage message, CancellationToken _) =>
                {
                    handled.SetResult((message.Text, ids));
                    return new ValueTask<CommandStatus>(CommandStatus.Ok);
                }))));
        await host.StartAsync(TestContext.Current.CancellationToken);
        var centre = host.Services.GetRequiredService<MessageCentre>();
        _ = network.Serve(centre.RunAsync, TestContext.Current.CancellationToken);
        var client = host.Services.GetRequiredService<SmppClient>();

        for (int i = 0; i < 2; i++)
            Assert.Equal(["id1"], (await client.SendAsync("ACME", "+447700900123", "hello").InTime()).MessageIds);
        var esme = Assert.Single(centre.Sessions);
        var delivering = esme.DeliverAsync(new DeliverSm { Destination = Address.Parse("12345"), Text = "back" }).AsTask();
        Assert.Equal(CommandStatus.Ok, await delivering.InTime());
        Assert.Equal("back", (await handled.Task.InTime()).Text);
        await host.StopAsync(TestContext.Current.CancellationToken).InTime();
    }

    [Fact]
    public void Configuration_is_bound_to_options_and_to_nobody_else_s()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Host"] = "smsc.test", ["AlternateHosts:0"] = "smsc2.test:2776", ["SystemId"] = "demo", ["Binds"] = "3",
            ["Window"] = "77", ["Session:UnbindTimeout"] = "00:00:09", ["Text:AllowLatin1"] = "true", ["HandlersAtOnce"] = "2",
        }).Build();
        var services = new ServiceCollection();
        services.AddSmppClient("main").Configure<SmppClientOptions>("main", configuration);
        using var provider = services.BuildServiceProvider();
        var options = provider.GetRequiredService<IOptionsMonitor<SmppClientOptions>>().Get("main");

        Assert.Equal(("smsc.test", "demo"), (options.Host, options.SystemId));
        Assert.Equal((3, 77, 2), (options.Binds, options.Window, options.HandlersAtOnce));
        Assert.Equal(["smsc2.test:2776"], options.AlternateHosts);
        Assert.Equal((TimeSpan.FromSeconds(9), true), (options.Session.UnbindTimeout, options.Text.AllowLatin1));
        Assert.Equal((TimeSpan.FromSeconds(5), false), (SessionOptions.Default.UnbindTimeout, TextOptions.Default.AllowLatin1));
    }

    private static IHost Build(Action<IServiceCollection> configure)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        configure(builder.Services);
        return builder.Build();
    }

    private static void Fill(SmppClientOptions options, MemoryNetwork network)
    {
        options.Host = "centre.test";
        options.SystemId = "demo";
        options.Password = "demo";
        options.Connect = network.ConnectAsync;
    }

    private sealed class Ids
    {
        private int _last;

        public string Next() => $"id{Interlocked.Increment(ref _last)}";
    }
}
