using System.CommandLine;
using System.CommandLine.Completions;

namespace Cli.Verbs;

/// <summary><c>smpp completion</c>: what a shell needs to complete the command's arguments.</summary>
internal static class CompletionVerb
{
    // Each asks the command itself, by the [suggest] directive of System.CommandLine, so that no list of options is anywhere else.
    private static readonly (string Shell, string Script)[] Scripts =
    [
        ("bash", """
            _smpp() {
              local IFS=$'\n'
              COMPREPLY=($(compgen -W "$(smpp "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
            }
            complete -o default -F _smpp smpp
            """),
        ("zsh", """
            #compdef smpp
            _smpp() {
              local -a found
              found=("${(@f)$(smpp "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
              compadd -a found || _files
            }
            compdef _smpp smpp
            """),
        ("fish", """
            complete --command smpp --arguments '(smpp "[suggest:"(commandline --cursor)"]" (commandline | string collect) 2>/dev/null)'
            """),
    ];

    private static readonly Argument<string?> Shell = new("SHELL")
    {
        Description = "bash, zsh or fish",
        CompletionSources = { _ => Scripts.Select(script => new CompletionItem(script.Shell)) },
        CustomParser = result =>
        {
            string shell = result.Tokens[0].Value;
            if (Array.Exists(Scripts, script => script.Shell == shell))
                return shell;
            result.AddError($"there is no shell '{shell}'; there are {string.Join(", ", Scripts.Select(script => script.Shell))}");
            return null;
        },
    };

    public static Command Build()
    {
        var verb = CommandLine.Verb(
            "completion", "Prints what makes a shell complete verbs, options and their values.",
            "smpp completion bash > ~/.local/share/bash-completion/completions/smpp",
            "smpp completion fish > ~/.config/fish/completions/smpp.fish");
        verb.Add(Shell);
        verb.SetAction(parsed =>
        {
            Console.WriteLine(Scripts.First(script => script.Shell == parsed.GetValue(Shell)).Script);
            return ExitCode.Ok;
        });
        return verb;
    }
}
