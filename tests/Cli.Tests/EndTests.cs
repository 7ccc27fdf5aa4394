using System.Net;
using System.Net.Sockets;
using Shared;

namespace Cli.Tests;

/// <summary>How a verb ends that Ctrl-C or something unforeseen keeps from its answer.</summary>
public sealed class EndTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_load_that_is_interrupted_while_it_binds_ends_quietly_with_130() =>
        await InterruptAsync(target => ["load", "--target", target, "--system-id", "app", "--password", "any"]);

    [Fact]
    public async Task A_message_that_is_interrupted_before_it_is_sent_ends_quietly_with_130() =>
        await InterruptAsync(target =>
            ["send", "--target", target, "--system-id", "app", "--password", "any", "--from", "1", "--to", "2", "--text", "t"]);

    [Fact]
    public async Task A_verb_that_reads_the_database_ends_quietly_with_130_when_it_is_interrupted() =>
        await InterruptAsync(target =>
        {
            string[] host = target.Split(':');
            _folder.Write("smpp.toml", $"""
                [node]
                name = "cli"
                [cdr]
                sink = "postgres"
                connection = "plain:Host={host[0]};Port={host[1]};Username=gw;Timeout=0"
                """);
            foreach (string name in new[] { "accounts.toml", "upstreams.toml", "routes.toml" })
                _folder.Write(name, "");
            return ["cdr", "--conf", _folder.Path];
        });

    [Theory]
    [InlineData("status")]
    [InlineData("reload")]
    public async Task A_verb_that_asks_a_gateway_ends_quietly_with_130_when_it_is_interrupted(string verb)
    {
        using var silent = Listen(new UnixDomainSocketEndPoint(_folder["smpp.sock"]));

        await InterruptAsync(silent, verb, "--data", _folder.Path);
    }

    [Fact]
    public async Task What_nobody_expected_is_one_line_and_exit_code_2()
    {
        using var odd = Listen(new UnixDomainSocketEndPoint(_folder["smpp.sock"]));
        await using var verb = SmppProcess.Start("status", "--data", _folder.Path);
        using var asked = await AcceptAsync(odd);
        await asked.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"u8.ToArray(), TestContext.Current.CancellationToken);

        Assert.Equal(2, await verb.WaitForExitAsync());
        Assert.StartsWith("smpp: unexpected JsonReaderException: ", Assert.Single(verb.Lines), StringComparison.Ordinal);
    }

    private static async Task InterruptAsync(Func<string, string[]> arguments)
    {
        using var silent = Listen(new IPEndPoint(IPAddress.Loopback, 0));
        await InterruptAsync(silent, arguments($"{silent.LocalEndPoint}"));
    }

    /// <summary>Interrupts a verb that has asked somebody who does not answer.</summary>
    private static async Task InterruptAsync(Socket silent, params string[] arguments)
    {
        await using var verb = SmppProcess.Start(arguments);
        using var connection = await AcceptAsync(silent);
        Assert.Equal(1, await connection.ReceiveAsync(new byte[1]).WaitAsync(Until.Limit));

        verb.Interrupt();

        Assert.Equal(130, await verb.WaitForExitAsync());
        Assert.Empty(verb.Output);
    }

    private static Task<Socket> AcceptAsync(Socket listener) => listener.AcceptAsync().WaitAsync(Until.Limit);

    private static Socket Listen(EndPoint endPoint)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(endPoint);
        socket.Listen();
        return socket;
    }
}
