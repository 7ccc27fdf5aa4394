using System.CommandLine;
using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Cli.Admin;
using Gateway.Configuration;
using Smpp.Protocol;
using Storage;
using Storage.Cdr;

namespace Cli.Verbs;

/// <summary><c>smpp cdr</c>: the call detail records, of a running gateway or of one that is stopped.</summary>
internal static class CdrVerb
{
    private const string Database = "cdr.db";

    private static readonly Option<string?> Conf = new("--conf")
    {
        Description = "Read the database that this configuration names (PostgreSQL), instead of the SQLite file in the data folder",
        HelpName = "DIR",
    };

    private static readonly Option<ulong?> Message = Parsers.Optional<ulong>("--message", "Rows of this message only", "ID", TryParseId);

    private static readonly Option<string?> Account =
        new("--account") { Description = "Rows of this account only", HelpName = "SYSTEM_ID" };

    private static readonly Option<string?> Number =
        new("--number") { Description = "Rows with this source or destination only", HelpName = "ADDRESS" };

    private static readonly Option<string?> Event = new("--event")
    {
        Description = "Rows of this event only, such as received, sent, receipt, receipt_sent, failed",
        HelpName = "EVENT",
    };

    private static readonly Option<DateTimeOffset?> Since =
        Parsers.Optional<DateTimeOffset>(
            "--since", "Rows from then on: a time in UTC as 2026-11-23T21:00, or a duration before now as 1h", "TIME", TryParseTime);

    private static readonly Option<DateTimeOffset?> Until =
        Parsers.Optional<DateTimeOffset>("--until", "Rows before then", "TIME", TryParseTime);

    private static readonly Option<int> Limit = Parsers.Number("--limit", "The newest rows, at most so many", 100, 1, int.MaxValue);

    private static readonly Option<bool> Totals = new("--totals") { Description = "Count the rows of each event instead of listing them" };

    public static Command Build()
    {
        var verb = AdminVerb.Make(
            "cdr", "The CDRs, newest last: one row for each event of a message. Works beside a running gateway and without one.",
            "smpp cdr --data data --number 447700900123",
            "smpp cdr --account demo --since 1h --totals",
            "smpp cdr --json --limit 100000 > cdr.json");
        foreach (var option in new Option[] { Conf, Message, Account, Number, Event, Since, Until, Limit, Totals })
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
            MessageId = parsed.GetValue(Message),
            Account = parsed.GetValue(Account),
            Number = parsed.GetValue(Number)?.TrimStart('+'),
            Event = parsed.GetValue(Event),
            Since = parsed.GetValue(Since),
            Until = parsed.GetValue(Until),
            Limit = parsed.GetValue(Limit),
        };
        try
        {
            if (parsed.GetValue(Totals))
                Print(await query.TotalsAsync(filter, stop), parsed.GetValue(AdminVerb.Json));
            else
                Print(await query.ListAsync(filter, stop), parsed.GetValue(AdminVerb.Json));
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
        if (parsed.GetValue(Conf) is { } conf)
        {
            var result = GatewayConfigLoader.Load(conf);
            foreach (var error in result.Errors)
                Console.Error.WriteLine(error);
            if (!result.IsValid)
                return null;
            if (result.Config.Cdr is { Sink: CdrSink.Postgres, Connection: { } connection })
                return CdrQuery.Postgres(connection.Reveal());
        }
        string path = Path.Combine(parsed.GetValue(AdminVerb.Data)!, Database);
        if (File.Exists(path))
            return CdrQuery.Sqlite(path);
        Console.Error.WriteLine(
            $"smpp: there is no {path}; name the gateway's data folder with --data, or, where CDRs go to PostgreSQL, its --conf");
        return null;
    }

    private static void Print(IReadOnlyList<CdrRecord> rows, bool json)
    {
        if (json)
        {
            // One row a line, and the whole one array.
            Console.WriteLine($"[{string.Join(",\n", rows.Select(row => JsonSerializer.Serialize(row, JsonOutput.Default.CdrRecord)))}]");
            return;
        }
        Sheet.Print(
            rows, "no rows",
            ("time", row => row.Time.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture)),
            ("message", row => row.MessageId),
            ("event", row => row.Event),
            ("account", row => row.Account ?? ""),
            ("from", row => row.Source ?? ""),
            ("to", row => row.Destination ?? ""),
            ("route", row => row.Route ?? ""),
            ("upstream", row => row.Upstream ?? ""),
            ("upstream's id", row => row.UpstreamMessageId ?? ""),
            ("status", row => StatusOf(row.Status)),
            ("state", row => row.State ?? ""), ("twice?", row => row.PossibleDuplicate ? "possibly" : ""));
    }

    private static void Print(IReadOnlyList<CdrTotal> totals, bool json)
    {
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(totals, JsonOutput.Default.IReadOnlyListCdrTotal));
        else
            Sheet.Print(totals, "no rows", ("event", total => total.Event),
                ("rows", total => total.Count.ToString("N0", CultureInfo.InvariantCulture)));
    }

    private static string StatusOf(long status) => status == 0 ? "" : ((CommandStatus)status).Name;

    private static IEnumerable<string> Words() => Enum.GetValues<EventKind>().Where(kind => kind.IsExported).Select(kind => kind.Word);

    private static bool TryParseId(string text, out ulong id) => MessageIds.TryParse(text.AsSpan(), out id);

    private static bool TryParseTime(string text, out DateTimeOffset time)
    {
        if (Parsers.TryParseDuration(text, out var ago))
        {
            time = TimeProvider.System.GetUtcNow() - ago;
            return true;
        }
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);
    }
}
