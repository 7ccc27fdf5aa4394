using Gateway.Configuration;
using Smpp.Server;

namespace Gateway.Tests.Configuration;

public sealed class ConfigErrorTests : IDisposable
{
    private readonly ConfigFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void All_errors_of_all_files_are_reported_at_once_in_their_order() =>
        Assert.Equal(
            [
                "smpp.toml:3: unknown key \"nmuber\" in [node] (did you mean \"number\"?)",
                "smpp.toml:5: durability = \"fsnyc\" is not one of fsync, os, memory (did you mean \"fsync\"?)",
                "accounts.toml:4: window = 0 is out of range: 1 to 65536",
                "accounts.toml:5: binds must be an integer, not a string",
                "accounts.toml:6: unknown key \"accuont\" in accounts.toml (did you mean \"account\"?)",
                "upstreams.toml:6: reconnect_min = \"soon\" is not a duration such as \"30s\", \"5m\" or \"500ms\", "
                + "or an integer of seconds",
                "routes.toml:3: there is no group or upstream \"defualt\" (did you mean \"default\"?)",
            ],
            _folder
                .Smpp("[node]\nname = \"gw1\"\nnmuber = 3\n[store]\ndurability = \"fsnyc\"\n")
                .Account("window = 0\nbinds = \"4\"\n[[accuont]]\nsystem_id = \"x\"\n")
                .Upstream("reconnect_min = \"soon\"")
                .Routes("[[route]]\nname = \"all\"\nto = \"defualt\"\n")
                .Errors());

    [Fact]
    public void A_missing_file_is_named() =>
        Assert.Equal(
            ["accounts.toml: the file is missing; an empty one is enough when there is nothing to say in it"],
            _folder.Delete("accounts.toml").Routes("[[route]]\nname = \"x\"\nmatch.account = \"demo\"\nto = \"default\"").Errors());

    [Fact]
    public void A_missing_folder_is_named()
    {
        var result = GatewayConfigLoader.Load($"{_folder.Path}/nowhere");

        Assert.False(result.IsValid);
        Assert.Equal(
            $"{_folder.Path}/nowhere: there is no such folder; --conf names the folder of smpp.toml",
            Assert.Single(result.Errors).ToString());
    }

