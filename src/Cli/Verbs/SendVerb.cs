using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;
using Smpp.Client;
using Smpp.Protocol;
using Smpp.Session;

namespace Cli.Verbs;

/// <summary><c>smpp send</c>: one message.</summary>
internal static class SendVerb
{
    private static readonly Option<EndPoint?> Target =
        Parsers.Required<EndPoint?>("--target", "The message centre", "HOST:PORT", Parsers.TryParseEndPoint);

    private static readonly Option<string> SystemId = new("--system-id") { Description = "system_id", Required = true };

    private static readonly Option<string> Password = new("--password") { Description = "password", Required = true };

    private static readonly Option<Address> From =
        Parsers.Required<Address>("--from", "Who sends it: a number or a name", "ADDRESS", Parsers.TryParseAddress);

    private static readonly Option<Address> To = Parsers.Required<Address>("--to", "Who gets it", "ADDRESS", Parsers.TryParseAddress);

    private static readonly Option<string> Text = new("--text") { Description = "The text, of any length", Required = true };

    private static readonly Option<bool> Wait = new("--wait") { Description = "Ask for receipts and wait for the final one of every part" };

    private static readonly Option<TimeSpan> Timeout = Parsers.Option(
        "--timeout", "Time for the whole, receipts included", Parsers.Duration, Parsers.TryParseDuration, TimeSpan.FromSeconds(60));

    private static readonly Option<bool> Json = new("--json") { Description = "Print one JSON object" };

    public static Command Build()
    {
        var verb = CommandLine.Verb(
            "send", "Sends one message: chooses its encoding, splits it where it is too long, prints parts, ids and receipts.",
            "smpp send --target 127.0.0.1:2775 --system-id demo --password demo --from ACME --to 447700900123 --text 'Hello €' --wait");
        Option[] options = [Target, SystemId, Password, From, To, Text, Wait, Timeout, Json];
        foreach (var option in options)
            verb.Add(option);
        verb.SetAction(RunAsync);
        return verb;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        var target = parsed.GetValue(Target)!;
        var timeout = parsed.GetValue(Timeout);
        bool wait = parsed.GetValue(Wait);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(timeout);
        var inbox = new ReceiptInbox();
        BoundSession client;
        try
        {
            var bind = new Bind(wait ? CommandId.BindTransceiver : CommandId.BindTransmitter)
            {
                SystemId = parsed.GetValue(SystemId)!,
                Password = parsed.GetValue(Password)!,
            };
            client = await BoundSession.ConnectAsync(target, bind, inbox, cancellationToken: limit.Token).WaitAsync(limit.Token);
        }
        catch (ArgumentException e)
        {
            return ExitCode.Say(ExitCode.Unable, $"--system-id or --password cannot be sent: {e.Message}");
        }
        catch (SocketException e)
        {
            return ExitCode.Say(ExitCode.Unable, $"no connection to {target}: {e.Message}. Is it running, and is this its address?");
        }
        catch (SmppBindException e)
        {
            return ExitCode.Say(ExitCode.Unable,
                $"{target} did not accept the bind of \"{parsed.GetValue(SystemId)}\": {e.Message}. Check --system-id and --password.");
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return ExitCode.Say(ExitCode.Unable, $"{target} did not answer the bind within {timeout.TotalSeconds:0} s");
        }
        await using (client)
            return await SendAsync(parsed, client, inbox, limit.Token, stop);
    }

