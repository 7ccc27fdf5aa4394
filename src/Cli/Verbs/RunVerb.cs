using System.CommandLine;
using Gateway.Hosting;

namespace Cli.Verbs;

/// <summary><c>smpp run</c>: the gateway.</summary>
internal static class RunVerb
{
    private static readonly Option<string> Conf = new("--conf")
    {
        Description = "Folder of smpp.toml, accounts.toml, upstreams.toml and routes.toml",
        Required = true,
        HelpName = "DIR",
    };

    private static readonly Option<string?> Data = new("--data")
    {
        Description = "Folder of the journal, the CDR database and the admin socket, instead of the configured one",
        HelpName = "DIR",
    };

    private static readonly Option<string?> Listen = new("--listen")
    {
        Description = "Listen here instead of on the configured addresses; port 0 takes a free one",
        HelpName = "HOST:PORT",
    };

    public static Command Build()
    {
        var verb = CommandLine.Verb(
            "run",
            "Runs the gateway until SIGTERM, which drains it; SIGHUP reloads the configuration.",
            "smpp run --conf conf --data data");
        verb.Options.Add(Conf);
        verb.Options.Add(Data);
        verb.Options.Add(Listen);
        verb.SetAction((result, cancellationToken) => GatewayHost.RunAsync(
            new GatewayRunOptions(result.GetValue(Conf)!, result.GetValue(Data), result.GetValue(Listen)), Console.Error,
            cancellationToken));
        return verb;
    }
}
