using System.Net;
using Gateway.Accounts;
using Gateway.Configuration;
using Gateway.Upstreams;
using Routing;
using Smpp.Client;
using Smpp.Protocol;
using Smpp.Server;
using Smpp.Session;

namespace Gateway.Tests.Configuration;

public sealed class GatewayConfigLoaderTests : IDisposable
{
    private readonly ConfigFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_not_written_has_its_default()
    {
        var config = _folder.Config();

        Assert.Equal(new LimitsConfig(), config.Limits);
        Assert.Equal(new StoreConfig(), config.Store);
        Assert.Equal(new CdrConfig(), config.Cdr);
        Assert.Equal(new LogConfig(), config.Log);
        Assert.Equal("127.0.0.1:2775", Assert.Single(config.Listen).Address.ToString());
        Assert.Equal(("gw1", "gw1", 0, "data"), (config.Node.Name, config.Node.SystemId, config.Node.Number, config.Node.Data));
        var account = Assert.Single(config.Accounts);
        Assert.Equal(new AccountConfig { SystemId = "demo", Password = account.Password }, account);
        var upstream = Assert.Single(config.Upstreams);
        Assert.Equal(
            new UpstreamConfig { Name = "carrier-a", Address = new("127.0.0.1", 2776), SystemId = "gw", Password = upstream.Password },
            upstream);
    }

    [Fact]
    public void Every_option_of_smpp_toml_is_read()
    {
        var config = _folder.Smpp("""
            [node]
            name = "gw2"
            number = 63
            data = "/srv/smpp"
            system_id = "OURS"
            [[listen]]
            address = "0.0.0.0:2775"
            [[listen]]
            address = "[::1]:0"
            proxies = ["10.0.0.0/8", "192.0.2.7"]
            [limits]
            connections = 7
            unbound_per_address = 3
            unbound = 5
            accept_rate = 0
            ban = false
            refused_bind = "ESME_RBINDFAIL"
            bind_timeout = 90
            [store]
            durability = "memory"
            pending = 10
            segment_mib = 16
            min_free_mib = 0
            [cdr]
            sink = "postgres"
            connection = "env:DB"
            retention = "90d"
            files = { folder = "rows", format = "jsonl", max_mib = 8, max_age = "1m" }
            [log]
            format = "json"
            level = "warning"
            """).Set("DB", "Host=db").Config();

        Assert.Equal(("gw2", 63, "/srv/smpp", "OURS"), (config.Node.Name, config.Node.Number, config.Node.Data, config.Node.SystemId));
        Assert.Equal(["0.0.0.0:2775", "[::1]:0"], config.Listen.Select(listen => listen.Address.ToString()));
        Assert.Equal(["10.0.0.0/8", "192.0.2.7/32"], config.Listen[1].Proxies.Select(network => network.ToString()));
        Assert.Equal(
            new LimitsConfig
            {
                Connections = 7,
                UnboundPerAddress = 3,
                Unbound = 5,
                AcceptRate = 0,
                Ban = false,
                RefusedBind = CommandStatus.BindFailed,
                BindTimeout = TimeSpan.FromSeconds(90),
            },
            config.Limits);
        Assert.Equal(new StoreConfig { Durability = Durability.Memory, Pending = 10, SegmentMib = 16, MinFreeMib = 0 }, config.Store);
        Assert.Equal(CdrSink.Postgres, config.Cdr.Sink);
        Assert.Equal("Host=db", config.Cdr.Connection!.Reveal());
        Assert.Equal(TimeSpan.FromDays(90), config.Cdr.Retention);
        Assert.Equal(
            new CdrFilesConfig
            {
                Folder = "rows",
                Format = Storage.Cdr.CdrFileFormat.Jsonl,
                MaxMib = 8,
                MaxAge = TimeSpan.FromMinutes(1),
            },
            config.Cdr.Files);
        Assert.Equal(new LogConfig { Format = LogFormat.Json, Level = LogLevelName.Warning }, config.Log);
    }

