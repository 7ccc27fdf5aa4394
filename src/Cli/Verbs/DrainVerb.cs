using System.CommandLine;
using Cli.Admin;

namespace Cli.Verbs;

/// <summary><c>smpp drain</c>: an orderly stop.</summary>
internal static class DrainVerb
{
    public static Command Build()
    {
        var verb = AdminVerb.Make(
            "drain",
            "Stops the running gateway in order, as SIGTERM does: unbinds customers, finishes what is under way, writes the last CDRs.",
            "smpp drain");
        verb.SetAction((parsed, stop) => AdminVerb.RunAsync(parsed, async client => AdminVerb.Show(
            await client.PostAsync("/drain", stop), parsed.GetValue(AdminVerb.Json),
            _ => Console.WriteLine("the gateway drains and then ends"))));
        return verb;
    }
}
