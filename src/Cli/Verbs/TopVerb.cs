using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Cli.Admin;
using Spectre.Console;

namespace Cli.Verbs;

/// <summary>What <c>smpp top --json</c> prints for each look.</summary>
/// <param name="Seconds">Time since the look before.</param>
/// <param name="Live">Messages under way.</param>
/// <param name="CdrLag">Events of the journal that have no CDR row yet.</param>
/// <param name="CommitsPerSecond">Writes and syncs of the journal.</param>
/// <param name="CommitMilliseconds">What one took since the look before; 0 when there was none.</param>
/// <param name="PauseMillisecondsPerSecond">Time for which collections stopped the gateway.</param>
/// <param name="PerSecond">Each counter of <c>smpp status</c>: how much it has grown, a second.</param>
/// <param name="Accounts">As in <c>smpp status --json</c>.</param>
/// <param name="Upstreams">As in <c>smpp status --json</c>.</param>
internal sealed record TopOutput(
    double Seconds, long Live, long CdrLag, double CommitsPerSecond, double CommitMilliseconds, double PauseMillisecondsPerSecond,
    IReadOnlyDictionary<string, double> PerSecond, JsonElement Accounts, JsonElement Upstreams)
{
    public static TopOutput Of(in StatusChange change)
    {
        var rates = new Dictionary<string, double>();
        foreach (string counter in StatusVerb.Counters)
            rates[counter] = change.PerSecond("counters", counter);
        return new TopOutput(
            change.Seconds, change.Now.GetProperty("live").GetInt64(), change.Now.GetProperty("cdr").GetProperty("lag").GetInt64(),
            change.PerSecond("journal", "commits"), change.Per("journal", "commit_milliseconds", of: "commits"),
            change.PerSecond("runtime", "pause_milliseconds"), rates, change.Now.GetProperty("accounts"),
            change.Now.GetProperty("upstreams"));
    }
}

/// <summary><c>smpp top</c>: what the gateway does now, again and again.</summary>
internal static class TopVerb
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);

    private static readonly Option<TimeSpan> Interval = Parsers.Option(
        "--interval", "Time between two looks", "a time of 100ms to 1000h, such as 1s", TryParseInterval, TimeSpan.FromSeconds(1));

    private static readonly Option<int> Looks = Parsers.Number("--count", "Looks after which it ends; 0 for none", 0, 0, int.MaxValue);

    public static Command Build()
    {
        var verb = AdminVerb.Make(
            "top", "What the running gateway does, a second, and what waits; again and again, until Ctrl-C.", "smpp top",
            "smpp top --data data --interval 5s --count 12 --json");
        verb.Add(Interval);
        verb.Add(Looks);
        verb.SetAction((parsed, stop) => AdminVerb.RunAsync(parsed, client => WatchAsync(
            client, parsed.GetValue(Interval), parsed.GetValue(Looks), parsed.GetValue(AdminVerb.Json), stop)));
        return verb;
    }

    private static async Task<int> WatchAsync(AdminClient client, TimeSpan interval, int looks, bool json, CancellationToken stop)
    {
        try
        {
            var before = await AskAsync(client, stop);
            for (int i = 0; looks == 0 || i < looks; i++)
            {
                await Task.Delay(interval, stop);
                var now = await AskAsync(client, stop);
                Show(TopOutput.Of(new StatusChange(before, now)), now, json);
                before = now;
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Ctrl-C is how it ends.
        }
        return ExitCode.Ok;
    }

    private static async Task<JsonElement> AskAsync(AdminClient client, CancellationToken stop)
    {
        using var status = JsonDocument.Parse(await client.GetAsync("/status", stop));
        return status.RootElement.Clone();
    }

    private static void Show(TopOutput look, JsonElement status, bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(look, JsonOutput.Default.TopOutput));
            return;
        }
        if (!Console.IsOutputRedirected)
            AnsiConsole.Clear();
        var culture = CultureInfo.InvariantCulture;
        Sheet.Print(
            ("node", $"{Sheet.Text(status, "node")}, {Sheet.Text(status, "state")} for {StatusVerb.UptimeOf(status)}"),
            ("messages", $"{Sheet.Text(status, "live")} under way, at most {Sheet.Text(status, "pending_limit")}"),
            ("commits", string.Create(culture, $"{look.CommitsPerSecond:N1} a second, {look.CommitMilliseconds:0.00} ms each")),
            ("CDRs", string.Create(culture, $"{look.CdrLag:N0} events behind")),
            ("collections", string.Create(culture, $"{look.PauseMillisecondsPerSecond:N1} ms of a second")));
        Sheet.Print(
            [.. look.PerSecond.Where(rate => rate.Value > 0)], "nothing moves",
            ("counter", rate => rate.Key.Replace('_', ' ')), ("a second", rate => rate.Value.ToString("N1", culture)),
            ("since the start", rate => Sheet.Text(status.GetProperty("counters"), rate.Key)));
        StatusVerb.ShowAccounts(look.Accounts);
        UpstreamsVerb.ShowSummary(look.Upstreams);
    }

    private static bool TryParseInterval(string text, out TimeSpan interval) =>
        Parsers.TryParseDuration(text, out interval) && interval >= Shortest;
}