    [Fact]
    public void Every_option_of_an_account_is_read()
    {
        var account = _folder.Account("""
            bind_types = ["transmitter", "receiver"]
            addresses = ["10.0.0.0/8", "192.0.2.7", "2001:db8::1"]
            sources = ["ACME", "4477*"]
            binds = 2
            window = 20
            deliver_window = 30
            rate = 40
            burst = 50
            enquire_link = "0s"
            inactivity = "1d"
            response_timeout = "1m"
            most_unanswered = 7
            too_many_binds = "ESME_RALYBND"
            takeover = "2s"
            address_range = false
            outbind = "customer.example:2775"
            outbind_password = "plain:ours"
            """).Config().Accounts[0];

        Assert.Equal(
            (CommandStatus.AlreadyBound, TimeSpan.FromSeconds(2), false), (account.TooManyBinds, account.Takeover, account.AddressRange));
        Assert.Equal(("customer.example:2775", "ours"), (account.Outbind.ToString(), account.OutbindPassword!.Reveal()));
        Assert.Equal((true, true, false), (account.Transmitter, account.Receiver, account.Transceiver));
        Assert.Equal(
            [IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("192.0.2.7/32"), IPNetwork.Parse("2001:db8::1/128")], account.Addresses);
        Assert.Equal(["ACME", "4477*"], account.Sources.Rules);
        Assert.Equal((2, 20, 30, 40, 50), (account.Binds, account.Window, account.DeliverWindow, account.Rate, account.Burst));
        Assert.Equal(
            (TimeSpan.Zero, TimeSpan.FromDays(1), TimeSpan.FromMinutes(1)),
            (account.EnquireLink, account.Inactivity, account.ResponseTimeout));
        Assert.Equal(7, account.MostUnanswered);
        Assert.Equal(7, Gateway.Accounts.AccountSettings.Of(account, new LimitsConfig()).Session!.MostUnanswered);
    }

    [Fact]
    public void An_IPv6_address_may_be_written_in_any_of_its_spellings() =>
        Assert.Equal(
            [IPNetwork.Parse("2001:db8::1/128"), IPNetwork.Parse("2001:db8::1/128")],
            _folder.Account("addresses = [\"2001:DB8::1\", \"2001:0db8:0:0::1\"]").Config().Accounts[0].Addresses);

    [Fact]
    public void Waits_may_be_integers_of_seconds() =>
        Assert.Equal(
            [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(90), TimeSpan.FromDays(1)],
            _folder.Upstream("retry = [1, \"90s\", 86400]").Config().Upstreams[0].Retry.Waits);

    [Fact]
    public void Every_option_of_an_upstream_is_read()
    {
        var upstream = _folder.Upstream("""
            system_type = "VMA"
            bind = "pair"
            binds = 3
            interface_version = "5.0"
            unnamed_version = "3.3"
            window = 20
            rate = 40
            burst = 50
            queue = 60
            receipt_id = "hex"
            more_messages = true
            unknown_tlvs = [0x1501, 5634]
            fill_message_id = true
            enquire_link = 15
            inactivity = "10m"
            response_timeout = "5s"
            bind_timeout = "6s"
            reconnect_min = "250ms"
            reconnect_max = "2h"
            reconnect_refused = "3h"
            most_unanswered = 7
            alternates = ["smsc2.example:2775", "[::1]:2776"]
            return_after = "15m"
            local_address = "10.0.0.5"
            address_range = "^447"
            """).Config().Upstreams[0];

        Assert.Equal(
            ("VMA", BindMode.Pair, 3, InterfaceVersion.V50),
            (upstream.SystemType, upstream.Bind, upstream.Binds, upstream.InterfaceVersion));
        Assert.Equal(InterfaceVersion.V33, upstream.UnnamedVersion);
        Assert.Equal((20, 40, 50, 60), (upstream.Window, upstream.Rate, upstream.Burst, upstream.Queue));
        Assert.Equal(ReceiptIdForm.Hex, upstream.ReceiptId);
        Assert.Equal(
            (TimeSpan.FromSeconds(15), TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(6)),
            (upstream.EnquireLink, upstream.Inactivity, upstream.ResponseTimeout, upstream.BindTimeout));
        Assert.Equal(
            (TimeSpan.FromMilliseconds(250), TimeSpan.FromHours(2), TimeSpan.FromHours(3)),
            (upstream.ReconnectMin, upstream.ReconnectMax, upstream.ReconnectRefused));
        Assert.Equal(["smsc2.example:2775", "[::1]:2776"], upstream.Alternates.Select(address => address.ToString()));
        Assert.Equal(
            (TimeSpan.FromMinutes(15), IPAddress.Parse("10.0.0.5"), "^447", 7),
            (upstream.ReturnAfter, upstream.LocalAddress, upstream.AddressRange, upstream.MostUnanswered));
        Assert.True(upstream.MoreMessages && upstream.FillMessageId);
        Assert.Equal(new UnknownTlvs { Tags = [(TlvTag)0x1501, (TlvTag)0x1602] }, upstream.UnknownTlvs);

        var pool = UpstreamSettings.Of(upstream);
        Assert.Equal([new DnsEndPoint("smsc2.example", 2775), new IPEndPoint(IPAddress.IPv6Loopback, 2776)], pool.Alternates);
        Assert.Equal(
            (upstream.ReturnAfter, new IPEndPoint(IPAddress.Parse("10.0.0.5"), 0), "^447", upstream.ReconnectRefused, 7),
            (pool.ReturnAfter, pool.LocalEndPoint, pool.AddressRange, pool.ReconnectRefused, pool.Session.MostUnanswered));
    }

