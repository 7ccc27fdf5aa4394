using Shared;

namespace Cli.Tests;

public class HashTests
{
    [Fact]
    public async Task What_asks_for_the_password_is_not_in_a_file_that_the_hash_is_written_to()
    {
        using var folder = new TempFolder();
        // On a terminal of its own, which is what script gives to a command.
        await using var terminal = ChildProcess.StartProgram(
            "script",
            ["-qec", $"dotnet '{Path.Combine(AppContext.BaseDirectory, "smpp.dll")}' hash > '{folder["hash"]}'", "/dev/null"],
            new Dictionary<string, string> { ["TERM"] = "xterm" });
        // The terminal keeps it until it is asked for.
        terminal.Write("s3cret\r");

        Assert.Equal(0, await terminal.WaitForExitAsync());
        Assert.Contains("Password:", terminal.Output, StringComparison.Ordinal);
        Assert.Matches("^pbkdf2-sha512:[^\n]+\n$", await File.ReadAllTextAsync(folder["hash"], TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("ppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppp")]
    [InlineData("пароль")]
    public async Task A_password_that_no_bind_can_carry_is_not_hashed(string password)
    {
        var (exitCode, output) = await SmppProcess.RunAsync("hash", password);

        Assert.Equal(1, exitCode);
        Assert.Equal(
            "smpp: no bind can carry the password: it does not fit its field: up to 64 Latin-1 characters without NUL (v3.4 says 8)",
            output.Trim());
    }
}
