using System.CommandLine;
using Cli.Admin;

namespace Cli.Verbs;

/// <summary><c>smpp explain</c>: which way a message would go, and why.</summary>
internal static class ExplainVerb
{
    private static readonly Option<string?> Account =
        new("--account") { Description = "Who would send it", Required = true, HelpName = "SYSTEM_ID" };

    private static readonly Option<string?> Source =
        new("--from") { Description = "Its source, as submit_sm has it", HelpName = "ADDRESS" };

    private static readonly Option<string?> Destination =
        new("--to") { Description = "Its destination, as submit_sm has it", Required = true, HelpName = "ADDRESS" };

    public static Command Build()
    {
        var verb = AdminVerb.Make(
            "explain", "Which route the running gateway would choose for a message, and why not the others.",
            "smpp explain --account demo --from ACME --to 447700900123");
        foreach (var option in new Option[] { Account, Source, Destination })
            verb.Add(option);
        verb.SetAction((parsed, stop) => AdminVerb.RunAsync(parsed, async client =>
        {
            string query = $"account={Escape(parsed, Account)}&source={Escape(parsed, Source)}&destination={Escape(parsed, Destination)}";
            return AdminVerb.Show(
                await client.GetAsync($"/explain?{query}", stop), parsed.GetValue(AdminVerb.Json),
                explained => Console.WriteLine(explained.GetProperty("text").GetString()!.TrimEnd()));
        }));
        return verb;
    }

    private static string Escape(ParseResult parsed, Option<string?> option) => Uri.EscapeDataString(parsed.GetValue(option) ?? "");
}
