using System.Text;
using System.Text.RegularExpressions;
using Gateway.Configuration;
using Routing;
using Shared;
using Smpp.Protocol;

namespace Gateway.Tests.Configuration;

/// <summary>The files under conf/ are what people start from: they must load, and what their comments say must be true.</summary>
public sealed partial class ShippedConfigurationTests : IDisposable
{
    private static readonly string[] Files =
        [GatewayConfigLoader.SmppToml, GatewayConfigLoader.AccountsToml, GatewayConfigLoader.UpstreamsToml, GatewayConfigLoader.RoutesToml];

    private readonly ConfigFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_demo_configuration_loads_and_routes_both_ways()
    {
        var result = GatewayConfigLoader.Load(Repository.PathOf("conf"));

        Assert.Empty(result.Errors);
        var config = result.Config!;
        Assert.Equal("127.0.0.1:2775", Assert.Single(config.Listen).Address.ToString());
        var account = Assert.Single(config.Accounts);
        Assert.Equal("demo", account.SystemId);
        Assert.True(account.Password!.Verify("demo"));
        var upstream = Assert.Single(config.Upstreams);
        Assert.Equal(("carrier-a", "127.0.0.1:2776", "gw", "secret"),
            (upstream.Name, upstream.Address.ToString(), upstream.SystemId, upstream.Password.Reveal()));

        var routes = config.CompileRoutes();
        var mt = routes.Decide(Facts(RouteDirection.Mt, "ACME", "447700900123"));
        Assert.Equal((RouteAction.Forward, RouteMode.Store, "default"), (mt.Action, mt.Mode, routes.Groups[mt.GroupIndex].Name));
        Assert.Equal("demo", routes.Decide(Facts(RouteDirection.Mo, "447700900123", "12345")).Account);
    }

    [Fact]
    public void The_commented_options_show_the_defaults()
    {
        foreach (var name in Files[..3])
            _folder.Write(name, Uncommented(File.ReadAllText(Repository.PathOf("conf", name))));
        _folder.Write(Files[3], File.ReadAllText(Repository.PathOf("conf", Files[3])));

        Assert.Equal(GatewayConfigLoader.Load(Repository.PathOf("conf")).Config, _folder.Config());
    }

    [Theory]
    [InlineData(typeof(NodeConfig), GatewayConfigLoader.SmppToml)]
    [InlineData(typeof(ListenConfig), GatewayConfigLoader.SmppToml)]
    [InlineData(typeof(LimitsConfig), GatewayConfigLoader.SmppToml)]
    [InlineData(typeof(StoreConfig), GatewayConfigLoader.SmppToml)]
    [InlineData(typeof(CdrConfig), GatewayConfigLoader.SmppToml)]
    [InlineData(typeof(LogConfig), GatewayConfigLoader.SmppToml)]
    [InlineData(typeof(DefaultMessageConfig), GatewayConfigLoader.SmppToml)]
    [InlineData(typeof(AccountConfig), GatewayConfigLoader.AccountsToml)]
    [InlineData(typeof(UpstreamConfig), GatewayConfigLoader.UpstreamsToml)]
    [InlineData(typeof(GroupConfig), GatewayConfigLoader.UpstreamsToml)]
    [InlineData(typeof(RouteConfig), GatewayConfigLoader.RoutesToml)]
    [InlineData(typeof(RouteMatch), GatewayConfigLoader.RoutesToml)]
    public void Every_option_is_shown_in_its_file_and_explained_in_the_documentation(Type record, string file)
    {
        var shown = File.ReadAllText(Repository.PathOf("conf", file));
        var explained = File.ReadAllText(Repository.PathOf("docs", "configuration.md"));

        var options = record.GetProperties().Select(property => Option(property.Name)).Where(option => option.Length > 0).ToList();

        Assert.NotEmpty(options);
        Assert.DoesNotContain(options, option => !Regex.IsMatch(shown, $@"(?m)^(# )?(match\.)?{option} = "));
        Assert.DoesNotContain(options, option => !explained.Contains($"`{option}`", StringComparison.Ordinal));
    }

