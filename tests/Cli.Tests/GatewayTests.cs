using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Shared;

namespace Cli.Tests;

/// <summary>The verbs that ask a running gateway, and what they settle there.</summary>
public sealed class GatewayTests : IDisposable
{
    /// <summary>SCHED_BATCH.</summary>
    private const int Batch = 3;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_hashed_password_lets_its_owner_in_and_nobody_else()
    {
        var (exitCode, hash) = await SmppProcess.RunAsync("hash", "s3cret");
        Assert.Equal(0, exitCode);
        Assert.StartsWith("pbkdf2-sha512:", hash, StringComparison.Ordinal);
        await using var site = await GatewaySite.StartAsync(_folder, hash.Trim());

        Assert.Equal(0, (await site.SendAsync("s3cret")).ExitCode);
        var (refused, output) = await site.SendAsync("guess");

        Assert.Equal(2, refused);
        Assert.Contains("did not accept the bind of \"demo\": bind refused: ESME_RINVPASWD", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_running_gateway_shows_itself_in_tables_and_in_json()
    {
        await using var site = await GatewaySite.StartAsync(_folder, "plain:demo");
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
        var explained = await site.JsonAsync("explain", "--account", "demo", "--to", "447700900123");
        Assert.Equal(
            ("forward", "all", "default", "store"),
            (Text(explained, "action"), Text(explained, "route"), Text(explained, "to"), Text(explained, "mode")));
        Assert.Equal("chosen", Text(explained.GetProperty("routes")[0], "verdict"));
        Assert.Contains("by route \"all\"", await site.TextAsync("explain", "--account", "demo", "--to", "447700900123"),
            StringComparison.Ordinal);

        static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
        static double Rate(JsonElement look) => look.GetProperty("per_second").GetProperty("accepted").GetDouble();
    }

    [Fact]
    public async Task Top_looks_again_and_again_until_it_is_interrupted()
    {
        await using var site = await GatewaySite.StartAsync(_folder, "plain:demo");
        await using var top = SmppProcess.Start("top", "--data", site.Data, "--interval", "100ms", "--json");
        await Until.Async(() => top.Results.Length > 2);

        top.Interrupt();

        Assert.Equal(0, await top.WaitForExitAsync());
        Assert.All(top.Results, line => Assert.True(JsonDocument.Parse(line).RootElement.GetProperty("seconds").GetDouble() > 0));
    }

    [Fact]
    public async Task Threads_of_a_gateway_take_their_turns_of_the_processor_but_for_the_one_that_all_wait_for()
    {
        await using var site = await GatewaySite.StartAsync(_folder, "plain:demo");
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

    [Theory]
    [InlineData("fail", 0)]
    [InlineData("retry", 1)]
    public async Task A_message_that_is_ambiguous_waits_until_it_is_settled(string decision, int ambiguousAgain)
    {
        await using var site = await GatewaySite.StartAsync(
            _folder, "plain:demo", "mute", "response_timeout = \"1s\"", "uncertain = \"hold\"");
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
        await using var site = await GatewaySite.StartAsync(_folder, "plain:demo", "mute");
        Assert.Equal(0, (await site.SendAsync("demo")).ExitCode);
        await Until.Async(async () => (await site.JsonAsync("upstreams"))[0].GetProperty("in_flight").GetInt32() == 1);

        // It waits for an answer to the message for half of its time, or until there can be none: too short for many processes.
        var stop = TestContext.Current.CancellationToken;
        using var admin = site.Admin();
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
        await using var site = await GatewaySite.StartAsync(_folder, "plain:demo", upstream: "bind = \"pair\"");

        await Until.Async(async () => Regex.IsMatch(await site.TextAsync("upstreams"), @"\b2 of 2\s+0 of 100\s"));
    }

    [Fact]
    public async Task A_drain_says_to_a_script_that_it_has_begun()
    {
        await using var site = await GatewaySite.StartAsync(_folder, "plain:demo");

        Assert.True((await site.JsonAsync("drain")).GetProperty("draining").GetBoolean());

        Assert.Equal(0, await site.Gateway.WaitForExitAsync());
    }

    private static Task<JsonElement> AmbiguousAsync(GatewaySite site) => site.JsonAsync("messages", "--state", "ambiguous");

    [Theory]
    [InlineData("--to", "447700900123447700900", "destination '447700900123447700900' does not fit an address: up to 20 characters")]
    [InlineData("--from", "A sender of 21 octets", "source 'A sender of 21 octets' does not fit an address: up to 20 characters")]
    public async Task Explain_of_what_is_no_address_says_so_and_ends_with_1(string option, string address, string reason)
    {
        await using var site = await GatewaySite.StartAsync(_folder, "plain:demo");
        string[] other = option == "--to" ? [] : ["--to", "447700900123"];

        var (exitCode, output) = await SmppProcess.RunAsync(
            ["explain", "--data", site.Data, "--account", "demo", option, address, .. other]);

        Assert.Equal(1, exitCode);
        Assert.Contains(reason, output, StringComparison.Ordinal);
    }
}
