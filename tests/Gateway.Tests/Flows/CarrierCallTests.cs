using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Gateway.Configuration;
using Gateway.Tests.Configuration;
using Gateway.Tests.Harness;
using Peers;
using Routing;
using Shared;
using Smpp.Client;
using Smpp.Protocol;
using Smpp.Session;

namespace Gateway.Tests.Flows;

/// <summary>Carriers that open the connection themselves and send outbind (v3.4 §2.2.1).</summary>
public class CarrierCallTests
{
    [Fact]
    public async Task What_a_carrier_brings_that_calls_is_taken_as_from_any_other_bind_of_its_upstream()
    {
        var address = NewAddress();
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a", upstream => Called(upstream, address) with { Bind = BindMode.Transmitter });
        carrier.OnBind = kind => kind == CommandId.BindTransceiver ? CommandStatus.SystemError : CommandStatus.Ok;
        bench.Config = bench.Config with { Routes = [.. bench.Config.Routes, Bench.MoRoute("12345", "demo")] };
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        var id = await customer.AcceptedAsync(Sms.Submit());
        await Until.Async(() => bench.Counters.Sent == 1);

        await carrier.CallAsync(address, "CARRIER", "theirs");
        await Until.Async(() => carrier.Binds.Any(bind => bind.Session.State.CanDeliver));
        Assert.Equal(CommandStatus.Ok, await carrier.DeliverAsync(Sms.Mo("inbound")));
        Assert.Equal(CommandStatus.Ok, await carrier.ReceiptAsync(carrier.Submits[0]));

        await Until.Async(() => customer.Deliveries.Count == 2 && bench.Alive == 0);
        Assert.Equal((id, MessageState.Delivered), (customer.Receipts[0].Id, customer.Receipts[0].State));
        Assert.Equal(CommandId.BindReceiver, carrier.Binds[^1].Kind);
        var called = carrier.Binds[^1].Session;
        await bench.StopAsync();
        Assert.Equal(SessionEndReason.Unbound, (await called.Completion.WaitAsync(Until.Limit)).Reason);
    }

    [Fact]
    public async Task A_carrier_calls_over_TLS_and_is_shown_the_certificate_of_its_upstream()
    {
        var address = NewAddress();
        var (certificate, key) = Certificates.SelfSigned("gateway.example");
        var tls = new ListenTls { Identity = new TlsIdentity(certificate, new Secret(key, "")) };
        await using var bench = new Bench();
        var carrier = bench.AddCarrier(
            "a", upstream => upstream with { Binds = 0, Outbind = Called(upstream, address).Outbind! with { Tls = tls } });
        bench.Config = bench.Config with { Routes = [Bench.MoRoute("12345", "demo")] };
        await bench.StartAsync();
        var customer = await bench.BindAsync();

        var trust = new ConnectTls { ServerName = "gateway.example", Ca = new TlsTrust(certificate) };
        await carrier.CallAsync(address, "CARRIER", "theirs", trust.ToClientOptions());
        await Until.Async(() => carrier.Binds.Count == 1);
        Assert.Equal(CommandStatus.Ok, await carrier.DeliverAsync(Sms.Mo("over TLS")));

        await Until.Async(() => customer.Deliveries.Count == 1 && bench.Alive == 0);
        await Assert.ThrowsAsync<AuthenticationException>(() => carrier.CallAsync(
            address, "CARRIER", "theirs", (trust with { ServerName = "another.example" }).ToClientOptions()));
    }

    [Theory]
    [InlineData("CARRIER", "wrong")]
    [InlineData("somebody", "theirs")]
    public async Task Who_calls_with_another_outbind_is_not_bound_to(string systemId, string password)
    {
        var address = NewAddress();
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a", upstream => Called(upstream, address) with { Binds = 0 });
        await bench.StartAsync();

        var session = await carrier.CallAsync(address, systemId, password);

        await session.Completion.WaitAsync(Until.Limit, TestContext.Current.CancellationToken);
        Assert.Equal(0, carrier.BindsEver);
    }

