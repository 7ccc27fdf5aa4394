using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Cli.Admin;
using Storage;
using Storage.Inspection;

namespace Cli.Verbs;

/// <summary><c>smpp store</c>: looks into the journal of a gateway that is stopped, and repairs it.</summary>
internal static class StoreVerb
{
    private const string JournalFolder = "journal";

    private static readonly Option<StatedId?> Message =
        Parsers.Optional<StatedId>("--message", "Events of this message only", "ID", StatedId.TryParse);

    private static readonly Option<EventKind?> Kind = Parsers.Named(
        "--type", "Events of this type only, such as Accepted, Sent, Receipt, Carried", "TYPE",
        [.. Enum.GetValues<EventKind>().Where(kind => kind != EventKind.None)]);

    private static readonly Option<long?> Segment = Parsers.OptionalNumber("--segment", "This segment only", 0, long.MaxValue);

    private static readonly Option<int> Offset = Parsers.Number("--offset", "From this offset of each segment on", 0, 0, int.MaxValue);

    private static readonly Option<int> Limit = Parsers.Number("--limit", "At most so many events", 100, 1, int.MaxValue);

    private static readonly Option<bool> ShowContent = new("--show-content")
    {
        Description = "Show numbers in full, and what the message holds in hexadecimal digits; without it both are masked",
    };

    private static readonly Option<string> To = new("--to")
    {
        Description = "A new or empty folder for the repaired journal; the present one stays as it is",
        Required = true,
        HelpName = "DIR",
    };

    private static readonly Option<bool> SkipDamaged = new("--skip-damaged")
    {
        Description = "Leave out what is damaged and keep every other record at its place",
    };

    private static readonly Option<JournalPosition?> CutAt = Parsers.Optional<JournalPosition>(
        "--cut-at", "Leave out this place and everything behind it", "SEGMENT:OFFSET", TryParsePosition);

    public static Command Build()
    {
        var verb = CommandLine.Verb(
            "store", "Looks into the journal of a gateway that is stopped, and repairs it.",
            "smpp store verify --data data",
            "smpp store inspect --data data --type Accepted --limit 20",
            "smpp store repair --data data --skip-damaged --to data/journal.repaired");
        verb.Add(Make("verify", "Checks every record of every segment: exit code 0 if a gateway would start, 1 if anything is damaged.",
            parsed => Verify(parsed.GetValue(AdminVerb.Data)!, parsed.GetValue(AdminVerb.Json)), "smpp store verify --data data --json"));
        verb.Add(Make("inspect", "Lists the intact events, oldest first; exit code 1 if there is none.",
            Inspect, "smpp store inspect --data data --message 0D8K4Q2M00060", Message, Kind, Segment, Offset, Limit, ShowContent));
        verb.Add(Make("repair", "Writes a copy without what is damaged, and says what is lost. Never changes the journal itself.",
            Repair, "smpp store repair --data data --cut-at 12:4096 --to data/journal.repaired", To, SkipDamaged, CutAt));
        return verb;
    }

    private static Command Make(string name, string description, Func<ParseResult, int> run, string example, params Option[] options)
    {
        var verb = AdminVerb.Make(name, description, example);
        foreach (var option in options)
            verb.Add(option);
        verb.SetAction(parsed => WithJournal(parsed, run));
        return verb;
    }

    /// <summary>Runs while no gateway has the journal open.</summary>
    private static int WithJournal(ParseResult parsed, Func<ParseResult, int> run)
    {
        string folder = FolderOf(parsed.GetValue(AdminVerb.Data)!);
        if (!Directory.Exists(folder))
            return ExitCode.Say(ExitCode.Unable, $"there is no {folder}; name the gateway's data folder with --data");
        try
        {
            using var hold = LinuxJournalFiles.Instance.Lock(folder);
            return run(parsed);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ExitCode.Say(ExitCode.Unable, e.Message);
        }
    }

    private static string FolderOf(string data) => Path.Combine(data, JournalFolder);

