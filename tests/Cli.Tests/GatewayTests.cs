using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using Cli.Admin;
using Shared;

namespace Cli.Tests;

/// <summary>The verbs that run, judge and ask a gateway, against a real one.</summary>
public sealed class GatewayTests : IDisposable
{
    /// <summary>SCHED_BATCH.</summary>
    private const int Batch = 3;

    private static readonly string[] Life = ["received", "sent", "receipt", "receipt_sent"];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("status")]
    [InlineData("sessions")]
    [InlineData("upstreams")]
    [InlineData("routes")]
    [InlineData("messages")]
    [InlineData("reload")]
    [InlineData("drain")]
    [InlineData("top")]
    public async Task Without_a_gateway_the_exit_code_is_3_and_one_line_says_what_to_do(string verb)
    {
        var (exitCode, output) = await SmppProcess.RunAsync(verb, "--data", _folder.Path);

        Assert.Equal(3, exitCode);
        Assert.Equal(
            $"smpp: no gateway listens on {_folder["smpp.sock"]}; start one with 'smpp run', or name its data folder with --data",
            output.Trim());
    }

    [Theory]
    [InlineData("file", "")]
    [InlineData("a-folder-of-a-name-so-long-that-no-address-of-a-unix-socket-takes-its-path-which-ends-at-a-hundred-and-seven",
        "its path has more than 107 octets; name the data folder by a shorter one, a link or a relative path")]
    public async Task A_socket_that_cannot_be_used_is_not_taken_for_a_gateway_that_is_not_there(string data, string reason)
    {
        _folder.Write("file", "");

        var (exitCode, output) = await SmppProcess.RunAsync("status", "--data", _folder[data]);

        Assert.Equal(2, exitCode);
        Assert.StartsWith(
            $"smpp: the gateway's socket {_folder[data]}/smpp.sock cannot be used: {reason}", output, StringComparison.Ordinal);
        Assert.Single(output.Trim().Split('\n'));
    }

    [Fact]
    public async Task A_socket_on_which_nobody_listens_any_more_is_no_gateway()
    {
        using var left = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        left.Bind(new UnixDomainSocketEndPoint(_folder["smpp.sock"]));

        var (exitCode, output) = await SmppProcess.RunAsync("status", "--data", _folder.Path);

        Assert.Equal(3, exitCode);
        Assert.StartsWith("smpp: no gateway listens on ", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_may_not_use_the_socket_is_told_whose_it_is()
    {
        var refused = new HttpRequestException("refused", new SocketException((int)SocketError.AccessDenied));

        var explained = Assert.IsType<SocketUnusableException>(AdminClient.Explain("data/smpp.sock", refused));

        Assert.Equal(
            "the gateway's socket data/smpp.sock cannot be used: permission denied; run this as the gateway's user", explained.Message);
    }

    [Fact]
    public async Task Cdr_without_a_database_says_where_it_looked()
    {
        var (exitCode, output) = await SmppProcess.RunAsync("cdr", "--data", _folder.Path);

        Assert.Equal(2, exitCode);
        Assert.Contains(_folder["cdr.db"], output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_CDR_file_that_is_none_is_an_error_that_says_so()
    {
        Directory.CreateDirectory(_folder["data"]);
        await File.WriteAllTextAsync(Path.Combine(_folder["data"], "cdr.db"), new string('x', 8192));

        var (exitCode, output) = await SmppProcess.RunAsync("cdr", "--data", _folder["data"]);

        Assert.Equal(2, exitCode);
        Assert.Contains("the CDR database cannot be read: ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_prints_every_error_with_its_place()
    {
        WriteConfiguration(1, 2);
        _folder.Write("conf/routes.toml",
            "[[route]]\nname = \"all\"\nmatch = { account = \"nobody\" }\nto = \"nowhere\"\nmode = \"store\"\n");

        var (exitCode, output) = await SmppProcess.RunAsync("check", "--conf", _folder["conf"]);

        Assert.Equal(1, exitCode);
        Assert.Matches($@"{_folder["conf/routes.toml"]}:\d+: .*nobody", output);
        Assert.Matches($@"{_folder["conf/routes.toml"]}:\d+: .*nowhere", output);
    }

    [Fact]
    public async Task Check_of_a_good_configuration_ends_with_0()
    {
        WriteConfiguration(1, 2);

        var (exitCode, output) = await SmppProcess.RunAsync("check", "--conf", _folder["conf"]);

        Assert.Equal(0, exitCode);
        Assert.Contains("accounts 1, upstreams 1, groups 1, routes 1; no errors", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hashed_password_lets_its_owner_in_and_nobody_else()
    {
        var (exitCode, hash) = await SmppProcess.RunAsync("hash", "s3cret");
        Assert.Equal(0, exitCode);
        Assert.StartsWith("pbkdf2-sha512:", hash, StringComparison.Ordinal);
        await using var site = await StartAsync(hash.Trim());

        Assert.Equal(0, (await site.SendAsync("s3cret")).ExitCode);
        var (refused, output) = await site.SendAsync("guess");

        Assert.Equal(2, refused);
        Assert.Contains("did not accept the bind of \"demo\": bind refused: ESME_RINVPASWD", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_running_gateway_shows_itself_in_tables_and_in_json()
    {
        await using var site = await StartAsync("plain:demo");
        await using var load = SmppProcess.Start(
            "load", "--target", site.Target, "--system-id", "demo", "--password", "demo", "--rate", "20", "--duration", "120s",
            "--receipts");
        await Until.Async(async () => (await site.JsonAsync("sessions")).GetArrayLength() == 1);
        await Until.Async(async () => (await site.JsonAsync("upstreams"))[0].GetProperty("bound").GetInt32() == 1);

        Assert.Equal("cli", (await site.JsonAsync("status")).GetProperty("node").GetString());
        Assert.InRange(
            (await site.JsonAsync("status")).GetProperty("runtime").GetProperty("allocated_bytes").GetInt64(), 1_000_000, long.MaxValue);
        Assert.Equal("demo", (await site.JsonAsync("sessions"))[0].GetProperty("system_id").GetString());
        Assert.Equal("all", (await site.JsonAsync("routes"))[0].GetProperty("name").GetString());
        Assert.Matches(@"listening\s+" + site.Target, await site.TextAsync("status"));
        Assert.Matches(@"commits\s+\d+, \d+\.\d\d ms each, the longest \d+\.\d ms", await site.TextAsync("status"));
        Assert.Matches(@"demo\s+127\.0\.0\.1:\d+\s+bound_trx", await site.TextAsync("sessions"));
        Assert.Matches(@"carrier\s+127\.0\.0\.1:\d+\s+1 of 1\s+\d+ of 100\s+none", await site.TextAsync("upstreams"));
        Assert.Matches(@"all\s+mt\s+account=demo\s+default\s+store", await site.TextAsync("routes"));
        await Until.Async(async () => Rate(await site.JsonAsync("top", "--count", "1")) > 0);
        await Until.Async(async () => Regex.IsMatch(await site.TextAsync("top", "--count", "1"), @"accepted\s+\d+\.\d\s+\d+"));
        Assert.Contains("by route \"all\"", await site.TextAsync("explain", "--account", "demo", "--to", "447700900123"),
            StringComparison.Ordinal);

        static double Rate(JsonElement look) => look.GetProperty("per_second").GetProperty("accepted").GetDouble();
    }

    [Fact]
    public async Task Top_looks_again_and_again_until_it_is_interrupted()
    {
        await using var site = await StartAsync("plain:demo");
        await using var top = SmppProcess.Start("top", "--data", site.Data, "--interval", "100ms", "--json");
        await Until.Async(() => top.Results.Length > 2);

        top.Interrupt();

        Assert.Equal(0, await top.WaitForExitAsync());
        Assert.All(top.Results, line => Assert.True(JsonDocument.Parse(line).RootElement.GetProperty("seconds").GetDouble() > 0));
    }

    [Fact]
    public async Task Threads_of_a_gateway_take_their_turns_of_the_processor_but_for_the_one_that_all_wait_for()
    {
        await using var site = await StartAsync("plain:demo");
        Assert.Equal(0, (await site.SendAsync("demo", "--wait")).ExitCode);

        // A thread has its name a moment before its policy, and may end while it is looked at.
        await Until.Async(() =>
        {
            try
            {
                var policies = Directory.GetDirectories($"/proc/{site.Gateway.Id}/task")
                    .Select(thread =>
                        (Name: File.ReadAllText($"{thread}/comm").Trim(), Policy: PolicyOf(File.ReadAllText($"{thread}/stat"))))
                    .ToLookup(thread => thread.Name, thread => thread.Policy);
                return policies[".NET Sockets"].Any() && policies[".NET Sockets"].All(policy => policy == Batch)
                    && policies["smpp patient"].All(policy => policy == Batch) && policies["journal commit"].SequenceEqual([0]);
            }
            catch (IOException)
            {
                return false;
            }
        });

        // The 41st field of proc_pid_stat(5); the name, which is the second, may contain blanks.
        static int PolicyOf(string stat) => int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[38], CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task Cdrs_are_shown_beside_a_running_gateway_and_after_it()
    {
        await using var site = await StartAsync("plain:demo");
        var (exitCode, sent) = await site.SendAsync("demo", "--wait");
        Assert.Equal(0, exitCode);
        string id = sent.Split('\n')[0].Split(' ')[^1];
        await Until.Async(async () => (await site.JsonAsync("cdr")).GetArrayLength() == 4);

        var totals = await site.JsonAsync("cdr", "--totals", "--account", "demo", "--number", "447700900123");
        Assert.Equal(Life, totals.EnumerateArray().Select(row => row.GetProperty("event").GetString()));
        Assert.Equal(0, (await SmppProcess.RunAsync("drain", "--data", _folder["data"])).ExitCode);
        Assert.Equal(0, await site.Gateway.WaitForExitAsync());
        var rows = await site.JsonAsync("cdr", "--message", id);
        Assert.Equal(Life, rows.EnumerateArray().Select(row => row.GetProperty("event").GetString()));
        Assert.All(rows.EnumerateArray(), row => Assert.Equal(id, row.GetProperty("message_id").GetString()));
        Assert.Equal(Life.Length, (await site.JsonAsync("cdr", "--message", id[^8..])).GetArrayLength());
        Assert.Matches($@"{id}\s+receipt_sent\s+demo\s+ACME\s+447700900123\s+all\s+carrier",
            await site.TextAsync("cdr", "--event", "receipt_sent"));
    }

    [Fact]
    public async Task The_books_are_audited_beside_a_running_gateway_and_after_it()
    {
        await using var site = await StartAsync("plain:demo");
        Assert.Equal(0, (await site.SendAsync("demo", "--wait")).ExitCode);
        await Until.Async(async () => (await site.JsonAsync("cdr")).GetArrayLength() == 4);
        var running = await site.JsonAsync("audit");
        Assert.True(running.GetProperty("balanced").GetBoolean());
        Assert.Equal(1, running.GetProperty("books").GetProperty("messages").GetProperty("accepted").GetInt64());
        Assert.Equal(1, (await site.JsonAsync("cdr", "--by", "upstream"))[1].GetProperty("delivered").GetInt64());
        Assert.StartsWith("message_id,event_no,event,", await site.TextAsync("cdr", "--csv"), StringComparison.Ordinal);

        Assert.Equal(0, (await SmppProcess.RunAsync("drain", "--data", _folder["data"])).ExitCode);
        Assert.Equal(0, await site.Gateway.WaitForExitAsync());
        Assert.Contains("the books balance", await site.TextAsync("audit"), StringComparison.Ordinal);
        using (var database = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={_folder["data/cdr.db"]};Pooling=False"))
        {
            database.Open();
            using var command = database.CreateCommand();
            command.CommandText = CdrEdit.Of("DELETE FROM cdr_row WHERE event = 7");
            command.ExecuteNonQuery();
        }
        var (exitCode, output) = await SmppProcess.RunAsync("audit", "--data", _folder["data"]);
        Assert.Equal(1, exitCode);
        Assert.Matches(@"lost: [0-9A-Z]{13}: accepted, and neither ended nor pending", output);
        Assert.Contains("the books do not balance", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Audit_without_books_says_what_is_missing()
    {
        var (exitCode, output) = await SmppProcess.RunAsync("audit", "--data", _folder.Path);

        Assert.Equal(2, exitCode);
        Assert.Contains(_folder["cdr.db"], output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fail", 0)]
    [InlineData("retry", 1)]
    public async Task A_message_that_is_ambiguous_waits_until_it_is_settled(string decision, int ambiguousAgain)
    {
        await using var site = await StartAsync("plain:demo", "mute", "response_timeout = \"1s\"", "uncertain = \"hold\"");
        Assert.Equal(0, (await site.SendAsync("demo")).ExitCode);
        await Until.Async(async () => (await AmbiguousAsync(site)).GetProperty("total").GetInt32() == 1);
        var held = (await AmbiguousAsync(site)).GetProperty("messages")[0];
        string id = held.GetProperty("id").GetString()!;
        Assert.True(held.GetProperty("possible_duplicate").GetBoolean());
        Assert.Matches($@"{id}\s+ambiguous\s+demo\s+ACME\s+447700900123\s+all\s+carrier", await site.TextAsync("messages", "--id", id));

        Assert.Equal("settled 1 of 1", (await site.TextAsync("messages", "settle", id, "--as", decision)).Trim());

        var (exitCode, output) = await SmppProcess.RunAsync("messages", "settle", "0000000000001", "--as", "fail", "--data", site.Data);
        Assert.Equal(1, exitCode);
        Assert.Contains("no message 0000000000001 is ambiguous", output, StringComparison.Ordinal);
        await Until.Async(async () => (await site.JsonAsync("cdr", "--event", "uncertain")).GetArrayLength() == 1 + ambiguousAgain);
        await Until.Async(async () => (await site.JsonAsync("messages")).GetProperty("total").GetInt32() == ambiguousAgain);
    }

    [Fact]
    public async Task While_it_drains_a_gateway_says_so_and_settles_nothing_and_then_ends_with_0()
    {
        await using var site = await StartAsync("plain:demo", "mute");
        Assert.Equal(0, (await site.SendAsync("demo")).ExitCode);
        await Until.Async(async () => (await site.JsonAsync("upstreams"))[0].GetProperty("in_flight").GetInt32() == 1);

        // It waits for an answer to the message for half of its time, or until there can be none: too short for many processes.
        var stop = TestContext.Current.CancellationToken;
        using var admin = Admin(site);
        site.Gateway.Terminate();

        await Until.Async(async () => await admin.GetStringAsync(new Uri("/status", UriKind.Relative), stop) is var status
            && JsonDocument.Parse(status).RootElement.GetProperty("state").GetString() == "draining");
        using var refused = await admin.PostAsync(new Uri("/messages/settle?all=true&as=fail", UriKind.Relative), content: null, stop);
        Assert.Contains("the gateway is stopping", await refused.Content.ReadAsStringAsync(stop), StringComparison.Ordinal);
        await site.Carrier.KillAsync();
        Assert.Equal(0, await site.Gateway.WaitForExitAsync());
        Assert.False(File.Exists(Path.Combine(site.Data, "smpp.sock")));
    }

    [Fact]
    public async Task The_window_of_an_upstream_is_that_of_the_sessions_that_can_submit()
    {
        await using var site = await StartAsync("plain:demo", upstream: "bind = \"pair\"");

        await Until.Async(async () => Regex.IsMatch(await site.TextAsync("upstreams"), @"\b2 of 2\s+0 of 100\s"));
    }

    private static Task<JsonElement> AmbiguousAsync(Site site) => site.JsonAsync("messages", "--state", "ambiguous");

    [Theory]
    [InlineData("--to", "447700900123447700900", "destination '447700900123447700900' does not fit an address: up to 20 characters")]
    [InlineData("--from", "A sender of 21 octets", "source 'A sender of 21 octets' does not fit an address: up to 20 characters")]
    public async Task Explain_of_what_is_no_address_says_so_and_ends_with_1(string option, string address, string reason)
    {
        await using var site = await StartAsync("plain:demo");
        string[] other = option == "--to" ? [] : ["--to", "447700900123"];

        var (exitCode, output) = await SmppProcess.RunAsync(
            ["explain", "--data", site.Data, "--account", "demo", option, address, .. other]);

        Assert.Equal(1, exitCode);
        Assert.Contains(reason, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reload_with_an_error_changes_nothing_and_ends_with_1()
    {
        await using var site = await StartAsync("plain:demo");
        Assert.Equal("configuration 2 is in force", (await site.TextAsync("reload")).Trim());
        _folder.Write("conf/routes.toml", "[[route]]\nname = ");

        var (exitCode, output) = await SmppProcess.RunAsync("reload", "--data", _folder["data"]);

        Assert.Equal(1, exitCode);
        Assert.Contains("routes.toml:2", output, StringComparison.Ordinal);
        Assert.Contains("configuration 2 stays in force", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reload_names_what_has_changed_and_needs_a_restart()
    {
        await using var site = await StartAsync("plain:demo");
        var smpp = await File.ReadAllTextAsync(_folder["conf/smpp.toml"], TestContext.Current.CancellationToken);
        _folder.Write("conf/smpp.toml", smpp + "\n[cdr]\nretention = \"30d\"\n");

        string told = await site.TextAsync("reload");
        Assert.Contains("[cdr] of smpp.toml has changed, which holds only after a restart", told, StringComparison.Ordinal);
        Assert.Contains("configuration 2 is in force", told, StringComparison.Ordinal);
        await site.Gateway.WaitForLineAsync("[cdr] of smpp.toml has changed");
        var json = await site.JsonAsync("reload");
        Assert.Equal("cdr", Assert.Single(json.GetProperty("for_restart").EnumerateArray()).GetString());
    }

    [Fact]
    public async Task A_reload_moves_to_another_address_and_SIGHUP_does_too_unless_run_was_told_where_to_listen()
    {
        await using var site = await StartAsync("plain:demo");
        int moved = FreePort.Next(), again = FreePort.Next();
        string Listen(int port) => $"[node]\nname = \"cli\"\n\n[[listen]]\naddress = \"127.0.0.1:{port}\"\n";

        _folder.Write("conf/smpp.toml", Listen(moved));
        await site.TextAsync("reload");
        Assert.Matches($@"listening\s+127\.0\.0\.1:{moved}\b", await site.TextAsync("status"));
        Assert.Equal(0, (await (site with { Target = $"127.0.0.1:{moved}" }).SendAsync("demo")).ExitCode);
        Assert.NotEqual(0, (await site.SendAsync("demo")).ExitCode);
        _folder.Write("conf/smpp.toml", Listen(again));
        site.Gateway.HangUp();
        await Until.Async(async () => (await site.TextAsync("status")).Contains($":{again}", StringComparison.Ordinal));

        int told = FreePort.Next();
        string data = _folder["told"];
        await using var gateway = SmppProcess.Start(
            "run", "--conf", _folder["conf"], "--data", data, "--listen", $"127.0.0.1:{told}");
        await gateway.WaitForLineAsync("ready");
        Assert.Equal(0, (await SmppProcess.RunAsync("reload", "--data", data)).ExitCode);
        var (_, status) = await SmppProcess.RunAsync("status", "--data", data);
        Assert.Matches($@"listening\s+127\.0\.0\.1:{told}\b", status);
    }

    private static HttpClient Admin(Site site) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, stop) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(Path.Combine(site.Data, "smpp.sock")), stop);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    {
        BaseAddress = new Uri("http://gateway"),
    };

    private async Task<Site> StartAsync(string password, string profile = "default", string upstream = "", string route = "")
    {
        int carrierPort = FreePort.Next(), port = FreePort.Next();
        WriteConfiguration(port, carrierPort, password, upstream, route);
        var carrier = SmppProcess.Start("sim", "--listen", $"127.0.0.1:{carrierPort}", "--profile", profile);
        await carrier.WaitForLineAsync("ready");
        var gateway = SmppProcess.Start("run", "--conf", _folder["conf"], "--data", _folder["data"]);
        await gateway.WaitForLineAsync("ready");
        return new Site(carrier, gateway, $"127.0.0.1:{port}", _folder["data"]);
    }

    private void WriteConfiguration(
        int port, int carrierPort, string password = "plain:demo", string upstream = "", string route = "")
    {
        _folder.Write("conf/smpp.toml", $"[node]\nname = \"cli\"\n\n[[listen]]\naddress = \"127.0.0.1:{port}\"\n");
        _folder.Write("conf/accounts.toml", $"[[account]]\nsystem_id = \"demo\"\npassword = \"{password}\"\n");
        _folder.Write("conf/upstreams.toml", $"""
            [[upstream]]
            name = "carrier"
            address = "127.0.0.1:{carrierPort}"
            system_id = "gw"
            password = "plain:secret"
            window = 100
            {upstream}

            [[group]]
            name = "default"
            strategy = "failover"
            upstreams = ["carrier"]
            """);
        _folder.Write("conf/routes.toml",
            "[[route]]\nname = \"all\"\nmatch = { account = \"demo\" }\nto = \"default\"\nmode = \"store\"\n" + route + "\n");
    }

    /// <summary>A carrier and a gateway, and the verbs that ask it.</summary>
    private sealed record Site(SmppProcess Carrier, SmppProcess Gateway, string Target, string Data) : IAsyncDisposable
    {
        public Task<(int ExitCode, string Output)> SendAsync(string password, params string[] more) => SmppProcess.RunAsync(
            ["send", "--target", Target, "--system-id", "demo", "--password", password, "--from", "ACME", "--to", "447700900123", "--text",
            "Hi", .. more]);

        public async Task<string> TextAsync(string verb, params string[] more)
        {
            var (exitCode, output) = await SmppProcess.RunAsync([verb, "--data", Data, .. more]);
            Assert.True(exitCode == 0, output);
            return output;
        }

        public async Task<JsonElement> JsonAsync(string verb, params string[] more) =>
            JsonDocument.Parse(await TextAsync(verb, [.. more, "--json"])).RootElement;

        public async ValueTask DisposeAsync()
        {
            await Gateway.DisposeAsync();
            await Carrier.DisposeAsync();
        }
    }
}