    [Fact]
    public async Task The_address_follows_a_reload_and_one_that_cannot_be_listened_on_changes_nothing()
    {
        var (first, second) = (NewAddress(), NewAddress());
        using var occupant = new TcpListener(IPAddress.Loopback, 0);
        occupant.Start();
        var taken = (IPEndPoint)occupant.LocalEndpoint;
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a", upstream => Called(upstream, first) with { Binds = 0 });
        bench.Config = bench.Config with { Routes = [Bench.MoRoute("12345", "demo")] };
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        await carrier.CallAsync(first, "CARRIER", "theirs");
        await Until.Async(() => carrier.Binds.Count == 1);
        var upstream = bench.Config.Upstreams[0];

        bench.Config = bench.Config with { Upstreams = [Called(upstream, taken)] };
        ConfigFiles.Write(bench.ConfFolder, bench.Config);
        var errors = await bench.Node.ReloadAsync(bench.ConfFolder);
        var file = Path.Combine(bench.ConfFolder, GatewayConfigLoader.UpstreamsToml);
        int line = File.ReadAllLines(file).ToList().FindIndex(text => text.StartsWith("outbind", StringComparison.Ordinal)) + 1;
        Assert.StartsWith($"{file}:{line}: cannot listen on {taken}: ", Assert.Single(errors).ToString(), StringComparison.Ordinal);
        Assert.Equal(CommandStatus.Ok, await carrier.DeliverAsync(Sms.Mo("still there")));

        // The same address with another setting, then another address.
        bench.Config = bench.Config with { Upstreams = [Called(upstream, first) with { Window = 11 }] };
        await bench.ReloadAsync();
        await carrier.CallAsync(first, "CARRIER", "theirs");
        await Until.Async(() => carrier.BindsEver == 2);
        bench.Config = bench.Config with { Upstreams = [Called(upstream, second)] };
        await bench.ReloadAsync();
        await Until.Async(() => carrier.Binds.Count == 0);
        await Assert.ThrowsAnyAsync<SocketException>(() => carrier.CallAsync(first, "CARRIER", "theirs"));
        await carrier.CallAsync(second, "CARRIER", "theirs");
        await Until.Async(() => carrier.Binds.Count == 1);
        Assert.Equal(CommandStatus.Ok, await carrier.DeliverAsync(Sms.Mo("here")));
        await Until.Async(() => customer.Deliveries.Count == 2 && bench.Alive == 0);
    }

    [Fact]
    public async Task No_upstream_waits_for_the_unbind_of_a_carrier_that_had_called()
    {
        var (first, second) = (NewAddress(), NewAddress());
        // The clock stands still, so that no unbind gives up what is unanswered.
        await using var bench = new Bench { Clock = Bench.NewClock() };
        var carrier = bench.AddCarrier("a", upstream => Called(upstream, first) with { Binds = 0 });
        bench.Config = bench.Config with { Routes = [] };
        await bench.StartAsync(whenBound: false);
        await using var mute = await RawPeer.ConnectAsync(first);
        await mute.SendAsync(WirePdu.Of(new Outbind { SystemId = "CARRIER", Password = "theirs" }, 1));
        var bind = await mute.ReceiveAsync(CommandId.BindReceiver);
        await mute.SendAsync(WirePdu.BindResp(bind.Sequence, CommandId.BindReceiver));
        var old = bench.Node.Snapshot.Upstreams["a"];
        await Until.Async(() => bench.Node.Calls.SessionsOf(old).Any(session => session.State.IsBound));

        bench.Config = bench.Config with { Upstreams = [Called(bench.Config.Upstreams[0], second)] };
        var connected = bench.AddCarrier("b");
        var reload = bench.ReloadAsync();
        await mute.ReceiveAsync(CommandId.Unbind);
        await bench.BoundAsync(connected);
        await carrier.CallAsync(second, "CARRIER", "theirs");
        await Until.Async(() => carrier.Binds.Count == 1);
        Assert.False(reload.IsCompleted);

        await mute.DisposeAsync();
        await reload.WaitAsync(Until.Limit, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_start_says_which_address_it_cannot_listen_on()
    {
        using var occupant = new TcpListener(IPAddress.Loopback, 0);
        occupant.Start();
        var taken = (IPEndPoint)occupant.LocalEndpoint;
        await using var bench = new Bench();
        bench.AddCarrier("a", upstream => Called(upstream, taken));

        var failure = await Assert.ThrowsAsync<GatewayStartException>(() => bench.StartAsync());

        Assert.StartsWith($"cannot listen on {taken} for outbinds of a: ", failure.Message, StringComparison.Ordinal);
    }

    private static IPEndPoint NewAddress() => new(IPAddress.Loopback, FreePort.Next());

    private static UpstreamConfig Called(UpstreamConfig upstream, IPEndPoint address) => upstream with
    {
        Outbind = new OutbindConfig { Listen = address, SystemId = "CARRIER", Password = new Secret("theirs", "plain:***") },
    };
}