    [Fact]
    public void Every_syntax_error_has_its_line()
    {
        var errors = _folder.Account("binds = \nwindow = 10\nrate = = 4\n").Errors();

        Assert.Equal(2, errors.Select(error => error.Split(": ")[0]).Distinct().Count());
        Assert.StartsWith("accounts.toml:4: ", errors[0], StringComparison.Ordinal);
        Assert.StartsWith("accounts.toml:6: ", errors[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_with_a_syntax_error_makes_no_errors_in_the_others()
    {
        var errors =
            _folder.Upstreams("[[upstream]\n").Routes("[[route]]\nname = \"x\"\nmatch.account = \"nobody\"\nto = \"default\"").Errors();

        Assert.All(errors.SkipLast(1), error => Assert.StartsWith("upstreams.toml:1: ", error, StringComparison.Ordinal));
        Assert.Equal("routes.toml:3: there is no account \"nobody\"", errors[^1]);
    }

    [Fact]
    public void A_key_or_table_written_twice_names_the_first() =>
        Assert.Equal(
            [
                "smpp.toml:3: \"name\" is already set in line 2",
                "smpp.toml:6: table [log] is already defined in line 4",
                "smpp.toml:8: \"listen\" is already a table in line 7; write [[listen]] there too",
                "smpp.toml:9: \"log\" is already a table in line 4; write [[log]] there too",
            ],
            _folder.Smpp("[node]\nname = \"a\"\nname = \"b\"\n[log]\nlevel = \"debug\"\n[log]\n[listen]\n[[listen]]\n[[log]]\n").Errors());

    [Fact]
    public void A_predefined_text_must_fit_short_message() =>
        Assert.Equal(
            ["smpp.toml:5: text is too long: 256 octets in its data_coding; short_message takes 254"],
            _folder.Node($"[[default_message]]\nid = 1\ntext = \"{new string('я', 128)}\"\n").Errors());

    [Fact]
    public void Tables_of_the_wrong_kind_say_how_to_write_them() =>
        Assert.Equal(
            [
                "smpp.toml:3: there may be several of these: write [[listen]], not [listen]",
                "smpp.toml:5: limits must be a table, not a list; write [limits]",
            ],
            _folder.Node("[listen]\naddress = \"127.0.0.1:0\"\n[[limits]]\n").Errors());

    [Theory]
    [InlineData("", "smpp.toml:1: [node] with its name is missing")]
    [InlineData("[node]", "smpp.toml:1: [node] needs name = \"…\"")]
    [InlineData("[node]\nname = \"\"", "smpp.toml:2: name must not be empty")]
    [InlineData("[node]\nname = \"a b\"", "smpp.toml:2: name = \"a b\" is not a name: up to 64 letters, digits, '-', '_' and '.'")]
    [InlineData("node = 5", "smpp.toml:1: node must be a table, not an integer")]
    [InlineData("[node]\nname = \"a\"\nnumber = 64", "smpp.toml:3: number = 64 is out of range: 0 to 63")]
    [InlineData("[node]\nname = \"a\"\nnumber = -1", "smpp.toml:3: number = -1 is out of range: 0 to 63")]
    [InlineData("[node]\nname = \"a\"\nnumber = 1.5", "smpp.toml:3: number must be an integer, not a number with a fraction")]
    [InlineData("[node]\nname = \"a\"\ndata = \"\"", "smpp.toml:3: data must not be empty")]
    [InlineData("[node]\nname = \"a\"\nsystem_id = \"sixteen-letters!\"",
        "smpp.toml:3: system_id = \"sixteen-letters!\" does not fit its field: up to 15 printable ASCII characters")]
    [InlineData("[node]\nname = \"a\"\n[limits]\nban = \"yes\"", "smpp.toml:4: ban must be true or false, not a string")]
    [InlineData("[node]\nname = \"a\"\n[limits]\nunbound = -1", "smpp.toml:4: unbound = -1 is out of range: 0 to 1000000")]
    [InlineData("[node]\nname = \"a\"\n[limits]\naccept_rate = -1", "smpp.toml:4: accept_rate = -1 is out of range: 0 to 1000000")]
    [InlineData("[node]\nname = \"a\"\n[limits]\nbind_timeout = \"11m\"", "smpp.toml:4: bind_timeout = 11m is out of range: 1s to 10m")]
    [InlineData("[node]\nname = \"a\"\n[limits]\nbind_timeout = -5",
        "smpp.toml:4: bind_timeout = -5 is not a duration such as \"30s\", \"5m\" or \"500ms\", or an integer of seconds")]
    [InlineData("[node]\nname = \"a\"\n[limits]\nbind_timeout = 1979-05-27",
        "smpp.toml:4: bind_timeout must be a duration such as \"30s\", \"5m\" or \"500ms\", or an integer of seconds, not a date")]
    [InlineData("[node]\nname = \"a\"\n[limts]", "smpp.toml:3: unknown key \"limts\" in smpp.toml (did you mean \"limits\"?)")]
    [InlineData("[node]\nname = \"a\"\n[log]\nlevel = \"loud\"",
        "smpp.toml:4: level = \"loud\" is not one of debug, information, warning, error")]
    [InlineData("[node]\nname = \"a\"\n[[listen]]\naddress = \"2775\"",
        "smpp.toml:4: address = \"2775\" cannot be listened on: an IP address and port, such as 0.0.0.0:2775 or [::]:2775")]
    [InlineData("[node]\nname = \"a\"\n[[listen]]\naddress = \"smsc.example:2775\"",
        "smpp.toml:4: address = \"smsc.example:2775\" cannot be listened on: an IP address and port, such as 0.0.0.0:2775 or [::]:2775")]
    [InlineData("[node]\nname = \"a\"\n[[listen]]", "smpp.toml:3: [[listen]] needs address = \"…\"")]
    [InlineData("[node]\nname = \"a\"\n[cdr]\nsink = \"postgres\"", "smpp.toml:3: [cdr] needs connection = \"…\"")]
    [InlineData("[node]\nname = \"a\"\n[cdr]\nconnection = \"env:X\"",
        "smpp.toml:4: connection is for sink = \"postgres\"; the SQLite database stands in the data folder")]
    [InlineData("[node]\nname = \"a\"\n[cdr]\nsink = \"postgres\"\nconnection = \"env:X\"",
        "smpp.toml:5: connection: environment variable X is not set")]
    [InlineData("[node]\nname = \"a\"\n[cdr]\nsink = \"postgres\"\nconnection = \"Host=db;Password=x\"",
        "smpp.toml:5: connection: write plain:…, env:NAME or file:PATH")]
    [InlineData("[node]\nname = \"a\"\n[cdr]\nsink = \"postgres\"\nconnection = \"plain:nonsense\"",
        "smpp.toml:5: connection: plain:*** is no connection string of Npgsql: write Host=…;Database=…;Username=…;Password=…, "
        + "with keywords that it knows and no address such as postgresql://…")]
    [InlineData("[node]\nname = \"a\"\n[cdr]\nretention = \"1h\"",
        "smpp.toml:4: retention = 1h is out of range: 0s (for ever) or 1d to 36500d")]
    [InlineData("[node]\nname = \"a\"\n[cdr]\nfiles = \"cdr\"", "smpp.toml:4: files must be a table, not a string")]
    [InlineData("[node]\nname = \"a\"\n[cdr.files]\nformat = \"xml\"", "smpp.toml:4: format = \"xml\" is not one of csv, jsonl")]
    [InlineData("[node]\nname = \"a\"\n[cdr.files]\nmax_mib = 0", "smpp.toml:4: max_mib = 0 is out of range: 1 to 1024")]
    [InlineData("[node]\nname = \"a\"\n[cdr.files]\nmax_age = \"2d\"", "smpp.toml:4: max_age = 2d is out of range: 1s to 1d")]
    [InlineData("[node]\nname = \"a\"\n[[default_message]]\ntext = \"x\"", "smpp.toml:3: [[default_message]] needs id = 1 to 255")]
    [InlineData("[node]\nname = \"a\"\n[[default_message]]\nid = 1", "smpp.toml:3: [[default_message]] needs text = \"…\"")]
    [InlineData("[node]\nname = \"a\"\n[[default_message]]\nid = 256\ntext = \"x\"", "smpp.toml:4: id = 256 is out of range: 1 to 255")]
    [InlineData("[node]\nname = \"a\"\n[[default_message]]\nid = 1\ntext = \"ab€\"\ndata_coding = 3",
        "smpp.toml:5: text: data_coding 3 has no '€' (character 3)")]
    [InlineData("[node]\nname = \"a\"\n[[default_message]]\nid = 1\ntext = \"x\"\ndata_coding = 4",
        "smpp.toml:6: data_coding = 4 is not one of text")]
    [InlineData("[node]\nname = \"a\"\n[[default_message]]\nid = 1\ntext = \"x\"\n[[default_message]]\nid = 1\ntext = \"y\"",
        "smpp.toml:7: default message \"1\" is already defined at smpp.toml:3")]
    public void An_error_of_smpp_toml_stands_at_its_line(string text, string error) =>
        Assert.Equal([error], _folder.Smpp(text).Errors());

    [Fact]
    public void An_address_listened_on_twice_names_the_first() =>
        Assert.Equal(
            [$"smpp.toml:6: 127.0.0.1:2775 cannot be listened on beside 127.0.0.1:2775 at {_folder.Path}/smpp.toml:4"],
            _folder.Node("[[listen]]\naddress = \"127.0.0.1:2775\"\n[[listen]]\naddress = \"localhost:2775\"").RawErrors());

    [Theory]
    [InlineData("127.0.0.1:2775", "0.0.0.0:2775")]
    [InlineData("[::]:2775", "[::1]:2775")]
    public void An_address_listened_on_with_all_of_its_family_is_an_error(string first, string second) =>
        Assert.Equal(
            [$"smpp.toml:6: {second} cannot be listened on beside {first} at {_folder.Path}/smpp.toml:4"],
            _folder.Node($"[[listen]]\naddress = \"{first}\"\n[[listen]]\naddress = \"{second}\"").RawErrors());

    [Theory]
    [InlineData("0.0.0.0:2775", "[::]:2775")]
    [InlineData("127.0.0.1:0", "0.0.0.0:0")]
    [InlineData("127.0.0.1:2775", "0.0.0.0:2776")]
    public void Addresses_that_can_be_listened_on_side_by_side_are_none(string first, string second) =>
        Assert.Empty(_folder.Node($"[[listen]]\naddress = \"{first}\"\n[[listen]]\naddress = \"{second}\"").RawErrors());

    [Fact]
    public void A_carrier_s_calls_are_listened_for_beside_the_customers()
    {
        (string Name, string Listen)[] calls = [("a", "0.0.0.0:2775"), ("b", "127.0.0.1:2778"), ("c", "127.0.0.1:2778")];
        var upstreams = string.Concat(calls.Select(call =>
            $"[[upstream]]\nname = \"{call.Name}\"\nsystem_id = \"gw\"\npassword = \"plain:x\"\nbinds = 0\n"
            + $"outbind = {{ listen = \"{call.Listen}\", password = \"plain:x\" }}\n"));

        Assert.Equal(
            [
                $"upstreams.toml:6: 0.0.0.0:2775 cannot be listened on beside 127.0.0.1:2775 at {_folder.Path}/smpp.toml:4",
                $"upstreams.toml:18: 127.0.0.1:2778 cannot be listened on beside 127.0.0.1:2778 at {_folder.Path}/upstreams.toml:12",
            ],
            _folder.Node("[[listen]]\naddress = \"127.0.0.1:2775\"").Upstreams(upstreams).Routes("").RawErrors());
    }

    [Theory]
    [InlineData("password = \"plain:x\"", "accounts.toml:1: [[account]] needs system_id = \"…\"")]
    [InlineData("system_id = \"demo\"", "accounts.toml:1: [[account]] needs password = \"…\"")]
    [InlineData("system_id = \"sixteen-letters!\"\npassword = \"plain:x\"",
        "accounts.toml:2: system_id = \"sixteen-letters!\" does not fit its field: up to 15 printable ASCII characters")]
    [InlineData("system_id = \"demo\"\npassword = \"hunter2\"",
        "accounts.toml:3: password: write plain:…, env:NAME, file:PATH, or pbkdf2-sha512:… as smpp hash prints it")]
    [InlineData("system_id = \"demo\"\npassword = \"plain:\"", "accounts.toml:3: password: plain: is followed by nothing")]
    [InlineData("system_id = \"demo\"\npassword = 1234", "accounts.toml:3: password must be a string, not an integer")]
    [InlineData("system_id = \"demo\"\npassword = \"env:NOT_SET\"", "accounts.toml:3: password: environment variable NOT_SET is not set")]
    [InlineData("system_id = \"demo\"\npassword = \"pbkdf2-sha512:x\"",
        "accounts.toml:3: password: a password hash reads pbkdf2-sha512:iterations:salt:hash; smpp hash makes one")]
    public void An_error_of_an_account_stands_at_its_line(string lines, string error) =>
        Assert.Equal([error], _folder.Accounts($"[[account]]\n{lines}\n").Errors());

    [Theory]
    [InlineData("bind_types = []", "accounts.toml:4: bind_types is empty, so that nobody could bind; leave it out for all")]
    [InlineData("bind_types = [\n\"transmitter\",\n\"reciever\"]",
        "accounts.toml:6: \"reciever\" is not one of transmitter, receiver, transceiver (did you mean \"receiver\"?)")]
    [InlineData("addresses = \"10.0.0.1\"", "accounts.toml:4: addresses must be a list of strings, not a string")]
    [InlineData("addresses = [\n\"10.0.0.1\",\n\"10.0.0.300\"]",
        "accounts.toml:6: \"10.0.0.300\" is neither an IP address nor a network, such as 10.0.0.0/8")]
    [InlineData("addresses = [\"10.0.0.0/33\"]",
        "accounts.toml:4: \"10.0.0.0/33\" is neither an IP address nor a network, such as 10.0.0.0/8")]
    [InlineData("addresses = [\n\"[::1]\",\n\"1.2\",\n\"::12345\"]",
        "accounts.toml:5: \"[::1]\" is neither an IP address nor a network, such as 10.0.0.0/8",
        "accounts.toml:6: \"1.2\" is neither an IP address nor a network, such as 10.0.0.0/8",
        "accounts.toml:7: \"::12345\" is neither an IP address nor a network, such as 10.0.0.0/8")]
    [InlineData("outbind = \"nowhere\"",
        "accounts.toml:4: outbind = \"nowhere\" cannot be connected to: write HOST:PORT, such as 127.0.0.1:2775 or [::1]:2775")]
    [InlineData("lists = [\"44\"]", "accounts.toml:4: lists must be a table, not a list")]
    [InlineData("[account.lists]\nfriends = [\"+447700900001\",\n\"a very long name\"]",
        "accounts.toml:6: \"a very long name\" in friends is no number, such as +447700900123")]
    [InlineData("lists = { a-name-of-21-letters- = [\"44\"] }",
        "accounts.toml:4: \"a-name-of-21-letters-\" does not fit dl_name: up to 20 printable ASCII characters")]
    [InlineData("[account.lists]\nfriends = [\"44\"]\nfoes = []",
        "accounts.toml:6: foes is empty, so that nothing could be sent to it; leave it out")]
    [InlineData("lists.friends = \"44\"", "accounts.toml:4: friends must be a list of strings, not a string")]
    [InlineData("outbind_password = \"plain:x\"", "accounts.toml:4: outbind_password needs outbind, the address to connect to")]
    [InlineData("addresses = [5]", "accounts.toml:4: addresses must be a list of strings; this item is an integer")]
    [InlineData("sources = [\"*\"]",
        "accounts.toml:4: \"*\" is not a sender: up to 20 ASCII characters, with a final '*' to allow all that begin so")]
    [InlineData("rate = 2000000000", "accounts.toml:4: rate = 2000000000 is out of range: 0 to 1000000000")]
    [InlineData("burst = 5", "accounts.toml:4: burst needs a rate; rate = 0 is unlimited")]
    [InlineData("enquire_link = \"2h\"", "accounts.toml:4: enquire_link = 2h is out of range: 0s to 1h")]
    [InlineData("inactivity = \"25h\"", "accounts.toml:4: inactivity = 25h is out of range: 0s to 1d")]
    [InlineData("windw = 5", "accounts.toml:4: unknown key \"windw\" in [[account]] (did you mean \"window\"?)")]
    [InlineData("colour = 5", "accounts.toml:4: unknown key \"colour\" in [[account]]")]
    public void An_error_of_an_option_of_an_account_stands_at_its_line(string lines, params string[] errors) =>
        Assert.Equal(errors, _folder.Account(lines).Errors());

    [Fact]
    public void An_account_or_upstream_defined_twice_names_the_first()
    {
        const string account = "[[account]]\nsystem_id = \"demo\"\npassword = \"plain:x\"\n";
        const string upstream =
            "[[upstream]]\nname = \"carrier-a\"\naddress = \"127.0.0.1:2776\"\nsystem_id = \"gw\"\npassword = \"plain:x\"\n";

        Assert.Equal(
            [
                $"accounts.toml:5: account \"demo\" is already defined at {_folder.Path}/accounts.toml:1",
                $"upstreams.toml:7: upstream \"carrier-a\" is already defined at {_folder.Path}/upstreams.toml:1",
            ],
            _folder.Accounts(account + account).Upstreams(upstream + upstream).Routes("").RawErrors());
    }

    [Theory]
    [InlineData("tls = \"yes\"", "upstreams.toml:6: tls must be a table, not a string")]
    [InlineData("bind = \"tranceiver\"",
        "upstreams.toml:6: bind = \"tranceiver\" is not one of transmitter, receiver, transceiver, pair (did you mean \"transceiver\"?)")]
    [InlineData("interface_version = 3.4", "upstreams.toml:6: interface_version must be a string, not a number with a fraction")]
    [InlineData("unnamed_version = \"5.0\"", "upstreams.toml:6: unnamed_version = \"5.0\" is not one of 3.3, 3.4")]
    [InlineData("binds = 0", "upstreams.toml:6: binds = 0 is out of range: 1 to 1000")]
    [InlineData("binds = 0\noutbind = { listen = \"127.0.0.1:2778\", password = \"plain:x\" }",
        "upstreams.toml:10: upstream \"carrier-a\" binds as receiver only; it cannot take messages")]
    [InlineData("outbind = { listen = \"smsc.example:1\", password = \"plain:x\" }",
        "upstreams.toml:6: listen = \"smsc.example:1\" cannot be listened on: an IP address and port, such as 0.0.0.0:2778 or [::]:2778")]
    [InlineData("outbind = { listen = \"127.0.0.1:2778\" }",
        "upstreams.toml:6: outbind needs the system_id or the password that the carrier's outbind bears: anybody could call")]
    [InlineData("retry = [\n1,\n0,\n86401,\n\"2d\"]",
        "upstreams.toml:8: 0 in retry is not a wait of up to 1d, such as \"30s\" or \"5m\"",
        "upstreams.toml:9: 86401 in retry is not a wait of up to 1d, such as \"30s\" or \"5m\"",
        "upstreams.toml:10: \"2d\" in retry is not a wait of up to 1d, such as \"30s\" or \"5m\"")]
    [InlineData("retry = [1.5]",
        "upstreams.toml:6: retry must be a list of durations or integers of seconds; this item is a number with a fraction")]
    [InlineData("receipt_id = \"oct\"", "upstreams.toml:6: receipt_id = \"oct\" is not one of auto, verbatim, hex, decimal")]
    [InlineData("unknown_tlvs = \"none\"",
        "upstreams.toml:6: unknown_tlvs must be true, false or a list of tags such as [0x1501], not a string")]
    [InlineData("unknown_tlvs = [\n0x10000,\n0x0204]",
        "upstreams.toml:7: 65536 in unknown_tlvs is not a tag: write a number from 1 to 0xFFFF, such as 0x1501",
        "upstreams.toml:8: 0x0204 in unknown_tlvs is user_message_reference of the specification, which always goes on: leave it out")]
    [InlineData("system_type = \"thirteen-long\"",
        "upstreams.toml:6: system_type = \"thirteen-long\" does not fit its field: up to 12 printable ASCII characters")]
    [InlineData("reconnect_min = \"5m\"", "upstreams.toml:6: reconnect_max (1m) is less than reconnect_min (5m)")]
    [InlineData("return_after = \"1m\"", "upstreams.toml:6: return_after needs alternates to return from")]
    [InlineData(
        "alternates = [\"nowhere\"]",
        "upstreams.toml:6: \"nowhere\" in alternates cannot be connected to: write HOST:PORT, such as 127.0.0.1:2775 or [::1]:2775")]
    [InlineData(
        "local_address = \"eth0\"",
        "upstreams.toml:6: local_address = \"eth0\" is not an IP address, such as 10.0.0.5 or 2001:db8::5")]
    [InlineData("inactivity = \"2d\"", "upstreams.toml:6: inactivity = 2d is out of range: 0s to 1d")]
    [InlineData("reconnect_max = \"0s\"", "upstreams.toml:6: reconnect_max = 0s is out of range: 10ms to 1d")]
    [InlineData("burst = 5", "upstreams.toml:6: burst needs a rate; rate = 0 is unlimited")]
    public void An_error_of_an_option_of_an_upstream_stands_at_its_line(string lines, params string[] errors) =>
        Assert.Equal(errors, _folder.Upstream(lines).Errors());

    [Fact]
    public void A_carrier_cannot_be_sent_a_hash_nor_reached_at_no_address()
    {
        var hash = PasswordHash.Create("secret", 1_000);

        Assert.Equal(
            [
                "upstreams.toml:3: address = \"carrier.example\" cannot be connected to: "
                + "write HOST:PORT, such as 127.0.0.1:2775 or [::1]:2775",
                "upstreams.toml:5: password: a hash cannot be sent; the password itself is needed",
            ],
            _folder.Upstreams(
                $"[[upstream]]\nname = \"a\"\naddress = \"carrier.example\"\nsystem_id = \"gw\"\npassword = \"env:HASH\"\n")
                .Set("HASH", hash).Routes("").Errors());
    }

    [Theory]
    [InlineData("upstreams = [\"carrier-b\"]", "upstreams.toml:12: there is no upstream \"carrier-b\" (did you mean \"carrier-a\"?)")]
    [InlineData("", "upstreams.toml:10: group \"g\" has no upstreams; name at least one")]
    [InlineData("upstreams = [\"carrier-a\"]\nweights = [1]", "upstreams.toml:13: weights are for strategy = \"weighted\"")]
    [InlineData("upstreams = [\"carrier-a\"]\nstrategy = \"weighted\"\nweights = [99999999999]",
        "upstreams.toml:14: weight 2147483647 is out of range: 1 to 1000000")]
    [InlineData("upstreams = [\"carrier-a\"]\nstrategy = \"weighted\"\nweights = [\"1\"]",
        "upstreams.toml:14: weights must be a list of integers; this item is a string")]
    [InlineData("upstreams = [\"carrier-a\"]\nstrategy = \"random\"",
        "upstreams.toml:13: strategy = \"random\" is not one of failover, weighted")]
    public void An_error_of_a_group_stands_at_its_line(string lines, string error) =>
        Assert.Equal([error], _folder.Upstream("").UpstreamsMore($"[[group]]\nname = \"g\"\n{lines}\n").Errors());

    [Theory]
    [InlineData("to = \"default\"", "routes.toml:1: a route needs a name")]
    [InlineData("name = 5\nto = \"default\"", "routes.toml:2: name must be a string, not an integer")]
    [InlineData("name = \"x\"", "routes.toml:1: route \"x\" does nothing; give it to = \"…\" or reject = \"ESME_…\"")]
    [InlineData("name = \"x\"\nto = 5", "routes.toml:3: to must be a string, not an integer")]
    [InlineData("name = \"x\"\nto = \"default\"\nreject = 11", "routes.toml:4: a route has either to or reject, not both")]
    [InlineData("name = \"x\"\nreject = 0",
        "routes.toml:3: reject = \"0\" is no error status; write a name such as \"ESME_RINVDSTADR\" or a number above 0")]
    [InlineData("name = \"x\"\nreject = \"ESME_RINVDST\"",
        "routes.toml:3: reject = \"ESME_RINVDST\" is no error status; write a name such as \"ESME_RINVDSTADR\" or a number above 0")]
    [InlineData("name = \"x\"\nto = \"default\"\nmatch = \"44\"", "routes.toml:4: match must be a table, not a string")]
    [InlineData("name = \"x\"\nto = \"default\"\nmatch = { destinaton = \"44\" }",
        "routes.toml:4: unknown key \"destinaton\" in match of [[route]] (did you mean \"destination\"?)")]
    [InlineData("name = \"x\"\nto = \"default\"\nmatch.destination = []",
        "routes.toml:4: destination is empty; leave it out for every destination")]
    [InlineData("name = \"x\"\nto = \"default\"\nmatch.destination = 44",
        "routes.toml:4: destination must be a string or a list of strings, not an integer")]
    [InlineData("name = \"x\"\nto = \"default\"\n\n[route.match]\naccount = \"demo\"\ndestination = \"abc\"",
        "routes.toml:7: destination \"abc\" is not a prefix: 1 to 20 digits, with or without a leading '+'")]
    [InlineData("name = \"x\"\nto = \"default\"\nmode = \"rely\"",
        "routes.toml:4: mode = \"rely\" is not one of store, relay (did you mean \"relay\"?)")]
    [InlineData("name = \"x\"\ndirection = \"in\"\nto = \"default\"", "routes.toml:3: direction = \"in\" is not one of mt, mo")]
    [InlineData("name = \"x\"\ndirection = \"mo\"\naccount = \"dmeo\"",
        "routes.toml:4: there is no account \"dmeo\" (did you mean \"demo\"?)")]
    public void An_error_of_a_route_stands_at_its_line(string lines, string error) =>
        Assert.Equal([error], _folder.Routes($"[[route]]\n{lines}\n").Errors());

    [Fact]
    public void Messages_cannot_be_sent_to_where_they_never_arrive() =>
        Assert.Equal(
            [
                "upstreams.toml:9: upstream \"carrier-a\" binds as receiver only; it cannot take messages",
                "routes.toml:3: upstream \"carrier-a\" binds as receiver only; it cannot take messages",
                "routes.toml:7: account \"demo\" may bind as transmitter only; it could never receive",
            ],
            _folder
                .Account("bind_types = [\"transmitter\"]")
                .Upstream("bind = \"receiver\"")
                .Routes("[[route]]\nname = \"x\"\nto = \"carrier-a\"\n[[route]]\nname = \"y\"\ndirection = \"mo\"\naccount = \"demo\"\n")
                .Errors());

    [Fact]
    public void No_error_shows_a_secret()
    {
        var errors = _folder
            .Accounts("[[account]]\nsystem_id = \"a\"\npassword = \"hunter2\"\n"
                + "[[account]]\nsystem_id = \"b\"\npassword = \"pbkdf2-sha512:hunter2\"\n")
            .Upstream("password = \"hunter2\"\ntls = { certificate = \"plain:hunter2\", key = \"plain:hunter2\" }")
            .Routes("")
            .Errors();

        Assert.NotEmpty(errors);
        Assert.DoesNotContain(errors, error => error.Contains("hunter2", StringComparison.Ordinal));
    }

    [Fact]
    public void A_secret_s_file_that_is_missing_empty_or_huge_says_so()
    {
        var errors = _folder.Write("empty", "\n").Write("huge", new string('x', 70_000)).Accounts("""
            [[account]]
            system_id = "a"
            password = "file:missing"
            [[account]]
            system_id = "b"
            password = "file:empty"
            [[account]]
            system_id = "c"
            password = "file:huge"
            """).Errors();

        Assert.Equal(
            [
                "accounts.toml:3: password: there is no file missing",
                "accounts.toml:6: password: empty is empty",
                "accounts.toml:9: password: huge is larger than 64 KiB; it cannot be a secret",
            ],
            errors);
    }

    [Theory]
    [InlineData("[[route]]\nname = \"x\\")]
    [InlineData("[[route]]\n\"x\\")]
    [InlineData("[[route]]\nname = \"\"\"x\\")]
    public void A_file_that_ends_within_an_escape_is_an_error_at_its_last_line(string text) =>
        Assert.Equal(["routes.toml:2: the file ends within a string"], _folder.Routes(text).Errors());

    [Fact]
    public void A_file_that_is_not_text_is_an_error_and_nothing_worse()
    {
        File.WriteAllBytes($"{_folder.Path}/routes.toml", [0x00, 0xFF, 0xFE, 0x5B, 0x5B, 0x0A, 0x80]);

        Assert.All(_folder.Errors(), error => Assert.StartsWith("routes.toml:", error, StringComparison.Ordinal));
    }
}
