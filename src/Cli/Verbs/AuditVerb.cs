using System.CommandLine;
using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Cli.Admin;
using Simulator.Ledgers;
using Smpp.Protocol;
using Storage.Audit;
using Storage.Cdr;

namespace Cli.Verbs;

/// <summary><c>smpp audit</c>: whether all that was accepted has ended or is pending.</summary>
internal static class AuditVerb
{
    private static readonly Option<string[]> Ledgers = new("--ledgers")
    {
        Description = "Ledgers of simulated carriers (smpp sim) and customers (smpp load) to hold against the gateway's books",
        HelpName = "FILE",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [],
    };

    private static readonly Option<int> List = Parsers.Number("--list", "Findings to list of each kind, at most", 20, 0, 1_000_000);

    public static Command Build()
    {
        var verb = AdminVerb.Make(
            "audit",
            "Holds the journal and the CDRs of a node against each other: accepted = ended + pending, and what does not fit. Works "
            + "beside a running gateway and without one, and changes nothing. Exit code 0 when the books balance, 1 when they do not, "
            + "2 when they cannot be read.",
            "smpp audit --data data",
            "smpp audit --conf conf --json",
            "smpp audit --data data --ledgers customer.ledger carrier-a.ledger carrier-b.ledger");
        verb.Add(NodeFiles.Conf);
        verb.Add(Ledgers);
        verb.Add(List);
        verb.SetAction(RunAsync);
        return verb;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        if (NodeFiles.Of(parsed) is not { } files)
            return ExitCode.Unable;
        try
        {
            int list = parsed.GetValue(List);
            var reading = files.Postgres is { } connection
                ? NodeAudit.OfPostgresAsync(files.Journal, connection, files.Node, list, stop)
                : NodeAudit.OfSqliteAsync(files.Journal, files.Database, list, stop);
            // As in smpp cdr: a cancelled connection may not let go by itself.
            var audit = await reading.WaitAsync(stop);
            var ledgers = parsed.GetValue(Ledgers) is { Length: > 0 } paths ? Check(audit, paths) : null;
            bool balanced = audit.Report.IsBalanced && (ledgers is null || IsBalanced(ledgers));
            if (parsed.GetValue(AdminVerb.Json))
                Console.WriteLine(JsonSerializer.Serialize(new(balanced, audit.Report, ledgers), JsonOutput.Default.AuditOutput));
            else
                Print(audit.Report, ledgers, balanced);
            return balanced ? ExitCode.Ok : ExitCode.Failed;
        }
        catch (Exception e) when (e is AuditException or DbException or IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return ExitCode.Say(ExitCode.Unable, $"the books cannot be read: {e.Message}");
        }
    }

    // A receipt whose answer was lost comes again; a message only where its CDRs say that it may.
    private static bool IsBalanced(LedgerBalance ledgers) => ledgers.Unflagged == 0 && ledgers.IsBalanced(long.MaxValue, long.MaxValue);

    private static LedgerBalance Check(NodeAudit audit, string[] paths)
    {
        var check = new LedgerCheck().AddBooks(new GatewayBooks(audit));
        foreach (string path in paths)
            check.Add(path);
        return check.Balance();
    }

    private static void Print(AuditReport report, LedgerBalance? ledgers, bool balanced)
    {
        Sheet.Print(
            ("rows", $"{Text(report.Rows)}, to {report.RowsEnd} of the journal"),
            ("journal", $"{Text(report.JournalEvents)} events, segment {report.OldestSegment} to {report.JournalEnd}; "
                + $"{Text(report.WithoutRow)} without a row yet"),
            ("messages", Equation("accepted", report.Messages, "ended", "pending")),
            ("mobile-originated", Equation("accepted", report.MobileOriginated, "ended", "pending")),
            ("receipts", $"{Text(report.Receipts.Accepted)} owed, {Text(report.Receipts.Ended)} settled, "
                + $"{Text(report.Receipts.Pending)} waiting; {Text(report.EarlyReceipts)} came before their message was known"),
            ("refused", Text(report.Refused)),
            ("possible duplicates", Text(report.PossibleDuplicates)),
            ("begun before the rows", Text(report.BegunBefore)));
        foreach (var finding in report.Findings)
            Console.WriteLine($"{Spell(finding.Fault)}: {finding.MessageId}{(finding.MessageId is null ? "" : ": ")}{finding.Detail}");
        foreach (var (fault, count) in report.Faults)
            Console.WriteLine($"{Spell(fault)}: {Text(count)} in all");
        if (ledgers is not null)
            Print(ledgers);
        Console.WriteLine(balanced ? "the books balance" : "the books do not balance");
    }

    private static void Print(LedgerBalance ledgers)
    {
        Sheet.Print(
            ("ledgers: submitted", $"{Text(ledgers.Submitted)}: {Text(ledgers.Accepted)} accepted, {Text(ledgers.Refused)} refused, "
                + $"{Text(ledgers.Unknown)} without an answer"),
            ("carried", $"{Text(ledgers.Carried)}, of which {Text(ledgers.Duplicated)} more than once; "
                + $"{Text(ledgers.Unflagged)} messages of these are not flagged"),
            ("lost", Text(ledgers.Lost)),
            ("ids given twice", Text(ledgers.GivenTwice)),
            ("not in the books", Text(ledgers.Unbooked)),
            ("carried, never sent", Text(ledgers.Strangers)),
            ("receipts", $"{Text(ledgers.ReceiptsWanted)} wanted, {Text(ledgers.ReceiptsSeen)} seen, "
                + $"{Text(ledgers.ReceiptsWaiting)} waiting, {Text(ledgers.ReceiptsMissing)} missing, {Text(ledgers.ReceiptsWrong)} wrong, "
                + $"{Text(ledgers.ReceiptsRepeated)} repeated, {Text(ledgers.ReceiptsStray)} stray, "
                + $"{Text(ledgers.ReceiptsForeign)} of other customers"));
        foreach (string finding in ledgers.Findings)
            Console.WriteLine(PeerText.Shown(finding));
    }

    private static string Equation(string sum, AuditBalance balance, string one, string other) =>
        $"{sum} {Text(balance.Accepted)} = {one} {Text(balance.Ended)} + {other} {Text(balance.Pending)}";

    private static string Spell(AuditFault fault) => JsonNamingPolicy.SnakeCaseLower.ConvertName(fault.ToString()).Replace('_', ' ');

    private static string Text(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>The audit's answers in the words of the ledger check.</summary>
    private sealed class GatewayBooks(NodeAudit audit) : ILedgerBooks
    {
        // The two enumerations have the same members.
        public LedgerFate FateOf(string id) => (LedgerFate)audit.FateOf(id);
    }
}

/// <summary>What <c>smpp audit --json</c> prints.</summary>
internal sealed record AuditOutput(bool Balanced, AuditReport Books, LedgerBalance? Ledgers);