    /// <param name="parsed">What to send.</param>
    /// <param name="client">The session.</param>
    /// <param name="inbox">Its receipts.</param>
    /// <param name="limit">Cancelled by <paramref name="stop"/> too.</param>
    /// <param name="stop">Ends it before it is done: what is known by then is printed.</param>
    private static async Task<int> SendAsync(
        ParseResult parsed, BoundSession client, ReceiptInbox inbox, CancellationToken limit, CancellationToken stop)
    {
        IReadOnlyList<Segment> segments;
        try
        {
            segments = Segmenter.Split(parsed.GetValue(Text)!, (ushort)RandomNumberGenerator.GetInt32(ushort.MaxValue));
        }
        catch (ArgumentException e)
        {
            return ExitCode.Say(ExitCode.Unable, $"--text cannot be sent: {e.Message}");
        }
        bool json = parsed.GetValue(Json), wait = parsed.GetValue(Wait);
        var report = new SendReport();
        foreach (var segment in segments)
        {
            if (stop.IsCancellationRequested)
                break;
            var part = await SubmitAsync(parsed, client, segment, wait, limit, stop);
            report.Parts.Add(part);
            if (!json)
                Console.WriteLine($"part {part.Number} of {part.Total}: {part.Encoding}, {part.Octets} octets, {part.Outcome}");
        }
        string? error = report.Parts.Find(part => part.Id is null) is { } refused
            ? $"part {refused.Number} was not accepted: {refused.Status}"
            : report.Parts.Count < segments.Count ? $"interrupted before part {report.Parts.Count + 1} was sent" : null;
        if (wait && error is null)
            error = await WaitAsync(report, inbox, json, limit, stop);
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(report with { Error = error }, JsonOutput.Default.SendReport));
        else if (error is not null)
            Console.Error.WriteLine($"smpp: {error}");
        return error is null ? ExitCode.Ok : stop.IsCancellationRequested ? ExitCode.Interrupted : ExitCode.Failed;
    }

    private static async Task<SentPart> SubmitAsync(
        ParseResult parsed, BoundSession client, Segment segment, bool wait, CancellationToken limit, CancellationToken stop)
    {
        var message = new SubmitSm
        {
            Source = parsed.GetValue(From),
            Destination = parsed.GetValue(To),
            EsmClass = segment.EsmClass,
            DataCoding = segment.DataCoding,
            RegisteredDelivery = wait ? RegisteredDelivery.SuccessOrFailure : RegisteredDelivery.None,
            ShortMessage = segment.UserData,
            Tlvs = segment.Tlvs,
        };
        var part = new SentPart(segment.Number, segment.Total, EncodingOf((byte)segment.DataCoding), segment.UserData.Length, null, "");
        try
        {
            var response = await client.SubmitAsync(message).AsTask().WaitAsync(limit);
            var status = response.Header.Status;
            return part with
            {
                Id = status == CommandStatus.Ok ? response.MessageId : null,
                Status = status == CommandStatus.Ok ? status.Name : $"{status.Name} ({status.Meaning})",
            };
        }
        catch (Exception e) when (e is SmppRequestLostException or InvalidOperationException)
        {
            return part with { Status = e.Message };
        }
        catch (OperationCanceledException)
        {
            return part with { Status = $"no answer {UntilThen(stop)}; the message centre may have it or not" };
        }
    }

    private static async Task<string?> WaitAsync(
        SendReport report, ReceiptInbox inbox, bool json, CancellationToken limit, CancellationToken stop)
    {
        // By a form in which they compare: responses and receipts disagree about letter case, zeros and blanks.
        var missing = new Dictionary<string, string>();
        foreach (var part in report.Parts)
            missing[KeyOf(part.Id!)] = part.Id!;
        var known = missing.Keys.ToHashSet();
        try
        {
            while (missing.Count > 0)
            {
                var receipt = await inbox.NextAsync(limit);
                string key = KeyOf(receipt.Id);
                if (!known.Contains(key))
                    continue;
                report.Receipts.Add(receipt);
                if (!json)
                    Console.WriteLine($"receipt: id {PeerText.Shown(receipt.Id)}, {receipt.State}, err {PeerText.Shown(receipt.Error)}");
                if (receipt.IsFinal)
                    missing.Remove(key);
            }
            return null;
        }
        catch (OperationCanceledException)
        {
            return $"no final receipt {UntilThen(stop)} for {Shown(missing.Values)}";
        }
        catch (System.Threading.Channels.ChannelClosedException)
        {
            return $"the session ended before the final receipt of {Shown(missing.Values)}: {inbox.End}";
        }
    }

    private static string KeyOf(string id) => ReceiptIds.Normalize(id, ReceiptIdForm.Auto);

    private static string Shown(IEnumerable<string> ids) => string.Join(", ", ids.Select(PeerText.Shown));

    private static string UntilThen(CancellationToken stop) =>
        stop.IsCancellationRequested ? "before the interruption" : "within --timeout";

    private static string EncodingOf(byte dataCoding) => (DataCoding)dataCoding switch
    {
        DataCoding.Default => "GSM 7-bit",
        DataCoding.Ucs2 => "UCS-2",
        DataCoding.Latin1 => "Latin-1",
        _ => $"data_coding {dataCoding}",
    };
}
