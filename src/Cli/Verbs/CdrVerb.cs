using System.CommandLine;
using System.Data.Common;
using System.Globalization;
using Cli.Admin;
using Routing;
using Simulator;
using Smpp.Protocol;
using Storage;
using Storage.Cdr;

namespace Cli.Verbs;

/// <summary><c>smpp cdr</c>: the call detail records, of a running gateway or of one that is stopped.</summary>
internal static class CdrVerb
{
    private const string TimeForm = "TIME, or DURATION up to 1000000h";

    private static readonly TimeSpan LongestAgo = TimeSpan.FromHours(1_000_000);

    private static readonly Option<StatedId?> Message =
        Parsers.Optional<StatedId>("--message", "Rows of this message only", "ID", StatedId.TryParse);

    private static readonly Option<string?> Account =
        new("--account") { Description = "Rows of this account only", HelpName = "SYSTEM_ID" };

    private static readonly Option<string?> Number = new("--number")
    {
        Description = "Rows with this source or destination only, whether a + stands before its digits or not",
        HelpName = "ADDRESS",
    };

    private static readonly Option<string?> Event = new("--event")
    {
        Description = "Rows of this event only, such as received, sent, receipt, receipt_sent, failed",
        HelpName = "EVENT",
    };

    private static readonly Option<string?> State =
        new("--state") { Description = "Rows with this state only, such as DELIVRD or UNDELIV", HelpName = "STATE" };

    private static readonly Option<CommandStatus?> Status = Parsers.Optional<CommandStatus>(
        "--status", "Rows with this command_status only, such as ESME_RTHROTTLED or 0x58", "STATUS", StatusText.TryParse);

    private static readonly Option<string?> Route = new("--route") { Description = "Rows of this route only", HelpName = "NAME" };

    private static readonly Option<string?> Upstream = new("--upstream") { Description = "Rows of this upstream only", HelpName = "NAME" };

    private static readonly Option<DateTimeOffset?> Since =
        Parsers.Optional<DateTimeOffset>(
            "--since", "Rows from then on: a time in UTC as 2026-11-23T21:00, or a duration before now as 1h", TimeForm, TryParseTime);

    private static readonly Option<DateTimeOffset?> Until =
        Parsers.Optional<DateTimeOffset>("--until", "Rows before then", TimeForm, TryParseTime);

    private static readonly Option<int> Limit = Parsers.Number("--limit", "The newest rows, at most so many", 100, 1, int.MaxValue);

    private static readonly Option<bool> Totals = new("--totals") { Description = "Count the rows of each event instead of listing them" };

    private static readonly Option<CdrGrouping?> By = Parsers.Named(
        "--by", "Add the rows up: messages, segments, sent, delivered, failed … by account, upstream, route, day, hour, status or node",
        "account, upstream, route, day, hour, status or node", Enum.GetValues<CdrGrouping>());

    private static readonly Option<bool> Csv = new("--csv") { Description = "Print comma-separated values with a line of headings" };

    public static Command Build()
    {
        var verb = AdminVerb.Make(
            "cdr", "The CDRs, newest last: one row for each event of a message. Works beside a running gateway and without one.",
            "smpp cdr --data data --number 447700900123",
            "smpp cdr --account demo --since 1h --totals",
            "smpp cdr --since 24h --by upstream",
            "smpp cdr --by day --csv > days.csv",
            "smpp cdr --json --limit 100000 > cdr.json");
        Option[] options =
            [NodeFiles.Conf, Message, Account, Number, Event, State, Status, Route, Upstream, Since, Until, Limit, Totals, By, Csv];
        foreach (var option in options)
            verb.Add(option);
        verb.SetAction(RunAsync);
        return verb;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        if (parsed.GetValue(Event) is { } word && !EventKinds.TryParse(word, out _))
            return ExitCode.Say(ExitCode.Unable, $"--event '{word}' is no event; there are {string.Join(", ", Words())}");
        if (QueryOf(parsed) is not { } query)
            return ExitCode.Unable;
        var filter = new CdrFilter
        {
            Account = parsed.GetValue(Account),
            Number = parsed.GetValue(Number),
            Event = parsed.GetValue(Event),
            State = parsed.GetValue(State)?.ToUpperInvariant(),
            Status = (uint?)parsed.GetValue(Status),
            Route = parsed.GetValue(Route),
            Upstream = parsed.GetValue(Upstream),
            Since = parsed.GetValue(Since),
            Until = parsed.GetValue(Until),
            Limit = parsed.GetValue(Limit),
        };
        if (parsed.GetValue(Message) is { } message)
            filter = filter.Of(message);
        try
        {
            // Waited for no longer than wanted: while a server greets, a cancelled connection does not let go by itself.
            var form = parsed.GetValue(AdminVerb.Json) ? CdrForm.Json : parsed.GetValue(Csv) ? CdrForm.Csv : CdrForm.Table;
            if (parsed.GetValue(By) is { } by)
                CdrPrinter.Print(await query.SumsAsync(filter, by, stop).WaitAsync(stop), by, form);
            else if (parsed.GetValue(Totals))
                CdrPrinter.Print(await query.TotalsAsync(filter, stop).WaitAsync(stop), form);
            else
                CdrPrinter.Print(await query.ListAsync(filter, stop).WaitAsync(stop), form);
            return ExitCode.Ok;
        }
        catch (DbException e)
        {
            return ExitCode.Say(ExitCode.Unable, $"the CDR database cannot be read: {e.Message}");
        }
    }

    /// <summary>The database to read; null, with the reason on standard error, when there is none.</summary>
    private static CdrQuery? QueryOf(ParseResult parsed)
    {
        if (NodeFiles.Of(parsed) is not { } files)
            return null;
        if (files.Postgres is { } connection)
            return CdrQuery.Postgres(connection);
        string path = files.Database;
        if (File.Exists(path))
            return CdrQuery.Sqlite(path);
        Console.Error.WriteLine(
            $"smpp: there is no {path}; name the gateway's data folder with --data, or, where CDRs go to PostgreSQL, its --conf");
        return null;
    }

    private static IEnumerable<string> Words() => Enum.GetValues<EventKind>().Where(kind => kind.IsExported).Select(kind => kind.Word);

    private static bool TryParseTime(string text, out DateTimeOffset time)
    {
        if (Durations.TryParse(text, out var ago))
        {
            time = ago <= LongestAgo ? TimeProvider.System.GetUtcNow() - ago : default;
            return ago <= LongestAgo;
        }
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);
    }
}
