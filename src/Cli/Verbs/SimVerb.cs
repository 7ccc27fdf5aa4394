using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Simulator.Carriers;
using Smpp.Protocol;

namespace Cli.Verbs;

/// <summary><c>smpp sim</c>: a carrier that behaves or misbehaves.</summary>
internal static class SimVerb
{
    private static readonly Option<IPEndPoint?> Listen =
        Parsers.Required<IPEndPoint?>("--listen", "Where to listen; port 0 takes a free one", "HOST:PORT", Parsers.TryParseListen);

    private static readonly Option<CarrierProfile?> Profile = new("--profile")
    {
        Description = "How it behaves: " + string.Join("; ", CarrierProfiles.All.Select(profile => $"{profile.Name} ({profile.Purpose})")),
        DefaultValueFactory = _ => CarrierProfiles.All[0],
        CustomParser = result =>
        {
            string name = result.Tokens[0].Value;
            if (CarrierProfiles.Find(name) is { } found)
                return found;
            result.AddError($"there is no profile '{name}'; there are {string.Join(", ", CarrierProfiles.All)}");
            return null;
        },
    };

    private static readonly Option<string?> Ledger = new("--ledger")
    {
        Description = "Append a line for each submit and receipt to this file; one that exists is continued: receipts still owed are sent",
    };

    private static readonly Option<ulong> Seed = Parsers.Number<ulong>("--seed", "Decides every chance", 1, 0, ulong.MaxValue);

    private static readonly Option<int> Window = Parsers.Number("--window", "Unanswered deliver_sm a session", 100, 1, 65_536);

    private static readonly Option<int> Pending = Parsers.Number(
        "--pending", "Receipts owed to one system_id at once; above it submits that ask for one get ESME_RMSGQFUL", 1_000_000, 1,
        100_000_000);

    private static readonly Option<IdForm?> Ids =
        Parsers.Optional<IdForm>("--id-form", "How ids are written", string.Join(" | ", IdForms.Names), IdForms.TryParse);

    private static readonly Option<DelayRange?> ResponseDelay = Parsers.Optional<DelayRange>(
        "--response-delay", "Time from submit to response, as 20ms or 0ms..50ms", "DURATION[..DURATION]", DelayRange.TryParse);

    private static readonly Option<DelayRange?> ReceiptDelay = Parsers.Optional<DelayRange>(
        "--receipt-delay", "Time from submit to receipt, as 20ms or 0ms..50ms", "DURATION[..DURATION]", DelayRange.TryParse);

    private static readonly Option<Weighted<MessageState>?> Outcomes = new("--outcomes")
    {
        Description = "Final states and their weights, as delivrd=95,undeliv=5",
        CustomParser = result =>
        {
            if (WeightedText.TryParseOutcomes(result.Tokens[0].Value, out var outcomes))
                return outcomes;
            result.AddError(
                $"--outcomes '{result.Tokens[0].Value}' cannot be read: expected final states with weights, as delivrd=95,undeliv=5");
            return null;
        },
    };

    private static readonly Option<IReadOnlyList<(CommandStatus Status, double Percent)>?> Refuse = new("--refuse")
    {
        Description = "Statuses and the per cent of submits that get them, as ESME_RINVDSTADR=2,ESME_RMSGQFUL=1",
        CustomParser = result =>
        {
            if (WeightedText.TryParseRefusals(result.Tokens[0].Value, out var refusals))
                return refusals;
            result.AddError(
                $"--refuse '{result.Tokens[0].Value}' cannot be read: expected statuses with percentages, as ESME_RINVDSTADR=2");
            return null;
        },
    };

    private static readonly Option<double?> Throttle =
        Parsers.Optional<double>("--throttle", "Per cent of submits answered ESME_RTHROTTLED", "PERCENT", Parsers.TryParsePercent);

    private static readonly Option<double?> ThrottleAbove =
        Parsers.OptionalNumber<double>("--throttle-above", "Submits a second above which the rest is throttled", 0, 1e9);

    private static readonly Option<double?> Mute =
        Parsers.Optional<double>("--mute", "Per cent of submits that are never answered", "PERCENT", Parsers.TryParsePercent);

    private static readonly Option<bool> ReceiptsFirst =
        new("--receipts-first") { Description = "Write a receipt before the response to its submit" };

    private static readonly Option<bool> NoReceiptTlvs = new("--no-receipt-tlvs") { Description = "Receipts as text only, without TLVs" };

    private static readonly Option<int?> DisconnectEvery =
        Parsers.OptionalNumber("--disconnect-every", "Cut the session after every so many submits", 0, int.MaxValue);

    private static readonly Option<TimeSpan?> DisconnectAfter =
        Parsers.Optional<TimeSpan>("--disconnect-after", "Cut each session after this time", Parsers.Duration, Parsers.TryParseDuration);

    private static readonly Option<double?> MoRate =
        Parsers.OptionalNumber<double>("--mo-rate", "Mobile-originated messages a second", 0, 1e6);

