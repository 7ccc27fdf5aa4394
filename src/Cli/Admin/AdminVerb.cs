using System.CommandLine;
using System.Text.Json;

namespace Cli.Admin;

/// <summary>
/// What the verbs that talk to a running gateway have in common: the data folder, <c>--json</c>, and what happens without a gateway.
/// </summary>
internal static class AdminVerb
{
    public static readonly Option<string> Data = new("--data")
    {
        Description = "The gateway's data folder; SMPP_DATA in the environment stands in for it",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("SMPP_DATA") is { Length: > 0 } folder ? folder : "data",
        HelpName = "DIR",
    };

    public static readonly Option<bool> Json = new("--json") { Description = "Print JSON instead of tables" };

    /// <summary>A verb that asks for JSON and prints it as it is, or shows it to people.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">What it does.</param>
    /// <param name="path">What is asked for.</param>
    /// <param name="show">Shows it.</param>
    public static Command Asking(string name, string description, string path, Action<JsonElement> show)
    {
        var verb = Make(name, description, $"smpp {name}", $"smpp {name} --data data --json");
        verb.SetAction((parsed, stop) =>
            RunAsync(parsed, async client => Show(await client.GetAsync(path, stop), parsed.GetValue(Json), show)));
        return verb;
    }

    /// <summary>A verb with the common options.</summary>
    public static Command Make(string name, string description, params string[] examples)
    {
        var verb = CommandLine.Verb(name, description, examples);
        verb.Add(Data);
        verb.Add(Json);
        return verb;
    }

    /// <summary>Prints JSON as it is, or shows it to people.</summary>
    public static int Show(string body, bool json, Action<JsonElement> show)
    {
        if (json)
        {
            Console.WriteLine(body);
            return ExitCode.Ok;
        }
        using var document = JsonDocument.Parse(body);
        show(document.RootElement);
        return ExitCode.Ok;
    }

    /// <summary>Runs <paramref name="ask"/> with a client for the gateway of <c>--data</c>.</summary>
    public static async Task<int> RunAsync(ParseResult parsed, Func<AdminClient, Task<int>> ask)
    {
        using var client = new AdminClient(parsed.GetValue(Data)!);
        try
        {
            return await ask(client);
        }
        catch (NoGatewayException e)
        {
            return ExitCode.Say(ExitCode.NoGateway, e.Message);
        }
        catch (SocketUnusableException e)
        {
            return ExitCode.Say(ExitCode.Unable, e.Message);
        }
        catch (AdminRefusedException e)
        {
            return ExitCode.Say(ExitCode.Failed, e.Message);
        }
    }
}
