using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Simulator.Customers;
using Smpp.Protocol;

namespace Cli.Verbs;

/// <summary><c>smpp load</c>: a loading customer.</summary>
internal static class LoadVerb
{
    private static readonly Option<EndPoint?> Target =
        Parsers.Required<EndPoint?>("--target", "The message centre", "HOST:PORT", Parsers.TryParseEndPoint);

    private static readonly Option<string> SystemId = new("--system-id") { Description = "system_id", Required = true };

    private static readonly Option<string> Password = new("--password") { Description = "password", Required = true };

    private static readonly Option<int> Binds = Parsers.Number("--binds", "Sessions", 1, 1, 10_000);

    private static readonly Option<int> Window = Parsers.Number("--window", "Unanswered submits a session", 100, 1, 65_536);

    private static readonly Option<long> Messages =
        Parsers.Number<long>("--messages", "Submits in all; 0 for 10,000, or as many as --duration allows", 0, 0, long.MaxValue);

    private static readonly Option<TimeSpan> Duration = Parsers.Option(
        "--duration", "Submit for this long, as 30s", Parsers.Duration, Parsers.TryParseDuration, TimeSpan.Zero);

    private static readonly Option<double> Rate = Parsers.Number<double>(
        "--rate",
        "Submits a second, whatever the answers do; latency counts from when each should have left. 0 submits as the windows allow",
        0, 0, 1e9);

    private static readonly Option<TimeSpan> WarmUp = Parsers.Option(
        "--warm-up", "Time at the beginning whose latencies do not count, as 2s", Parsers.Duration, Parsers.TryParseDuration,
        TimeSpan.Zero);

    private static readonly Option<bool> Receipts = new("--receipts") { Description = "Ask for receipts and wait for all of them" };

    private static readonly Option<TimeSpan> ReceiptTimeout = Parsers.Option(
        "--receipt-timeout", "Time without a receipt after which the missing ones are given up", Parsers.Duration, Parsers.TryParseDuration,
        TimeSpan.FromSeconds(60));

    private static readonly Option<IReadOnlyList<MessageKind>> Mix = Parsers.Option<IReadOnlyList<MessageKind>>(
        "--mix",
        "Kinds of messages in turn: gsm7 (100 characters), short (24), full (160), ucs2, long (three submits); all = gsm7,ucs2,long",
        "short,full,gsm7,ucs2,long | all", TryParseMix,
        [MessageKind.Gsm7]);

    private static readonly Option<Address> From =
        Parsers.Option("--from", "Source address", "ADDRESS", Parsers.TryParseAddress, Address.Parse("LOAD"));

    private static readonly Option<string> ToPrefix = Parsers.Option<string>(
        "--to-prefix", "Digits that every destination begins with", "DIGITS", TryParsePrefix, "447700");

    private static readonly Option<string?> Ledger =
        new("--ledger") { Description = "Append a line for each outcome and receipt to this file" };

    private static readonly Option<bool> Reconnect = new("--reconnect") { Description = "Bind again when a session ends, and go on" };

    private static readonly Option<bool> Json = new("--json") { Description = "Print the result as one JSON object" };

