using System.Net.Sockets;
using Cli.Admin;
using Shared;

namespace Cli.Tests;

/// <summary>What the verbs say of a gateway that is not there, or not to be used.</summary>
public sealed class NoGatewayTests : IDisposable
{
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
}
