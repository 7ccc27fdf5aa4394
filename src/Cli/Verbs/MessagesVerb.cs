using System.CommandLine;
using Cli.Admin;

namespace Cli.Verbs;

/// <summary><c>smpp messages</c>: what is under way, and the settling of what is ambiguous.</summary>
internal static class MessagesVerb
{
    private static readonly Option<string?> Id = new("--id") { Description = "This message only", HelpName = "ID" };

    private static readonly Option<string?> State = new("--state")
    {
        Description = "Those in this state only: accepting, scheduled, queued, in_flight, ambiguous, awaiting_receipt, receipt_waiting, "
            + "mo_waiting, receipt_early",
        HelpName = "STATE",
    };

    private static readonly Option<string?> Account =
        new("--account") { Description = "Those of this account only", HelpName = "SYSTEM_ID" };

    private static readonly Option<string?> Upstream = new("--upstream") { Description = "Those of this upstream only", HelpName = "NAME" };

    private static readonly Option<string?> Number = new("--number")
    {
        Description = "Those with this source or destination only, whether a + stands before its digits or not",
        HelpName = "ADDRESS",
    };

    private static readonly Option<int> Limit = Parsers.Number("--limit", "The oldest, at most so many", 100, 1, 1_000_000);

    private static readonly Argument<string?> Message =
        new("ID") { Description = "The message", Arity = ArgumentArity.ZeroOrOne };

    private static readonly Option<bool> All = new("--all") { Description = "All ambiguous messages that the other options leave" };

    private static readonly Option<string> As = new("--as")
    {
        Description = "retry: sent again, perhaps for the second time; fail: given up, the sender gets its receipt",
        HelpName = "retry|fail",
        Required = true,
    };

    public static Command Build()
    {
        var verb = AdminVerb.Make(
            "messages", "Messages under way, oldest first: waiting, sent and not answered, awaiting receipts, ambiguous.",
            "smpp messages --state ambiguous",
            "smpp messages --account demo --limit 1000 --json",
            "smpp messages settle 00CZ3E7800000 --as retry");
        foreach (var option in new Option[] { Id, State, Account, Upstream, Number, Limit })
            verb.Add(option);
        verb.SetAction((parsed, stop) => AdminVerb.RunAsync(parsed, async client => AdminVerb.Show(
            await client.GetAsync(
                "/messages" + Query.Of(
                    ("id", parsed.GetValue(Id)), ("state", parsed.GetValue(State)), ("account", parsed.GetValue(Account)),
                    ("upstream", parsed.GetValue(Upstream)), ("number", parsed.GetValue(Number)),
                    ("limit", parsed.GetValue(Limit).ToString(System.Globalization.CultureInfo.InvariantCulture))),
                stop),
            parsed.GetValue(AdminVerb.Json),
            found =>
            {
                Sheet.Print(
                    found.GetProperty("messages"), "none",
                    Sheet.Column("id"), Sheet.Column("state"), Sheet.Column("account"), Sheet.Column("source"), Sheet.Column("destination"),
                    Sheet.Column("route"), Sheet.Column("upstream"), Sheet.Column("possible_duplicate", "possibly doubled"),
                    Sheet.Column("submitted"), Sheet.Column("expires"));
                Console.WriteLine($"{Sheet.Text(found, "total")} in all");
            })));
        verb.Add(Settle());
        return verb;
    }

    private static Command Settle()
    {
        var verb = AdminVerb.Make(
            "settle", "Decides about messages that an upstream may have and did not answer (routes with uncertain = \"hold\").",
            "smpp messages settle 00CZ3E7800000 --as fail",
            "smpp messages settle --all --upstream carrier-a --as retry");
        verb.Add(Message);
        foreach (var option in new Option[] { As, All, Account, Upstream, Number })
            verb.Add(option);
        verb.SetAction((parsed, stop) => AdminVerb.RunAsync(parsed, async client => AdminVerb.Show(
            await client.PostAsync(
                "/messages/settle" + Query.Of(
                    ("id", parsed.GetValue(Message)), ("as", parsed.GetValue(As)), ("all", parsed.GetValue(All) ? "true" : null),
                    ("account", parsed.GetValue(Account)), ("upstream", parsed.GetValue(Upstream)), ("number", parsed.GetValue(Number))),
                stop),
            parsed.GetValue(AdminVerb.Json),
            told => Console.WriteLine($"settled {Sheet.Text(told, "settled")} of {Sheet.Text(told, "found")}"))));
        return verb;
    }
}
