using Shared;

namespace Cli.Tests;

public class CompletionTests
{
    [Theory]
    [InlineData("smpp sta", "status")]
    [InlineData("smpp store ins", "inspect")]
    [InlineData("smpp cdr --up", "--upstream")]
    [InlineData("smpp completion b", "bash")]
    public async Task Bash_completes(string line, string completed)
    {
        Assert.Equal([completed], await CompleteAsync(line));
    }

    [Fact]
    public async Task Bash_offers_all_that_may_follow()
    {
        string[] offered = await CompleteAsync("smpp store ");

        Assert.Contains("verify", offered);
        Assert.Contains("inspect", offered);
    }

    [Theory]
    [InlineData("zsh", "compdef _smpp smpp")]
    [InlineData("fish", "complete --command smpp")]
    public async Task Other_shells_have_their_own(string shell, string part)
    {
        var (exitCode, output) = await SmppProcess.RunAsync("completion", shell);

        Assert.Equal(0, exitCode);
        Assert.Contains(part, output, StringComparison.Ordinal);
    }

    /// <summary>What bash makes of the line with the cursor at its end, by the function that is registered for the command.</summary>
    private static async Task<string[]> CompleteAsync(string line)
    {
        const string complete = """
            smpp() { dotnet "$dll" "$@"; }
            dll=$0
            source <(smpp completion bash)
            COMP_LINE=$1 COMP_POINT=${#1}
            read -ra COMP_WORDS <<<"$1"
            [[ $1 == *' ' ]] && COMP_WORDS+=('')
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            "$(complete -p smpp | sed 's/.*-F \([^ ]*\) .*/\1/')"
            printf '%s\n' "${COMPREPLY[@]}"
            """;
        await using var bash = ChildProcess.StartProgram(
            "bash", ["-c", complete, Path.Combine(AppContext.BaseDirectory, "smpp.dll"), line]);
        bash.CloseInput();
        Assert.Equal(0, await bash.WaitForExitAsync());
        return bash.Results;
    }
}
