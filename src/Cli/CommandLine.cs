using System.CommandLine;
using Cli.Verbs;

namespace Cli;

/// <summary>The whole command line: one file a verb.</summary>
internal static class CommandLine
{
    public static RootCommand Build() => new("An SMPP gateway, and what is needed to try, load and inspect it.")
    {
        RunVerb.Build(),
        CheckVerb.Build(),
        StatusVerb.Build(),
        SessionsVerb.Build(),
        UpstreamsVerb.Build(),
        RoutesVerb.Build(),
        ExplainVerb.Build(),
        ReloadVerb.Build(),
        DrainVerb.Build(),
        SendVerb.Build(),
        LoadVerb.Build(),
        SimVerb.Build(),
        DecodeVerb.Build(),
        HashVerb.Build(),
    };

    /// <summary>A verb whose help ends with an example.</summary>
    public static Command Verb(string name, string description, params string[] examples) =>
        new(name, $"{description}\n\nExample:\n{string.Join('\n', examples.Select(example => "  " + example))}");
}