    public static Command Build()
    {
        var verb = CommandLine.Verb(
            "load",
            "A loading customer: submits, measures, and tells what came of it. "
            + "Exit code 0 only if everything was accepted (and every receipt came).",
            "smpp load --target 127.0.0.1:2775 --system-id demo --password demo --window 100 --messages 100000 --receipts",
            "smpp load --target 127.0.0.1:2775 --system-id demo --password demo --binds 4 --rate 5000 --duration 30s --json");
        Option[] options =
        [
            Target, SystemId, Password, Binds, Window, Messages, Duration, Rate, WarmUp, Receipts, ReceiptTimeout, Mix, From, ToPrefix,
            Ledger, Reconnect, Json,
        ];
        foreach (var option in options)
            verb.Add(option);
        verb.SetAction(RunAsync);
        return verb;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        var duration = parsed.GetValue(Duration);
        long messages = parsed.GetValue(Messages);
        var options = new LoadOptions
        {
            Target = parsed.GetValue(Target)!,
            SystemId = parsed.GetValue(SystemId)!,
            Password = parsed.GetValue(Password)!,
            Binds = parsed.GetValue(Binds),
            Window = parsed.GetValue(Window),
            Messages = messages == 0 && duration == TimeSpan.Zero ? 10_000 : messages,
            Duration = duration,
            Rate = parsed.GetValue(Rate),
            WarmUp = parsed.GetValue(WarmUp),
            Receipts = parsed.GetValue(Receipts),
            ReceiptTimeout = parsed.GetValue(ReceiptTimeout),
            Mix = parsed.GetValue(Mix)!,
            From = parsed.GetValue(From),
            ToPrefix = parsed.GetValue(ToPrefix)!,
            Ledger = parsed.GetValue(Ledger),
            Reconnect = parsed.GetValue(Reconnect),
        };
        bool json = parsed.GetValue(Json);
        try
        {
            var progress = json ? null : new LoadMeter(options, Console.Error, !Console.IsErrorRedirected, TimeProvider.System);
            var result = await LoadRun.RunAsync(options, TimeProvider.System, progress, stop);
            progress?.End();
            Print(result, options, json);
            return stop.IsCancellationRequested ? ExitCode.Interrupted : result.IsComplete ? ExitCode.Ok : ExitCode.Failed;
        }
        catch (LoadException e)
        {
            return ExitCode.Say(ExitCode.Unable, e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ExitCode.Say(ExitCode.Unable, $"the ledger {options.Ledger} cannot be written: {e.Message}");
        }
    }

    private static void Print(LoadResult result, LoadOptions options, bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(result, LoadJson.Default.LoadResult));
            return;
        }
        var culture = CultureInfo.InvariantCulture;
        Console.WriteLine(string.Create(
            culture,
            $"submitted {result.Submitted:N0}: accepted {result.Accepted:N0}, rejected {result.Rejected:N0}, unknown {result.Unknown:N0}"));
        if (options.Receipts)
        {
            Console.WriteLine(string.Create(
                culture,
                $"receipts {result.Receipts:N0}, repeated {result.DuplicateReceipts:N0}, for unknown ids {result.UnknownReceipts:N0}"));
        }
        foreach (var (status, count) in result.Statuses)
            Console.WriteLine(string.Create(culture, $"  {status} {count:N0}"));
        Console.WriteLine(string.Create(culture, $"{result.Seconds:0.000} s, {result.Rate:N0} messages/s"));
        var latency = result.Latency;
        Console.WriteLine(string.Create(
            culture,
            $"latency ms: p50 {latency.P50:0.000}, p90 {latency.P90:0.000}, p99 {latency.P99:0.000}, "
            + $"p99.9 {latency.P999:0.000}, max {latency.Max:0.000}"));
        if (result.Error is not null)
            Console.Error.WriteLine($"smpp: {result.Error}");
    }

    private static bool TryParseMix(string text, out IReadOnlyList<MessageKind> mix)
    {
        var kinds = new List<MessageKind>();
        mix = kinds;
        if (text == "all")
        {
            kinds.AddRange([MessageKind.Gsm7, MessageKind.Ucs2, MessageKind.Long]);
            return true;
        }
        foreach (var word in text.Split(','))
        {
            if (!Parsers.TryParseName(word, Enum.GetValues<MessageKind>(), out var kind))
                return false;
            kinds.Add(kind);
        }
        return true;
    }

    private static bool TryParsePrefix(string text, out string prefix)
    {
        prefix = text;
        return text.Length is > 0 and <= 11 && !text.AsSpan().ContainsAnyExceptInRange('0', '9');
    }
}
