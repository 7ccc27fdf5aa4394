using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Shared;
using Simulator.Carriers;
using Simulator.Customers;
using Simulator.Ledgers;
using Smpp.Client;
using Smpp.Protocol;
using Smpp.Session;

namespace Simulator.Tests;

/// <summary>The loading customer and the carrier over real sockets.</summary>
public sealed class LoopbackTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Everything_is_accepted_and_every_receipt_comes()
    {
        await using var carrier = Start("default");

        var result = await LoadAsync(carrier, load =>
            load with { Messages = 5_000, Binds = 3, Receipts = true, Mix = [MessageKind.Gsm7, MessageKind.Ucs2, MessageKind.Long] });

        Assert.True(result.IsComplete, result.ToString());
        Assert.Equal((5_000, 5_000, 0, 0), (result.Submitted, result.Accepted, result.Rejected, result.Unknown));
        Assert.Equal((5_000, 0, 0), (result.Receipts, result.DuplicateReceipts, result.UnknownReceipts));
        Assert.True(result.Latency.P50 <= result.Latency.P99 && result.Latency.P99 <= result.Latency.Max);
        var counts = carrier.Counts;
        Assert.Equal((5_000, 5_000, 5_000, 5_000, 0),
            (counts.Submits, counts.Accepted, counts.Receipts, counts.ReceiptsAcked, counts.ReceiptsPending));
    }

    [Fact]
    public async Task Without_receipts_none_is_asked_for_and_none_comes()
    {
        await using var carrier = Start("default");

        var result = await LoadAsync(carrier, load => load with { Messages = 2_000 });

        Assert.True(result.IsComplete, result.ToString());
        Assert.Equal(0, carrier.Counts.Receipts);
    }

    [Fact]
    public async Task Latencies_of_the_warm_up_do_not_count()
    {
        await using var carrier = Start("default");

        var result = await LoadAsync(carrier, load => load with { Messages = 1_000, WarmUp = TimeSpan.FromHours(1) });

        Assert.True(result.IsComplete, result.ToString());
        Assert.Equal(0, result.Latency.Max);
        Assert.InRange(result.ProcessorSeconds, double.Epsilon, double.MaxValue);
    }

    [Theory]
    [InlineData(MessageKind.Short, 24)]
    [InlineData(MessageKind.Gsm7, 100)]
    [InlineData(MessageKind.Full, 160)]
    public void A_kind_has_its_length(MessageKind kind, int octets)
    {
        var options = new LoadOptions { Target = new IPEndPoint(IPAddress.Loopback, 1), SystemId = "load", Password = "any", Mix = [kind] };
        var message = new LoadTemplates(options, "01234567")[3];
        byte[] body = new byte[message.BodyLength];
        message.WriteBody(body);

        Assert.Equal(octets, message.UserData(body).Length);
    }

    [Fact]
    public async Task Both_ledgers_agree()
    {
        await using (var carrier = Start("failing", options => options with { Ledger = _folder["carrier"] }))
            await LoadAsync(carrier, load => load with { Messages = 3_000, Binds = 2, Receipts = true, Ledger = _folder["customer"] });

        var balance = new LedgerCheck().AddCustomer(_folder["customer"]).AddCarrier(_folder["carrier"]).Balance();

        Assert.True(balance.IsBalanced(), balance.ToString());
        Assert.Equal((3_000, 3_000, 3_000, 3_000), (balance.Accepted, balance.Carried, balance.ReceiptsWanted, balance.ReceiptsSeen));
    }

    [Fact]
    public async Task The_same_seed_gives_every_message_the_same_fate()
    {
        string[] first = await FatesAsync(seed: 5, "one");
        string[] second = await FatesAsync(seed: 5, "two");
        string[] other = await FatesAsync(seed: 6, "three");

        Assert.Equal(first, second);
        Assert.NotEqual(first, other);
        Assert.Contains("UNDELIV", first);
    }

    [Fact]
    public async Task Throttled_submits_are_counted_by_their_status()
    {
        await using var carrier = Start("throttling");

        var result = await LoadAsync(carrier, load => load with { Messages = 5_000 });

        Assert.False(result.IsComplete);
        Assert.Equal(5_000, result.Accepted + result.Rejected);
        Assert.InRange(result.Statuses["ESME_RTHROTTLED"], 800, 1_200);
        Assert.Equal(result.Rejected, carrier.Counts.Throttled);
    }

    [Fact]
    public async Task A_rate_above_the_limit_is_throttled()
    {
        await using var carrier = Start("default", options => options with { Profile = options.Profile with { ThrottleAbove = 100 } });

        var result = await LoadAsync(carrier, load => load with { Messages = 2_000 });

        Assert.InRange(result.Accepted, 10, 1_900);
        Assert.Equal(2_000, result.Accepted + result.Statuses["ESME_RTHROTTLED"]);
    }

    [Fact]
    public async Task Refusals_carry_their_statuses()
    {
        await using var carrier = Start("refusing");

        var result = await LoadAsync(carrier, load => load with { Messages = 5_000 });

        Assert.Equal(["ESME_RINVDSTADR", "ESME_RMSGQFUL", "ESME_RSUBMITFAIL", "ESME_RSYSERR"], result.Statuses.Keys);
        Assert.Equal(result.Rejected, result.Statuses.Values.Sum());
        Assert.InRange(result.Rejected, 150, 350);
    }

    [Fact]
    public async Task A_carrier_that_cuts_sessions_leaves_outcomes_unknown_and_the_load_goes_on()
    {
        await using var carrier = Start("flapping", options => options with { Profile = options.Profile with { DisconnectEvery = 500 } });

        var result = await LoadAsync(carrier, load => load with { Messages = 3_000, Reconnect = true });

        Assert.Equal(3_000, result.Submitted);
        Assert.Equal(3_000, result.Accepted + result.Unknown);
        Assert.True(result.Unknown > 0);
        Assert.True(carrier.Counts.Cut >= 5);
    }

    [Fact]
    public async Task Without_reconnect_a_cut_ends_the_load()
    {
        await using var carrier = Start("flapping", options => options with { Profile = options.Profile with { DisconnectEvery = 500 } });

        var result = await LoadAsync(carrier, load => load with { Messages = 3_000 });

        Assert.False(result.IsComplete);
        Assert.Contains("--reconnect", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mute_carrier_leaves_submits_unanswered()
    {
        await using var carrier = Start("mute");
        await using var client = await ConnectAsync(carrier, new Collector(), CommandId.BindTransmitter);

        var unanswered = client.SubmitAsync(Message());
        await Until.Async(() => carrier.Counts.Muted == 1);

        Assert.False(unanswered.IsCompleted);
        Assert.Equal(0, carrier.Counts.Accepted);
        client.Session.Close(new SessionEnd(SessionEndReason.ClosedLocally));
        await Assert.ThrowsAsync<SmppRequestLostException>(async () => await unanswered);
    }

    [Fact]
    public async Task Receipts_can_be_written_before_their_responses()
    {
        await using var carrier = Start("early-receipts");
        var order = new Collector();
        await using var client = await ConnectAsync(carrier, order, CommandId.BindTransceiver);
        var submit = Message();

        Assert.Equal(SendResult.Sent, client.Session.TrySend(ref submit, order, 1));
        await Until.Async(() => order.Events.Length == 2);

        Assert.StartsWith("receipt", order.Events[0], StringComparison.Ordinal);
        Assert.StartsWith("response", order.Events[1], StringComparison.Ordinal);
        Assert.Equal(order.Events[0].Split(' ')[1], order.Events[1].Split(' ')[1]);
    }

    [Fact]
    public async Task Receipts_go_to_a_receiver_of_the_same_system_id_whoever_submitted()
    {
        await using var carrier = Start("default");
        var mine = new Collector();
        var others = new Collector();
        await using var receiver = await ConnectAsync(carrier, mine, CommandId.BindReceiver);
        await using var stranger = await ConnectAsync(carrier, others, CommandId.BindReceiver, systemId: "other");
        await using var transmitter = await ConnectAsync(carrier, new Collector(), CommandId.BindTransmitter);

        var response = await transmitter.SubmitAsync(Message());
        await Until.Async(() => mine.Events.Length == 1);

        Assert.Equal($"receipt {response.MessageId} DELIVRD", mine.Events[0]);
        Assert.Empty(others.Events);
    }

    [Fact]
    public async Task A_receipt_waits_for_somebody_who_takes_it()
    {
        await using var carrier = Start("default");
        await using (var transmitter = await ConnectAsync(carrier, new Collector(), CommandId.BindTransmitter))
            await transmitter.SubmitAsync(Message());
        Assert.Equal(1, carrier.Counts.ReceiptsPending);
        var later = new Collector();

        await using var receiver = await ConnectAsync(carrier, later, CommandId.BindReceiver);
        await Until.Async(() => carrier.Counts.ReceiptsPending == 0);

        Assert.Single(later.Events);
    }

    [Fact]
    public async Task A_receipt_is_only_sent_for_the_outcomes_that_were_asked_for()
    {
        await using var carrier = Start("default");
        var events = new Collector();
        await using var client = await ConnectAsync(carrier, events, CommandId.BindTransceiver);

        foreach (var wish in new[] { RegisteredDelivery.None, RegisteredDelivery.FailureOnly, RegisteredDelivery.SuccessOrFailure })
            await client.SubmitAsync(Message() with { RegisteredDelivery = (RegisteredDelivery)wish });
        await Until.Async(() => carrier.Counts.ReceiptsAcked == 1 && carrier.Counts.ReceiptsPending == 0);

        Assert.Single(events.Events);
    }

    [Fact]
    public async Task A_carrier_that_owes_too_much_takes_no_more_that_asks_for_a_receipt()
    {
        await using var carrier = Start("default", options => options with { PendingReceipts = 2 });
        await using var client = await ConnectAsync(carrier, new Collector(), CommandId.BindTransmitter);

        CommandStatus[] statuses = [await SubmitAsync(client), await SubmitAsync(client), await SubmitAsync(client)];
        var without = (await client.SubmitAsync(Message() with { RegisteredDelivery = 0 })).Header.Status;

        Assert.Equal([CommandStatus.Ok, CommandStatus.Ok, CommandStatus.MessageQueueFull], statuses);
        Assert.Equal(CommandStatus.Ok, without);
    }

    [Fact]
    public async Task A_carrier_that_starts_again_on_its_ledger_sends_what_it_owes_and_nothing_twice()
    {
        string id;
        await using (var first = Start("hex", options => options with { Ledger = _folder["ledger"] }))
        {
            await using var transmitter = await ConnectAsync(first, new Collector(), CommandId.BindTransmitter);
            id = (await transmitter.SubmitAsync(Message())).MessageId;
        }
        var events = new Collector();
        await using (var second = Start("hex", options => options with { Ledger = _folder["ledger"] }))
        {
            Assert.Equal(1, second.Counts.ReceiptsPending);
            await using var receiver = await ConnectAsync(second, events, CommandId.BindReceiver);
            await Until.Async(() => second.Counts.ReceiptsAcked == 1);
        }
        await using var third = Start("hex", options => options with { Ledger = _folder["ledger"] });

        Assert.Equal([$"receipt {id} DELIVRD"], events.Events);
        Assert.Equal(0, third.Counts.ReceiptsPending);
    }

    [Fact]
    public async Task A_receipt_that_is_refused_for_now_comes_again()
    {
        await using var carrier = Start("default");
        var events = new Collector { Refusals = [CommandStatus.ReceiverTemporaryError, CommandStatus.MessageQueueFull] };
        await using var client = await ConnectAsync(carrier, events, CommandId.BindTransceiver);

        await client.SubmitAsync(Message());
        await Until.Async(() => carrier.Counts.ReceiptsAcked == 1);

        Assert.Equal(3, events.Events.Length);
        Assert.Single(events.Events.Distinct());
    }

    [Fact]
    public async Task Mobiles_write_as_often_as_they_are_told()
    {
        await using var carrier = Start("default", options => options with
        {
            Ledger = _folder["ledger"],
            Profile = options.Profile with { MoRate = 1000, MoCount = 25, MoTo = Address.Parse("12345") },
        });
        var events = new Collector();
        await using (var receiver = await ConnectAsync(carrier, events, CommandId.BindReceiver))
            await Until.Async(() => events.Events.Length == 25);
        await carrier.StopAsync();

        Assert.All(events.Events, text => Assert.StartsWith("message 447700900999 12345", text, StringComparison.Ordinal));
        Assert.Equal(25, LedgerReader.Read(_folder["ledger"]).Count(line => line is { Kind: "mo-acked", Status: "ESME_ROK" }));
    }

    [Fact]
    public async Task An_open_loop_keeps_its_rate_and_counts_latency_from_the_intended_time()
    {
        var delay = new DelayRange(TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(20));
        await using var carrier = Start("default", options => options with { Profile = options.Profile with { ResponseDelay = delay } });

        // A window of 1 lets at most 50 a second through; 500 a second are meant to leave, so the last waits for most of the run.
        var result = await LoadAsync(carrier, load => load with { Messages = 50, Rate = 500, Window = 1 });

        Assert.True(result.IsComplete, result.ToString());
        Assert.True(result.Seconds >= 0.9, result.ToString());
        Assert.True(result.Latency.Max >= 800, result.ToString());
        Assert.True(result.Latency.P50 >= 300, result.ToString());
    }

    [Fact]
    public async Task A_load_against_nobody_says_where_it_tried()
    {
        int port = FreePort.Next();
        var options = new LoadOptions { Target = new IPEndPoint(IPAddress.Loopback, port), SystemId = "a", Password = "b", Messages = 1 };

        var failure = await Assert.ThrowsAsync<LoadException>(() =>
            LoadRun.RunAsync(options, TimeProvider.System, stop: TestContext.Current.CancellationToken));

        Assert.Contains($"127.0.0.1:{port}", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_load_for_a_time_ends_after_it()
    {
        await using var carrier = Start("default");

        var duration = TimeSpan.FromSeconds(1);
        long began = TimeProvider.System.GetTimestamp();

        var result = await LoadAsync(carrier, load => load with { Messages = 0, Duration = duration });

        Assert.True(result.IsComplete, result.ToString());
        Assert.True(result.Submitted > 0);
        Assert.True(TimeProvider.System.GetElapsedTime(began) >= duration);
    }

    private static SubmitSm Message() => new()
    {
        Source = Address.Parse("ACME"),
        Destination = Address.Parse("+447700900123"),
        RegisteredDelivery = RegisteredDelivery.SuccessOrFailure,
        ShortMessage = "Hello"u8.ToArray(),
    };

    private static async Task<CommandStatus> SubmitAsync(BoundSession client) => (await client.SubmitAsync(Message())).Header.Status;

    private static Carrier Start(string profile, Func<CarrierOptions, CarrierOptions>? change = null)
    {
        var options = new CarrierOptions { EndPoint = new IPEndPoint(IPAddress.Loopback, 0), Profile = CarrierProfiles.Find(profile)! };
        var carrier = new Carrier(change?.Invoke(options) ?? options, TimeProvider.System, NullLogger.Instance);
        carrier.Start();
        return carrier;
    }

    private static Task<BoundSession> ConnectAsync(Carrier carrier, ISessionHandler handler, CommandId bind, string systemId = "app") =>
        BoundSession.ConnectAsync(
            carrier.EndPoint, new Bind(bind) { SystemId = systemId, Password = "any" }, handler,
            cancellationToken: TestContext.Current.CancellationToken);

    private static Task<LoadResult> LoadAsync(Carrier carrier, Func<LoadOptions, LoadOptions> change) => LoadRun.RunAsync(
        change(new LoadOptions { Target = carrier.EndPoint, SystemId = "load", Password = "any" }), TimeProvider.System,
        stop: TestContext.Current.CancellationToken);

    private async Task<string[]> FatesAsync(ulong seed, string name)
    {
        await using (var carrier = Start("failing", options => options with { Seed = seed, Ledger = _folder[name] }))
            await LoadAsync(carrier, load => load with { Messages = 300, Receipts = true, Run = "same" });
        return [.. LedgerReader.Read(_folder[name]).Where(line => line.Kind == "submit").Select(line => line.State!)];
    }

    /// <summary>Notes what comes, in its order, and answers it.</summary>
    private sealed class Collector : ISessionHandler, IReplySink
    {
        private readonly List<string> _events = [];
        private int _delivered;

        public CommandStatus[] Refusals { get; init; } = [];

        public string[] Events
        {
            get
            {
                lock (_events)
                    return [.. _events];
            }
        }

        public void OnMessage(in Inbound request, scoped in MessageView message)
        {
            Note(Receipt.TryRead(message, out var receipt) && (message.EsmClass).IsReceipt
                ? $"receipt {System.Text.Encoding.ASCII.GetString(receipt.Id)} {receipt.State.Word}"
                : $"message {message.Source} {message.Destination} {System.Text.Encoding.ASCII.GetString(message.UserData)}");
            int number = _delivered++;
            if (number < Refusals.Length)
                request.Reject(Refusals[number]);
            else
                request.Accept();
        }

        public void OnEnd(SmppSession session, SessionEnd end)
        {
        }

        public void OnReply(long token, in PduHeader header, ReadOnlySpan<byte> body)
        {
            MessageIdBody.TryRead(header.Id, body, out var response, out _);
            Note($"response {System.Text.Encoding.ASCII.GetString(response.MessageId)}");
        }

        public void OnLost(long token, LossReason reason) => Note($"lost {reason}");

        private void Note(string text)
        {
            lock (_events)
                _events.Add(text);
        }
    }
}