    [Fact]
    public void The_example_with_two_carriers_loads()
    {
        Copy("two-carriers");
        _folder.Set("SMPP_CDR", "Host=db;Database=cdr").Set("CARRIER_A_PASSWORD", "alpha").Set("CARRIER_B_PASSWORD", "beta");

        var config = _folder.Config();

        Assert.True(config.Accounts[0].Password!.Verify("example"));
        Assert.Equal("smpp.carrier-b.example", config.Upstreams[1].Tls!.ServerName);
        var routes = config.CompileRoutes();
        Assert.Equal("bank-codes", routes.Decide(Facts(RouteDirection.Mt, "MYBANK", "449123", "bank")).Route!.Name);
        Assert.Equal("premium", routes.Decide(Facts(RouteDirection.Mt, "60300", "449123", "bank")).Route!.Name);
        Assert.Equal("uk", routes.Decide(Facts(RouteDirection.Mt, "SHOP", "447123", "shop")).Route!.Name);
        Assert.Equal("world", routes.Decide(Facts(RouteDirection.Mt, "SHOP", "331234", "shop")).Route!.Name);
    }

    [Fact]
    public void The_example_of_a_relay_loads()
    {
        Copy("relay");
        var (certificate, key) = Certificates.SelfSigned("smsc.carrier.example");
        _folder.Write("tls/cert.pem", certificate).Write("tls/key.pem", key).Write("tls/ca.pem", certificate)
            .Write("app.password", "application\n").Write("carrier.password", "carrier\n");

        var config = _folder.Config();

        Assert.True(config.Accounts[0].Password!.Verify("application"));
        Assert.False(config.Accounts[0].Transceiver);
        Assert.NotNull(config.Listen[0].Tls!.ClientCa);
        Assert.Equal(RouteMode.Relay, config.CompileRoutes().Decide(Facts(RouteDirection.Mt, "12345", "44", "app")).Mode);
    }

    [Fact]
    public void Every_example_has_its_test() =>
        Assert.Equal(
            ["relay", "two-carriers"], Directory.GetDirectories(Repository.PathOf("conf", "examples")).Select(Path.GetFileName).Order());

    private void Copy(string example)
    {
        foreach (var name in Files)
            _folder.Write(name, File.ReadAllText(Repository.PathOf("conf", "examples", example, name)));
    }

    private static MessageFacts Facts(RouteDirection direction, string source, string destination, string account = "demo") => new()
    {
        Direction = direction,
        Account = direction == RouteDirection.Mt ? account : null,
        Upstream = direction == RouteDirection.Mo ? "carrier-a" : null,
        Source = new Address(TypeOfNumber.Unknown, NumberingPlan.Unknown, Encoding.ASCII.GetBytes(source)),
        Destination = new Address(TypeOfNumber.Unknown, NumberingPlan.Unknown, Encoding.ASCII.GetBytes(destination)),
    };

    /// <summary>Options that show an example because their default is nothing at all, and the second carrier.</summary>
    private static string Uncommented(string text)
    {
        var lines = text.Split('\n').TakeWhile(line => !line.StartsWith("# A second carrier", StringComparison.Ordinal))
            .Concat(text.Split('\n').SkipWhile(line => !line.StartsWith("[[group]]", StringComparison.Ordinal)));
        return string.Join('\n', lines.Select(line => ExampleOnly().IsMatch(line) ? line : CommentedOption().Replace(line, "$1")));
    }

    private static string Option(string property) => property switch
    {
        "Location" or "Transmitter" or "Receiver" => "",
        "Transceiver" => "bind_types",
        "Destinations" => "destination",
        _ => string.Concat(property.Select((letter, index) =>
            char.IsUpper(letter) ? (index == 0 ? "" : "_") + char.ToLowerInvariant(letter) : letter.ToString())),
    };

    [GeneratedRegex("^# ([a-z_]+ = )")]
    private static partial Regex CommentedOption();

    [GeneratedRegex(
        "^# (tls = \\{|files = |local_address|connection|certificate|outbind|proxies|addresses|sources|weights|lists"
        + "|id = |text|data_coding)")]
    private static partial Regex ExampleOnly();
}
