using System.Net;
using System.Net.Sockets;
using Shared;

namespace Faults;

/// <summary>Where the gateway cannot start, it says why in one line and ends at once.</summary>
public class StartTests
{
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Broken_files_are_told_all_at_once_each_with_file_and_line()
    {
        await using var site = Configured();
        site.WriteFile("accounts.toml", """
            [[account]]
            system_id = "demo"
            password = "plain:demo"
            bindss = 4
            """);
        site.WriteFile("routes.toml", """
            [[route]]
            name = "all"
            to = "nowhere"
            """);

        foreach (var verb in (string[])["run", "check"])
        {
            var errors = await RefusesAsync(site, [verb, "--conf", site.Conf]);
            Assert.Equal(2, errors.Length);
            Assert.Matches("accounts\\.toml:4: .*bindss", errors[0]);
            Assert.Matches("routes\\.toml:3: .*nowhere", errors[1]);
        }
    }

    [Theory]
    [InlineData("[[listen]\naddress = 1")]
    [InlineData("\"unended")]
    [InlineData("a = \"\\")]
    [InlineData("\0\u0001\u0002")]
    public async Task A_file_that_is_no_TOML_is_told_with_its_line(string text)
    {
        await using var site = Configured();
        site.WriteFile("smpp.toml", text);

        foreach (var verb in (string[])["run", "check"])
        {
            var errors = await RefusesAsync(site, [verb, "--conf", site.Conf]);
            Assert.Contains(errors, line => line.Contains("smpp.toml:", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_configuration_folder_that_is_not_there_is_named()
    {
        await using var site = new Site("carrier-a");
        foreach (var verb in (string[])["run", "check"])
        {
            var errors = await RefusesAsync(site, [verb, "--conf", site.Conf]);
            Assert.Contains(site.Conf, Assert.Single(errors), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_good_configuration_checks_with_exit_code_0()
    {
        await using var site = Configured();
        var (exitCode, output) = await SmppProcess.RunAsync("check", "--conf", site.Conf);
        Assert.True(exitCode == 0, output);
    }

    [Fact]
    public async Task An_occupied_port_is_named()
    {
        await using var site = Configured();
        using var occupant = new TcpListener(IPAddress.Loopback, site.GatewayPort);
        occupant.Start();

        var errors = await RefusesAsync(site, ["run", "--conf", site.Conf, "--data", site.Data]);
        Assert.Contains($"127.0.0.1:{site.GatewayPort}", Assert.Single(errors), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a file")]
    [InlineData("below a file")]
    [InlineData("/proc/smpp")]
    [InlineData("/sys/kernel/smpp")]
    public async Task A_data_folder_that_cannot_be_written_is_named(string place)
    {
        await using var site = Configured();
        site.WriteFile("occupant", "");
        var file = Path.Combine(site.Conf, "occupant");
        var data = place switch
        {
            "a file" => file,
            "below a file" => Path.Combine(file, "data"),
            _ => place,
        };

        var errors = await RefusesAsync(site, ["run", "--conf", site.Conf, "--data", data]);
        Assert.Contains(data, Assert.Single(errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_journal_folder_that_is_a_file_is_named()
    {
        await using var site = Configured();
        Directory.CreateDirectory(site.Data);
        await File.WriteAllTextAsync(Path.Combine(site.Data, "journal"), "", TestContext.Current.CancellationToken);

        var errors = await RefusesAsync(site, ["run", "--conf", site.Conf, "--data", site.Data]);
        Assert.Contains(site.Data, Assert.Single(errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_gateway_on_a_data_folder_is_refused_and_the_first_goes_on()
    {
        await using var site = Configured();
        var first = await site.StartGatewayAsync();

        var errors = await RefusesAsync(
            site, ["run", "--conf", site.Conf, "--data", site.Data, "--listen", $"127.0.0.1:{FreePort.Next()}"]);

        Assert.Contains(site.Data, Assert.Single(errors), StringComparison.Ordinal);
        Assert.Equal("running", (await site.StatusAsync()).GetProperty("state").GetString());
        Assert.Equal(0, await Site.StopAsync(first));
    }

    [Fact]
    public async Task An_address_that_cannot_be_read_is_named()
    {
        await using var site = Configured();
        var errors = await RefusesAsync(site, ["run", "--conf", site.Conf, "--data", site.Data, "--listen", "nowhere"]);
        Assert.Contains("nowhere", Assert.Single(errors), StringComparison.Ordinal);
    }

    private static Site Configured()
    {
        var site = new Site("carrier-a");
        site.WriteConfiguration();
        return site;
    }

    /// <summary>Runs a command that must end with exit code 1; returns the lines of standard error, which hold no stack trace.</summary>
    private static async Task<string[]> RefusesAsync(Site site, string[] arguments)
    {
        var process = site.Start(arguments);
        process.CloseInput();
        var exitCode = await process.WaitForExitAsync(AtOnce);
        Assert.True(exitCode == 1, $"exit code {exitCode}:\n{process.Output}");
        Assert.DoesNotContain("   at ", process.Output, StringComparison.Ordinal);
        return process.Errors;
    }
}
