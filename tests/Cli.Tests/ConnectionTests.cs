using Shared;

namespace Cli.Tests;

/// <summary>The verbs that read a configuration whose CDRs go to PostgreSQL under a connection string that is none.</summary>
public sealed class ConnectionTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("check", 1)]
    [InlineData("run", 1)]
    [InlineData("cdr", 2)]
    [InlineData("audit", 2)]
    public async Task It_is_named_by_its_line_and_never_shown(string verb, int expected)
    {
        _folder.Write("smpp.toml", $"""
            [node]
            name = "cli"
            data = "{_folder["data"]}"
            [[listen]]
            address = "127.0.0.1:0"
            [cdr]
            sink = "postgres"
            connection = "plain:postgresql://gw:hunter2@db/cdr?sslmode=require"
            """);
        foreach (string name in new[] { "accounts.toml", "upstreams.toml", "routes.toml" })
            _folder.Write(name, "");

        var (exitCode, output) = await SmppProcess.RunAsync(verb, "--conf", _folder.Path);

        Assert.Equal(expected, exitCode);
        Assert.StartsWith($"{_folder["smpp.toml"]}:8: connection: plain:*** is no connection string", output, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", output, StringComparison.Ordinal);
    }
}
