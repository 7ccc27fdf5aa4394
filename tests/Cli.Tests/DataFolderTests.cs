using System.Runtime.Versioning;
using Shared;

namespace Cli.Tests;

/// <summary>What the gateway keeps is its own user's alone.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class DataFolderTests : IDisposable
{
    private const UnixFileMode ReadWrite = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode All = ReadWrite | UnixFileMode.UserExecute;

    private readonly TempFolder _folder = new();

    public DataFolderTests()
    {
        _folder.Write("conf/smpp.toml", "[node]\nname = \"cli\"\n\n[[listen]]\naddress = \"127.0.0.1:0\"\n");
        foreach (string name in new[] { "accounts.toml", "upstreams.toml", "routes.toml" })
            _folder.Write("conf/" + name, "");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_folder_that_the_gateway_makes_and_its_socket_are_for_its_own_user_alone_whatever_the_umask()
    {
        await using var gateway = Start();
        await gateway.WaitForLineAsync("ready");

        Assert.Equal(All, File.GetUnixFileMode(_folder["data"]));
        Assert.Equal(ReadWrite, File.GetUnixFileMode(_folder["data/smpp.sock"]));
        Assert.Equal(0, (await SmppProcess.RunAsync("status", "--data", _folder["data"])).ExitCode);
        Assert.DoesNotContain("chmod", gateway.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_lets_others_in_stays_as_it_is_and_the_start_warns()
    {
        Directory.CreateDirectory(_folder["data"]);
        File.SetUnixFileMode(_folder["data"], All | UnixFileMode.GroupRead | UnixFileMode.GroupExecute);

        await using var gateway = Start();
        await gateway.WaitForLineAsync("ready");

        Assert.Contains($"the data folder {_folder["data"]} has mode 750: ", gateway.Output, StringComparison.Ordinal);
        Assert.Equal(All | UnixFileMode.GroupRead | UnixFileMode.GroupExecute, File.GetUnixFileMode(_folder["data"]));
        Assert.Equal(ReadWrite, File.GetUnixFileMode(_folder["data/smpp.sock"]));
    }

    [Fact]
    public async Task A_folder_whose_path_is_too_long_for_a_socket_is_refused_with_the_reason()
    {
        string data = _folder[new string('d', 100)];

        var (exitCode, output) = await SmppProcess.RunAsync("run", "--conf", _folder["conf"], "--data", data);

        Assert.Equal(1, exitCode);
        Assert.Equal(
            $"the data folder {data} cannot be used: the path of its socket has more than 107 octets; name the data folder by a shorter "
            + "one, or a link",
            output.Trim());
        Assert.False(Directory.Exists(data));
    }

    private ChildProcess Start() => ChildProcess.StartProgram(
        "sh",
        [
            "-c", "umask 000; exec dotnet \"$0\" run --conf \"$1\" --data \"$2\"", Path.Combine(AppContext.BaseDirectory, "smpp.dll"),
            _folder["conf"], _folder["data"],
        ]);
}