    [Theory]
    [InlineData("rules = \"strict\"", Strictness.Strict)]
    [InlineData("rules = \"tolerant\"", Strictness.Tolerant)]
    [InlineData("", Strictness.Tolerant)]
    public void An_account_is_read_strictly_where_it_says_so(string line, Strictness rules) =>
        Assert.Equal(rules, _folder.Account(line).Config().Accounts[0].Rules);

    [Theory]
    [InlineData("", true)]
    [InlineData("unknown_tlvs = true", true)]
    [InlineData("unknown_tlvs = false", false)]
    [InlineData("unknown_tlvs = []", false)]
    public void Unknown_TLVs_pass_unless_the_account_says_otherwise(string line, bool pass) =>
        Assert.Equal(pass ? UnknownTlvs.All : UnknownTlvs.None, _folder.Account(line).Config().Accounts[0].UnknownTlvs);

    [Fact]
    public void Distribution_lists_are_read_by_their_names() =>
        Assert.Equal(
            [new DistributionList("friends", ["+447700900001", "44"]), new DistributionList("me", ["45"])],
            Assert.Single(_folder.Account("lists = { friends = [\"+447700900001\", \"44\"], me = [\"45\"] }").Config().Accounts).Lists);

    [Fact]
    public void An_upstream_that_calls_needs_no_address_of_its_own()
    {
        var upstream = Assert.Single(_folder.Upstreams("""
            [[upstream]]
            name = "a"
            system_id = "gw"
            password = "plain:secret"
            binds = 0
            outbind = { listen = "[::]:2778", system_id = "CARRIER", password = "plain:theirs", addresses = ["10.0.0.0/8"] }
            """).Routes("").Config().Upstreams);

        Assert.Equal(
            new OutbindConfig
            {
                Listen = new IPEndPoint(IPAddress.IPv6Any, 2778),
                SystemId = "CARRIER",
                Password = new Secret("theirs", ""),
                Addresses = [IPNetwork.Parse("10.0.0.0/8")],
            },
            upstream.Outbind);
        var listener = UpstreamSettings.Of(upstream, upstream.Outbind!);
        Assert.Empty(listener.Validate());
        Assert.Equal(("gw", "secret", "CARRIER", "theirs"),
            (listener.SystemId, listener.Password, listener.CentreSystemId, listener.CentrePassword));
        Assert.Empty(UpstreamSettings.Of(upstream).Validate());
    }

    [Fact]
    public void Predefined_texts_have_the_data_coding_that_they_need_unless_one_is_named()
    {
        var config = _folder.Node("[[default_message]]\nid = 1\ntext = \"5 €\"\n[[default_message]]\nid = 254\ntext = \"Пора\"\n"
            + "[[default_message]]\nid = 255\ntext = \"Café\"\ndata_coding = 3\n").Config();

        Assert.Equal([(1, DataCoding.Default), (254, DataCoding.Ucs2), (255, DataCoding.Latin1)],
            config.DefaultMessages.Select(message => ((int)message.Id, message.DataCoding)));
        Assert.Equal(["351B65", "041F043E04400430", "436166E9"],
            config.DefaultMessages.Select(message => Convert.ToHexString(message.Encode()).Replace("20", "", StringComparison.Ordinal)));
    }

    [Fact]
    public void Each_account_and_each_upstream_has_all_four_timers_of_its_own()
    {
        var config = _folder.Node("[limits]\nbind_timeout = \"11s\"")
            .Account("enquire_link = \"12s\"\ninactivity = \"13m\"\nresponse_timeout = \"14s\"")
            .Upstream("bind_timeout = \"21s\"\nenquire_link = \"22s\"\ninactivity = \"23m\"\nresponse_timeout = \"24s\"").Config();
        using var untouched = new ConfigFolder();

        Assert.Equal(("11s", "12s", "13m", "14s"), TimersOf(AccountSettings.Of(config.Accounts[0], config.Limits).Session!));
        Assert.Equal(("21s", "22s", "23m", "24s"), TimersOf(UpstreamSettings.Of(config.Upstreams[0]).Session));
        config = untouched.Config();
        Assert.Equal(("10s", "30s", "0s", "30s"), TimersOf(AccountSettings.Of(config.Accounts[0], config.Limits).Session!));
        Assert.Equal(("10s", "30s", "0s", "1m"), TimersOf(UpstreamSettings.Of(config.Upstreams[0]).Session));

        static (string Init, string EnquireLink, string Inactivity, string Response) TimersOf(SessionOptions session) =>
            (Duration.Format(session.BindTimeout), Duration.Format(session.EnquireLink), Duration.Format(session.Inactivity),
                Duration.Format(session.ResponseTimeout));
    }

