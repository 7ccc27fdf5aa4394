using System.CommandLine;
using Shared;

namespace Cli.Tests;

public class HelpTests
{
    public static TheoryData<string> Verbs => [.. CommandLine.Build().Subcommands.Select(verb => verb.Name)];

    [Fact]
    public void The_verbs_are_those_of_the_contract() =>
        Assert.Equal(
            ["audit", "cdr", "check", "completion", "decode", "drain", "explain", "hash", "load", "messages", "reload", "routes",
            "run", "send", "sessions", "sim", "status", "store", "top", "upstreams"],
            Verbs.Select(row => row.Data).Order());

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Help_ends_with_an_example(string verb)
    {
        string help = Help(verb);

        Assert.Matches(@"\nExamples?:\n  .*smpp " + verb, help);
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Every_option_is_described(string verb) =>
        Assert.All(
            CommandLine.Build().Subcommands.Single(command => command.Name == verb).Options,
            option => Assert.False(string.IsNullOrWhiteSpace(option.Description), option.Name));

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Every_example_can_be_read(string verb)
    {
        foreach (string line in Help(verb).Split("\nExample")[1].Split('\n')
            .Where(line => line.Contains($"smpp {verb}", StringComparison.Ordinal)))
        {
            string command = line[(line.IndexOf("smpp ", StringComparison.Ordinal) + 5)..].Split(" < ")[0].Split(" > ")[0]
                .Replace('\'', '"');
            Assert.Empty(CommandLine.Build().Parse(command).Errors);
        }
    }

    [Fact]
    public async Task Without_a_verb_the_help_is_shown()
    {
        var (exitCode, output) = await SmppProcess.RunAsync();

        Assert.Equal(0, exitCode);
        Assert.Contains("Commands:", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nonsense", "Unrecognized command or argument 'nonsense'")]
    [InlineData("sim", "'--listen' is required")]
    [InlineData("sim --listen nowhere", "--listen 'nowhere' cannot be read: expected HOST:PORT")]
    [InlineData("sim --listen 127.0.0.1:0 --profile odd", "there is no profile 'odd'; there are default, ")]
    [InlineData("sim --listen 127.0.0.1:0 --outcomes enroute=1", "--outcomes 'enroute=1' cannot be read")]
    [InlineData("sim --listen 127.0.0.1:0 --receipt-delay soon", "--receipt-delay 'soon' cannot be read")]
    [InlineData("load --target x:1 --system-id a --password b --window 0", "a number from 1 to 65536")]
    [InlineData("load --target x:1 --system-id a --password b --mix gsm8", "gsm7,ucs2,long | all")]
    [InlineData("send --target x:1 --system-id a --password b --to 1 --text t --from toolonganame", "--from 'toolonganame' cannot be read")]
    [InlineData("cdr --since yesterday", "--since 'yesterday' cannot be read")]
    [InlineData("cdr --since 20000000h", "--since '20000000h' cannot be read: expected TIME, or DURATION up to 1000000h")]
    [InlineData("cdr --until 20000000h", "--until '20000000h' cannot be read: expected TIME, or DURATION up to 1000000h")]
    [InlineData("send --target x:1 --system-id a --password b --to 1 --from 2 --text t --timeout 1200h",
        "--timeout '1200h' cannot be read: expected DURATION up to 1000h")]
    [InlineData("load --target x:1 --system-id a --password b --duration 1200h",
        "--duration '1200h' cannot be read: expected DURATION up to 1000h")]
    [InlineData("top --interval 1200h", "--interval '1200h' cannot be read: expected a time of 100ms to 1000h")]
    [InlineData("cdr --by upstream,route", "--by 'upstream,route' cannot be read: expected one of Account, Upstream, Route, Day, ")]
    [InlineData("cdr --status 0xZZ", "--status '0xZZ' cannot be read: expected STATUS")]
    [InlineData("cdr --by 3", "--by '3' cannot be read: expected one of Account, ")]
    [InlineData("store inspect --type Accepted,Sent", "--type 'Accepted,Sent' cannot be read: expected one of Accepted, Rejected, ")]
    [InlineData("store inspect --type 77", "--type '77' cannot be read: expected one of Accepted, ")]
    [InlineData("store inspect --type none", "--type 'none' cannot be read: expected one of Accepted, ")]
    [InlineData("store inspect --segment abc", "--segment 'abc' cannot be read: expected a number from 0 to 9223372036854775807")]
    [InlineData("sim --listen 127.0.0.1:0 --seed abc", "--seed 'abc' cannot be read: expected a number from 0 to 18446744073709551615")]
    [InlineData("sim --listen ::1:2776", "--listen '::1:2776' cannot be read: expected HOST:PORT")]
    [InlineData("decode --port 70000", "--port '70000' cannot be read: expected a number from 0 to 65535")]
    [InlineData("decode --port 2775 --port x", "--port 'x' cannot be read: expected a number from 0 to 65535")]
    [InlineData("completion csh", "there is no shell 'csh'; there are bash, zsh, fish")]
    [InlineData("load --target x:1 --system-id a --password b --mix -1", "gsm7,ucs2,long | all")]
    public void Wrong_arguments_are_named_with_what_is_expected(string arguments, string message)
    {
        var parsed = CommandLine.Build().Parse(arguments);

        Assert.Contains(parsed.Errors, error => error.Message.Contains(message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("cdr --since 7d")]
    [InlineData("cdr --by UPSTREAM")]
    [InlineData("cdr --status esme_rok")]
    [InlineData("cdr --status 0x58")]
    [InlineData("store inspect --type accepted --segment 7")]
    [InlineData("decode --port 2775 --port 2776")]
    [InlineData("sim --listen localhost:2776 --seed 18446744073709551615")]
    [InlineData("load --target [::1]:2775 --system-id a --password b --duration 1d --mix Short,GSM7")]
    public void Right_arguments_are_read(string arguments) => Assert.Empty(CommandLine.Build().Parse(arguments).Errors);

    [Theory]
    [InlineData("status")]
    [InlineData("sessions")]
    [InlineData("upstreams")]
    [InlineData("routes")]
    [InlineData("explain")]
    [InlineData("messages")]
    [InlineData("cdr")]
    [InlineData("reload")]
    [InlineData("drain")]
    [InlineData("audit")]
    [InlineData("top")]
    public void Verbs_that_tell_of_a_gateway_do_so_for_scripts_too(string verb) =>
        Assert.Contains(
            CommandLine.Build().Subcommands.Single(command => command.Name == verb).Options, option => option.Name == "--json");

    [Fact]
    public async Task Wrong_arguments_of_a_verb_within_a_verb_lead_to_its_own_help()
    {
        var (exitCode, output) = await SmppProcess.RunAsync("store", "inspect", "--segment", "abc");

        Assert.Equal(2, exitCode);
        Assert.EndsWith("smpp: 'smpp store inspect --help' shows what there is", output.Trim(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_arguments_end_with_2_and_few_words()
    {
        var (exitCode, output) = await SmppProcess.RunAsync("sim", "--listen", "nowhere");

        Assert.Equal(2, exitCode);
        Assert.Equal("smpp: --listen 'nowhere' cannot be read: expected HOST:PORT\nsmpp: 'smpp sim --help' shows what there is",
            output.Trim());
    }

    private static string Help(string verb)
    {
        using var output = new StringWriter();
        CommandLine.Build().Parse([verb, "--help"]).Invoke(new InvocationConfiguration { Output = output });
        return output.ToString();
    }
}
