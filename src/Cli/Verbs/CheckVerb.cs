using System.CommandLine;
using Gateway.Configuration;

namespace Cli.Verbs;

/// <summary><c>smpp check</c>: judges a configuration without running it.</summary>
internal static class CheckVerb
{
    private static readonly Option<string> Conf = new("--conf")
    {
        Description = "Folder of smpp.toml, accounts.toml, upstreams.toml and routes.toml",
        Required = true,
        HelpName = "DIR",
    };

    public static Command Build()
    {
        var verb = CommandLine.Verb(
            "check", "Checks a configuration: exit code 0, or every error as file:line: message and exit code 1.",
            "smpp check --conf conf");
        verb.Add(Conf);
        verb.SetAction(parsed => Run(parsed.GetValue(Conf)!));
        return verb;
    }

    private static int Run(string folder)
    {
        var result = GatewayConfigLoader.Load(folder);
        foreach (var error in result.Errors)
            Console.Error.WriteLine(error);
        if (!result.IsValid)
            return ExitCode.Failed;
        var config = result.Config;
        foreach (string note in ConfigNotes.Of(config))
            Console.Error.WriteLine(note);
        Console.WriteLine(
            $"{folder}: accounts {config.Accounts.Count}, upstreams {config.Upstreams.Count}, groups {config.Groups.Count}, "
            + $"routes {config.Routes.Count}; no errors");
        return ExitCode.Ok;
    }
}
