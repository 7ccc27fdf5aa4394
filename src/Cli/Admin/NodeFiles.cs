using System.CommandLine;
using Gateway.Configuration;

namespace Cli.Admin;

/// <summary>Where a node keeps its journal and its CDRs, for the verbs that read them beside it or without it.</summary>
internal sealed record NodeFiles
{
    public static readonly Option<string?> Conf = new("--conf")
    {
        Description = "The configuration, which names the data folder and the CDR database; needed where CDRs go to PostgreSQL",
        HelpName = "DIR",
    };

    private const string DatabaseName = "cdr.db";
    private const string JournalName = "journal";

    public required string Data { get; init; }

    /// <summary>The connection string where CDRs go to PostgreSQL.</summary>
    public string? Postgres { get; init; }

    /// <summary>The node's name, known from the configuration alone.</summary>
    public string Node { get; init; } = "";

    public string Journal => Path.Combine(Data, JournalName);

    public string Database => Path.Combine(Data, DatabaseName);

    /// <summary>What the options say; null, with the reasons on standard error, when the configuration cannot be used.</summary>
    public static NodeFiles? Of(ParseResult parsed)
    {
        string data = parsed.GetValue(AdminVerb.Data)!;
        if (parsed.GetValue(Conf) is not { } conf)
            return new NodeFiles { Data = data };
        var result = GatewayConfigLoader.Load(conf);
        foreach (var error in result.Errors)
            Console.Error.WriteLine(error);
        if (!result.IsValid)
            return null;
        return new NodeFiles
        {
            Data = parsed.GetResult(AdminVerb.Data) is { Implicit: false } ? data : result.Config.Node.Data,
            Postgres = result.Config.Cdr is { Sink: CdrSink.Postgres, Connection: { } connection } ? connection.Reveal() : null,
            Node = result.Config.Node.Name,
        };
    }
}