    private static int Verify(string data, bool json)
    {
        var report = new JournalInspector(FolderOf(data)).Run();
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(report, JsonOutput.Default.JournalReport));
            return report.IsSound ? ExitCode.Ok : ExitCode.Failed;
        }
        Sheet.Print(
            report.Segments, "no segments",
            ("segment", segment => Number(segment.Number)), ("state", segment => segment.State),
            ("events", segment => Number(segment.Events)),
            ("batches", segment => Number(segment.Marks)), ("used", segment => Number(segment.Used)),
            ("file", segment => Number(segment.FileLength)));
        Sheet.Print(
            [.. report.Kinds.OrderByDescending(kind => kind.Value)], "no events",
            ("event", kind => kind.Key), ("records", kind => Number(kind.Value)));
        Print(report.Faults);
        if (report.TornTail is { } tail)
        {
            Console.WriteLine(report.EventsGivenUp > 0
                ? $"{tail}: damaged, or lost with the power; a start gives up {Number(report.EventsGivenUp)} events from there on, which "
                    + "may have been acknowledged, because store.durability was not fsync"
                : $"{tail}: octets behind the last record, which nobody was told about; a start clears them");
        }
        Console.WriteLine(
            $"{Number(report.Events)} events in {Number(report.Octets)} octets; "
            + (report.IsSound ? "nothing is damaged" : $"damaged at {Number(report.Faults.Count)} places; {Lost(report.EventsLost)}"));
        return report.IsSound ? ExitCode.Ok : ExitCode.Failed;
    }

    private static int Inspect(ParseResult parsed)
    {
        var list = new RecordList(
            parsed.GetValue(Message), parsed.GetValue(Kind), parsed.GetValue(Offset), parsed.GetValue(Limit), parsed.GetValue(ShowContent));
        new JournalInspector(FolderOf(parsed.GetValue(AdminVerb.Data)!)).Run(list, parsed.GetValue(Segment));
        if (parsed.GetValue(AdminVerb.Json))
        {
            foreach (var record in list.Records)
                Console.WriteLine(JsonSerializer.Serialize(record, JsonOutput.Default.StoredRecord));
        }
        else
        {
            Sheet.Print(
                list.Records, "no events", ("place", record => record.Position), ("octets", record => Number(record.Octets)),
                ("type", record => record.Type), ("message", record => record.MessageId), ("no", record => Number(record.Number)),
                ("time", record => record.Time.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture)),
                ("account", record => record.Account), ("from", record => record.Source), ("to", record => record.Destination),
                ("upstream", record => record.Upstream), ("flags", record => record.Flags), ("content", record => record.Content));
        }
        return list.Records.Count > 0 ? ExitCode.Ok : ExitCode.Failed;
    }

    private static int Repair(ParseResult parsed)
    {
        string folder = FolderOf(parsed.GetValue(AdminVerb.Data)!);
        var cut = parsed.GetValue(CutAt);
        if (cut is null && !parsed.GetValue(SkipDamaged))
            return ExitCode.Say(ExitCode.Unable, "say how: --skip-damaged, or --cut-at SEGMENT:OFFSET");
        if (cut is null && new JournalInspector(folder).Run().IsSound)
            return ExitCode.Say(ExitCode.Ok, $"nothing is damaged in {folder}; nothing was done");
        string target = parsed.GetValue(To)!;
        var report = new JournalRepair(folder).Run(target, cut);
        if (parsed.GetValue(AdminVerb.Json))
        {
            Console.WriteLine(JsonSerializer.Serialize(report, JsonOutput.Default.RepairReport));
            return ExitCode.Ok;
        }
        Print(report.Faults);
        Console.WriteLine($"{target}: {Number(report.EventsKept)} events kept; {Lost(report.EventsLost)}"
            + (cut is null ? "" : $", {Number(report.EventsCut)} of them intact and cut off"));
        Console.WriteLine($"{folder} is as it was. To use the repaired one, move {folder} away and {target} to its place.");
        return ExitCode.Ok;
    }

    private static void Print(IReadOnlyList<JournalFault> faults)
    {
        foreach (var fault in faults)
            Console.WriteLine($"{fault.Segment}:{fault.Offset} to {fault.End}: {fault.Reason}");
    }

    private static string Lost(long? events) =>
        events is { } known ? $"{Number(known)} events are lost" : "how many events are lost is not known";

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static bool TryParsePosition(string text, out JournalPosition position)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        bool isRead = long.TryParse(text.AsSpan(0, Math.Max(colon, 0)), NumberStyles.None, CultureInfo.InvariantCulture, out long segment)
            & int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int offset);
        position = new JournalPosition(segment, offset);
        return isRead && colon > 0;
    }
}
