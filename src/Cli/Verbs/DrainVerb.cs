using System.CommandLine;
using Cli.Admin;

namespace Cli.Verbs;

/// <summary><c>smpp drain</c>: an orderly stop.</summary>
internal static class DrainVerb
{
    public static Command Build()
    {
        var verb = CommandLine.Verb(
            "drain",
            "Stops the running gateway in order, as SIGTERM does: unbinds customers, finishes what is under way, writes the last CDRs.",
            "smpp drain");
        verb.Add(AdminVerb.Data);
        verb.SetAction((parsed, stop) => AdminVerb.RunAsync(parsed, async client =>
        {
            await client.PostAsync("/drain", stop);
            Console.WriteLine("the gateway drains and then ends");
            return ExitCode.Ok;
        }));
        return verb;
    }
}
