using Shared;

namespace Cli.Tests;

/// <summary>A configuration is judged, taken into force and refused.</summary>
public sealed class ConfigurationTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Check_prints_every_error_with_its_place()
    {
        GatewaySite.Configure(_folder, 1, 2);
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
        GatewaySite.Configure(_folder, 1, 2);

        var (exitCode, output) = await SmppProcess.RunAsync("check", "--conf", _folder["conf"]);

        Assert.Equal(0, exitCode);
        Assert.Contains("accounts 1, upstreams 1, groups 1, routes 1; no errors", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_longer_than_the_specification_has_it_is_noted_by_check_and_by_a_start()
    {
        const string note = "note: password is longer than the 8 characters of v3.4";
        GatewaySite.Configure(_folder, FreePort.Next(), FreePort.Next());
        string upstreams = await File.ReadAllTextAsync(_folder["conf/upstreams.toml"], TestContext.Current.CancellationToken);
        _folder.Write("conf/upstreams.toml", upstreams.Replace("plain:secret", "plain:long-secret", StringComparison.Ordinal));

        var (exitCode, output) = await SmppProcess.RunAsync("check", "--conf", _folder["conf"]);
        await using var gateway = SmppProcess.Start("run", "--conf", _folder["conf"], "--data", _folder["data"]);
        await gateway.WaitForLineAsync("ready");

        Assert.Equal(0, exitCode);
        Assert.Contains($"{_folder["conf/upstreams.toml"]}:5: {note}", output, StringComparison.Ordinal);
        Assert.Contains(gateway.Lines, line => line.Contains(note, StringComparison.Ordinal));
        Assert.DoesNotContain("long-secret", output + gateway.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("warning")]
    [InlineData("error")]
    public async Task Whatever_the_log_leaves_out_a_gateway_says_when_it_is_ready_and_takes_localhost_for_an_address(string level)
    {
        GatewaySite.Configure(_folder, 1, 2);
        string smpp = await File.ReadAllTextAsync(_folder["conf/smpp.toml"], TestContext.Current.CancellationToken);
        _folder.Write("conf/smpp.toml", $"{smpp}\n[log]\nlevel = \"{level}\"\n");

        await using var gateway = SmppProcess.Start(
            "run", "--conf", _folder["conf"], "--data", _folder["data"], "--listen", "localhost:0");

        await gateway.WaitForLineAsync("ready: listening on 127.0.0.1:");
        Assert.Single(gateway.Lines, line => line.Contains(" INF ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("carrier.example:2775")]
    [InlineData("2775")]
    public async Task Where_run_cannot_listen_it_says_what_it_takes(string listen)
    {
        GatewaySite.Configure(_folder, 1, 2);

        var (exitCode, output) = await SmppProcess.RunAsync(
            "run", "--conf", _folder["conf"], "--data", _folder["data"], "--listen", listen);

        Assert.Equal(1, exitCode);
        Assert.Equal(
            $"--listen {listen} cannot be listened on: write an IP address or localhost, as HOST:PORT, such as 127.0.0.1:2775 or "
            + "[::1]:2775",
            output.Trim());
    }

    [Fact]
    public async Task A_reload_with_an_error_changes_nothing_and_ends_with_1()
    {
        await using var site = await GatewaySite.StartAsync(_folder, "plain:demo");
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
        await using var site = await GatewaySite.StartAsync(_folder, "plain:demo");
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
        await using var site = await GatewaySite.StartAsync(_folder, "plain:demo");
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
}