    private static readonly Option<long?> MoCount =
        Parsers.OptionalNumber("--mo-count", "Mobile-originated messages in all", 0, long.MaxValue);

    private static readonly Option<Address?> MoFrom =
        Parsers.Optional<Address>("--mo-from", "Their source", "ADDRESS", Parsers.TryParseAddress);

    private static readonly Option<Address?> MoTo =
        Parsers.Optional<Address>("--mo-to", "Their destination", "ADDRESS", Parsers.TryParseAddress);

    private static readonly Option<bool> Json = new("--json") { Description = "Print the counts as one JSON object at the end" };

    public static Command Build()
    {
        var verb = CommandLine.Verb(
            "sim",
            "A simulated carrier: accepts any credentials and answers as its profile says, until it is stopped; then prints its counts.",
            "smpp sim --listen 127.0.0.1:2776",
            "smpp sim --listen 127.0.0.1:2776 --profile hex --receipt-delay 0ms..50ms --outcomes delivrd=95,undeliv=5");
        Option[] options =
        [
            Listen, Profile, Ledger, Seed, Window, Pending, Ids, ResponseDelay, ReceiptDelay, Outcomes, Refuse, Throttle,
            ThrottleAbove, Mute,
            ReceiptsFirst, NoReceiptTlvs, DisconnectEvery, DisconnectAfter, MoRate, MoCount, MoFrom, MoTo, Json,
        ];
        foreach (var option in options)
            verb.Add(option);
        verb.SetAction(RunAsync);
        return verb;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        var options = new CarrierOptions
        {
            EndPoint = parsed.GetValue(Listen)!,
            Profile = ProfileOf(parsed),
            Seed = parsed.GetValue(Seed),
            Window = parsed.GetValue(Window),
            PendingReceipts = parsed.GetValue(Pending),
            Ledger = parsed.GetValue(Ledger),
        };
        try
        {
            var carrier = new Carrier(options, TimeProvider.System, NullLogger.Instance);
            carrier.Start();
            Console.WriteLine($"ready: carrier '{options.Profile.Name}' listens on {carrier.EndPoint}");
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await carrier.StopAsync();
            Print(carrier.Counts, parsed.GetValue(Json));
            return ExitCode.Ok;
        }
        catch (SocketException e)
        {
            return ExitCode.Say(ExitCode.Unable,
                $"cannot listen on {options.EndPoint}: {e.Message}. Choose another --listen, or stop what uses it.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ExitCode.Say(ExitCode.Unable, $"the ledger {options.Ledger} cannot be written: {e.Message}");
        }
    }

    private static CarrierProfile ProfileOf(ParseResult parsed)
    {
        var profile = parsed.GetValue(Profile)!;
        return profile with
        {
            IdForm = parsed.GetValue(Ids) ?? profile.IdForm,
            ResponseDelay = parsed.GetValue(ResponseDelay) ?? profile.ResponseDelay,
            ReceiptDelay = parsed.GetValue(ReceiptDelay) ?? profile.ReceiptDelay,
            Outcomes = parsed.GetValue(Outcomes) ?? profile.Outcomes,
            Refusals = parsed.GetValue(Refuse) ?? profile.Refusals,
            ThrottlePercent = parsed.GetValue(Throttle) ?? profile.ThrottlePercent,
            ThrottleAbove = parsed.GetValue(ThrottleAbove) ?? profile.ThrottleAbove,
            MutePercent = parsed.GetValue(Mute) ?? profile.MutePercent,
            ReceiptsFirst = parsed.GetValue(ReceiptsFirst) || profile.ReceiptsFirst,
            ReceiptTlvs = !parsed.GetValue(NoReceiptTlvs) && profile.ReceiptTlvs,
            DisconnectEvery = parsed.GetValue(DisconnectEvery) ?? profile.DisconnectEvery,
            DisconnectAfter = parsed.GetValue(DisconnectAfter) ?? profile.DisconnectAfter,
            MoRate = parsed.GetValue(MoRate) ?? profile.MoRate,
            MoCount = parsed.GetValue(MoCount) ?? profile.MoCount,
            MoFrom = parsed.GetValue(MoFrom) ?? profile.MoFrom,
            MoTo = parsed.GetValue(MoTo) ?? profile.MoTo,
        };
    }

    private static void Print(in CarrierCounts counts, bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(counts, JsonOutput.Default.CarrierCounts));
            return;
        }
        Console.WriteLine(
            $"submits {counts.Submits}, accepted {counts.Accepted}, refused {counts.Refused} (throttled {counts.Throttled}), "
            + $"unanswered {counts.Muted}; "
            + $"receipts sent {counts.Receipts}, answered {counts.ReceiptsAcked}, owed {counts.ReceiptsPending}; "
            + $"originated {counts.Originated}; sessions cut {counts.Cut}");
    }
}