    [Fact]
    public void Every_option_of_groups_and_routes_is_read()
    {
        var config = _folder
            .Upstreams("""
                [[upstream]]
                name = "a"
                address = "a.example:2775"
                system_id = "gw"
                password = "plain:x"
                [[upstream]]
                name = "b"
                address = "[2001:db8::1]:2775"
                system_id = "gw"
                password = "plain:x"
                [[group]]
                name = "g"
                strategy = "weighted"
                upstreams = ["a", "b"]
                weights = [3, 1]
                """)
            .Routes("""
                [[route]]
                name = "one"
                match = { account = "demo", source_prefix = "44", destination = ["+44", "45"] }
                to = "g"
                mode = "relay"
                [[route]]
                name = "two"
                reject = 0x45
                match.source = "ACME"
                [[route]]
                name = "three"
                direction = "mo"
                account = "demo"
                [route.match]
                upstream = "b"
                source_regex = "^4"
                destination = "12345"
                """)
            .Config();

        Assert.Equal(
            new GroupConfig { Name = "g", Strategy = GroupStrategy.Weighted, Upstreams = ["a", "b"], Weights = [3, 1] },
            Assert.Single(config.Groups));
        Assert.Equal(
            [
                new RouteConfig
                {
                    Name = "one",
                    Match = new() { Account = "demo", SourcePrefix = "44", Destinations = ["+44", "45"] },
                    To = "g",
                    Mode = RouteMode.Relay,
                },
                new RouteConfig { Name = "two", Reject = "69", Match = new() { Source = "ACME" } },
                new RouteConfig
                {
                    Name = "three",
                    Direction = RouteDirection.Mo,
                    Account = "demo",
                    Match = new() { Upstream = "b", SourceRegex = "^4", Destinations = ["12345"] },
                },
            ],
            config.Routes);
        Assert.Equal((CommandStatus)0x45, config.CompileRoutes().Decide(new MessageFacts
        {
            Direction = RouteDirection.Mt,
            Source = new(TypeOfNumber.Alphanumeric, NumberingPlan.Unknown, "ACME"u8),
            Destination = default,
        }).Status);
    }

    [Fact]
    public void Entities_know_the_line_they_were_written_on()
    {
        var config = _folder.Routes(
            "# comment\n\n[[route]]\nname = \"a\"\nto = \"default\"\n\n[[route]]\nname = \"b\"\nto = \"default\"\n").Config();

        Assert.Equal(
            [$"{_folder.Path}/routes.toml:3", $"{_folder.Path}/routes.toml:7"], config.Routes.Select(route => route.Location.ToString()));
        Assert.EndsWith("accounts.toml:1", config.Accounts[0].Location.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("upstreams.toml:6", config.Groups[0].Location.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_added_above_changes_nothing()
    {
        var before = _folder.Account("rate = 1").Config();

        Assert.Equal(
            before, _folder.Accounts("# new\n\n[[account]]\nrate = 1\npassword = \"plain:demo\"\nsystem_id = \"demo\"\n").Config());
        Assert.NotEqual(before, _folder.Account("rate = 2").Config());
    }

    [Fact]
    public void Secrets_come_from_the_environment_and_from_files_beside_the_configuration()
    {
        var config = _folder
            .Accounts("""
                [[account]]
                system_id = "one"
                password = "env:ONE"
                [[account]]
                system_id = "two"
                password = "file:two.txt"
                [[account]]
                system_id = "three"
                password = "env:THREE"
                """)
            .Set("ONE", "first:secret").Write("two.txt", "second secret\r\n").Set("THREE", PasswordHash.Create("third", 1_000))
            .Routes("")
            .Config();

        Assert.True(config.Accounts[0].Password!.Verify("first:secret"));
        Assert.True(config.Accounts[1].Password!.Verify("second secret"));
        Assert.True(config.Accounts[2].Password!.Verify("third"));
    }

    [Fact]
    public void A_long_node_name_is_cut_to_fit_the_bind_response() =>
        Assert.Equal("a-name-of-twent", _folder.Smpp("[node]\nname = \"a-name-of-twenty-lett\"\n").Config().Node.SystemId);

    [Fact]
    public void Files_without_accounts_upstreams_and_routes_are_valid()
    {
        var config = _folder.Accounts("").Upstreams("").Routes("").Config();

        Assert.Equal(RouteAction.NoRoute, config.CompileRoutes().Decide(new MessageFacts
        {
            Direction = RouteDirection.Mt,
            Account = "demo",
            Source = default,
            Destination = default,
        }).Action);
    }

    [Fact]
    public void Localhost_can_be_listened_on() =>
        Assert.Equal("127.0.0.1:2775", _folder.Node("[[listen]]\naddress = \"localhost:2775\"").Config().Listen[0].Address.ToString());
}
