using System.Net;
using System.Net.Sockets;
using Gateway.Configuration;
using Gateway.Tests.Configuration;
using Gateway.Tests.Harness;
using Shared;
using Smpp.Protocol;
using Smpp.Session;

namespace Gateway.Tests.Flows;

/// <summary>Listening addresses follow a reload, and sessions of those that stay do not notice.</summary>
public class ListenerReloadTests
{
    [Fact]
    public async Task Addresses_come_and_go_and_only_sessions_of_those_that_go_are_unbound()
    {
        var (kept, gone, added) = (NewAddress(), NewAddress(), NewAddress());
        await using var bench = NewBench(kept, gone);
        await bench.StartAsync();
        await using var staying = await BindAsync(kept);
        await using var leaving = await BindAsync(gone);

        bench.Config = bench.Config with { Listen = [Listen(added), Listen(kept)] };
        await bench.ReloadAsync();

        var end = await leaving.Session.Completion.WaitAsync(Until.Limit, TestContext.Current.CancellationToken);
        Assert.Equal(SessionEndReason.Unbound, end.Reason);
        await Assert.ThrowsAnyAsync<SocketException>(() => BindAsync(gone));
        await staying.AcceptedAsync(Sms.Submit());
        await using var arriving = await BindAsync(added);
        await arriving.AcceptedAsync(Sms.Submit());
        Assert.Equal(new HashSet<IPEndPoint> { kept, added }, bench.Node.Listening.ToHashSet());
        await Until.Async(() => bench.Node.Sessions.Count() == 2);
    }

    [Fact]
    public async Task An_address_in_use_changes_nothing_and_is_named_by_file_and_line()
    {
        var kept = NewAddress();
        using var occupant = new TcpListener(IPAddress.Loopback, 0);
        occupant.Start();
        var taken = (IPEndPoint)occupant.LocalEndpoint;
        var free = NewAddress();
        await using var bench = NewBench(kept);
        await bench.StartAsync();
        await using var customer = await BindAsync(kept);

        bench.Config = bench.Config with { Listen = [Listen(free), Listen(taken)] };
        ConfigFiles.Write(bench.ConfFolder, bench.Config);
        var errors = await bench.Node.ReloadAsync(bench.ConfFolder);

        var file = Path.Combine(bench.ConfFolder, GatewayConfigLoader.SmppToml);
        int line = File.ReadAllLines(file).IndexOf($"address = \"{taken}\"") + 1;
        Assert.StartsWith($"{file}:{line}: cannot listen on {taken}: ", Assert.Single(errors).ToString(), StringComparison.Ordinal);
        Assert.Equal(1, bench.Node.Snapshot.Revision);
        Assert.Equal(kept, Assert.Single(bench.Node.Listening));
        await customer.AcceptedAsync(Sms.Submit());
        await using var another = await BindAsync(kept);
        await Assert.ThrowsAnyAsync<SocketException>(() => BindAsync(free));
    }

    [Fact]
    public async Task A_port_passes_from_one_address_to_another_and_comes_back_when_that_is_in_vain()
    {
        var narrow = NewAddress();
        var wide = new IPEndPoint(IPAddress.Any, narrow.Port);
        await using var bench = NewBench(narrow);
        await bench.StartAsync();
        await using var customer = await BindAsync(narrow);
        using (var occupant = new TcpListener(IPAddress.Parse("127.0.0.2"), narrow.Port))
        {
            occupant.Start();
            bench.Config = bench.Config with { Listen = [Listen(wide)] };
            ConfigFiles.Write(bench.ConfFolder, bench.Config);

            Assert.Single(await bench.Node.ReloadAsync(bench.ConfFolder));

            await using var another = await BindAsync(narrow);
            await customer.AcceptedAsync(Sms.Submit());
            await Until.Async(() => bench.Node.Sessions.Count() == 2);
        }

        await bench.ReloadAsync();

        await using var elsewhere = await BindAsync(new IPEndPoint(IPAddress.Parse("127.0.0.2"), narrow.Port));
        Assert.Equal(wide, Assert.Single(bench.Node.Listening));
    }

    [Theory]
    [InlineData("proxies = [\"127.0.0.0/8\"]")]
    [InlineData("tls = { certificate = \"file:cert.pem\", key = \"file:key.pem\" }")]
    public async Task What_an_address_asks_of_connections_changes_for_new_ones_only(string option)
    {
        var address = NewAddress();
        await using var bench = NewBench(address);
        await bench.StartAsync();
        await using var before = await BindAsync(address);
        var (certificate, key) = Certificates.SelfSigned("gateway.example");

        ConfigFiles.Write(bench.ConfFolder, bench.Config);
        var file = Path.Combine(bench.ConfFolder, GatewayConfigLoader.SmppToml);
        await File.AppendAllTextAsync(file, option, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(bench.ConfFolder, "cert.pem"), certificate, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(bench.ConfFolder, "key.pem"), key, TestContext.Current.CancellationToken);
        Assert.Empty(await bench.Node.ReloadAsync(bench.ConfFolder));

        await Assert.ThrowsAnyAsync<Exception>(() => BindAsync(address));
        await before.AcceptedAsync(Sms.Submit());
        await bench.ReloadAsync();
        await using var after = await BindAsync(address);
        await after.AcceptedAsync(Sms.Submit());
        await before.AcceptedAsync(Sms.Submit());
    }

    [Fact]
    public async Task An_address_of_the_command_line_holds_against_every_reload()
    {
        var address = NewAddress();
        await using var bench = NewBench(address);
        bench.OnlyListen = Listen(address);
        await bench.StartAsync();
        await using var customer = await BindAsync(address);

        bench.Config = bench.Config with { Listen = [Listen(NewAddress())] };
        await bench.ReloadAsync();

        Assert.Equal(address, Assert.Single(bench.Node.Listening));
        await customer.AcceptedAsync(Sms.Submit());
    }

    private static IPEndPoint NewAddress() => new(IPAddress.Loopback, FreePort.Next());

    private static ListenConfig Listen(IPEndPoint address) => new() { Address = address };

    private static Bench NewBench(params IPEndPoint[] addresses)
    {
        var bench = new Bench();
        bench.AddCarrier("a");
        bench.Config = bench.Config with { Listen = [.. addresses.Select(Listen)] };
        return bench;
    }

    private static Task<Customer> BindAsync(IPEndPoint address) =>
        Customer.BindAsync(address, "demo", CommandId.BindTransceiver, InterfaceVersion.V34);
}
