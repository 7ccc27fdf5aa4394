using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Shared;
using Smpp.Client;
using Smpp.Protocol;
using Smpp.Session;

namespace Interop.Node;

/// <summary>Our client bound to a message centre that is built on the npm package <c>smpp</c>.</summary>
public sealed class NodeCentreTests(Wire wire) : IClassFixture<Wire>
{
    private static readonly Address Us = Address.Parse("ACME");
    private static readonly Address Them = Address.Parse("+447700900123");

    public static TheoryData<string, TextOptions> Texts => new()
    {
        { "plain ASCII", new TextOptions() },
        { "GSM: @£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ and from its extension €[]{}~|\\^", new TextOptions() },
        { "UCS-2: Привет, 世界 𝄞", new TextOptions() },
        { "Latin-1: naïve façade", new TextOptions { Encoding = TextEncoding.Latin1 } },
        { Long("eight-bit reference "), new TextOptions() },
        { Long("sixteen-bit reference € "), new TextOptions { Concatenation = ConcatenationMode.Header16 } },
        { Long("Длинный текст "), new TextOptions() },
        { Long("by sar_ TLVs "), new TextOptions { Concatenation = ConcatenationMode.Sar } },
        { Long("in one payload "), new TextOptions { Concatenation = ConcatenationMode.Payload } },
    };

    [Theory]
    [InlineData(BindMode.Transmitter, "bind_transmitter")]
    [InlineData(BindMode.Receiver, "bind_receiver")]
    [InlineData(BindMode.Transceiver, "bind_transceiver")]
    public async Task The_client_binds_in_each_mode_and_unbinds(BindMode mode, string command)
    {
        await using var centre = await NodePeer.ListenAsync(wire.Port());
        var options = OptionsFor(centre);
        options.Mode = mode;
        options.SystemType = "VMA";
        await using (await SmppClient.ConnectAsync(options))
        {
            var bind = await centre.ReceivedAsync(command);
            Decoded.AssertSame(
                new Bind(mode switch
                {
                    BindMode.Transmitter => CommandId.BindTransmitter,
                    BindMode.Receiver => CommandId.BindReceiver,
                    _ => CommandId.BindTransceiver,
                })
                {
                    SystemId = "esme", Password = "secret08", SystemType = "VMA", InterfaceVersion = InterfaceVersion.V34,
                },
                bind);
        }
        await centre.ReceivedAsync("unbind");
        await centre.ClosedAsync();
    }

    [Fact]
    public async Task A_pool_keeps_a_transmitter_and_a_receiver()
    {
        await using var centre = await NodePeer.ListenAsync(wire.Port());
        using var heartbeat = new Heartbeat(TimeProvider.System);
        await using var pool = new BindPool(OptionsOf(centre), RecordingHandler.Accepting(), heartbeat, NullLogger.Instance);
        pool.Start();

        await centre.ReceivedAsync("bind_transmitter");
        await centre.ReceivedAsync("bind_receiver");
        await Until.Async(() => pool.Binds.All(bind => bind.Session is { State.IsBound: true }));
        await pool.StopAsync();
        await centre.ReceivedAsync("unbind");
        await centre.ReceivedAsync("unbind");
    }

    [Fact]
    public async Task A_bare_session_submits_and_a_refused_bind_says_why()
    {
        await using var centre = await NodePeer.ListenAsync(wire.Port());
        var endPoint = OptionsOf(centre).EndPoint;
        var bind = new Bind(CommandId.BindTransceiver) { SystemId = "esme", Password = "secret08" };
        await centre.AnswerAsync("bind_transceiver", new { command_status = (uint)CommandStatus.InvalidPassword });

        var refused = await Assert.ThrowsAsync<SmppBindException>(
            () => BoundSession.ConnectAsync(endPoint, bind, RecordingHandler.Accepting()));
        await using var bound = await BoundSession.ConnectAsync(endPoint, bind, RecordingHandler.Accepting());
        var response = await bound.SubmitAsync(new SubmitSm { Destination = Them, ShortMessage = "bare"u8.ToArray() });

        Assert.Equal(CommandStatus.InvalidPassword, refused.Status);
        Assert.Equal("npm-1", response.MessageId);
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task A_text_is_read_as_it_was_sent(string text, TextOptions textOptions)
    {
        await using var centre = await NodePeer.ListenAsync(wire.Port());
        await using var client = await SmppClient.ConnectAsync(OptionsFor(centre));

        var sent = await client.SendTextAsync(new SubmitSm { Source = Us, Destination = Them }, text, textOptions);

        Assert.Equal(Enumerable.Range(1, sent.Parts.Count).Select(number => $"npm-{number}"), sent.MessageIds);
        var read = new StringBuilder();
        foreach (var part in sent.Parts)
        {
            var pdu = await centre.ReceivedAsync("submit_sm");
            Decoded.AssertSame(part.Message, pdu);
            read.Append((pdu.TryGetProperty("message_payload", out var payload) ? payload : pdu.GetProperty("short_message"))
                .GetProperty("message").GetString());
        }
        Assert.Equal(text, read.ToString());
    }

    [Fact]
    public async Task Every_field_of_a_submit_arrives()
    {
        await using var centre = await NodePeer.ListenAsync(wire.Port());
        await using var client = await SmppClient.ConnectAsync(OptionsFor(centre));
        var message = new SubmitSm
        {
            ServiceType = "CMT",
            Source = Us,
            Destination = Them,
            EsmClass = EsmClass.StoreAndForward,
            ProtocolId = 0x41,
            PriorityFlag = 3,
            ScheduleDeliveryTime = "301231235959000+",
            ValidityPeriod = "310101120000032-",
            RegisteredDelivery = RegisteredDelivery.FailureOnly,
            ReplaceIfPresent = 1,
            DataCoding = DataCoding.Octets8,
            DefaultMessageId = 7,
            ShortMessage = new byte[] { 0, 1, 2, 0xFE, 0xFF },
            Tlvs = new TlvList()
                .Set(StandardTlv.UserMessageReference, (ushort)0xBEEF)
                .Set(StandardTlv.SourcePort, (ushort)9200)
                .Set(StandardTlv.QosTimeToLive, 86_400u)
                .Add((TlvTag)0x1400, "vendor"u8),
        };

        Assert.Equal("npm-1", (await client.SubmitAsync(message)).MessageId);
        Decoded.AssertSame(message, await centre.ReceivedAsync("submit_sm"));
    }

    [Fact]
    public async Task The_other_operations_are_understood_both_ways()
    {
        await using var centre = await NodePeer.ListenAsync(wire.Port());
        await using var client = await SmppClient.ConnectAsync(OptionsFor(centre));
        var query = new QuerySm { MessageId = "npm-1", Source = Us };
        var cancel = new CancelSm { ServiceType = "CMT", MessageId = "npm-1", Source = Us, Destination = Them };
        var replace = new ReplaceSm
        {
            MessageId = "npm-1", Source = Us, ValidityPeriod = "310101120000000+", RegisteredDelivery = RegisteredDelivery.SuccessOrFailure,
            DefaultMessageId = 1, ShortMessage = "replaced"u8.ToArray(),
        };
        var multi = new SubmitMulti
        {
            Source = Us, Destinations = [Them, new MultiDestination("everybody")], ShortMessage = "to many"u8.ToArray(),
        };
        var data = new DataSm { Source = Us, Destination = Them, MessagePayload = "data"u8.ToArray() };
        await centre.AnswerAsync(
            "query_sm", new { message_id = "npm-1", final_date = "260101120000000+", message_state = 5, error_code = 9 });
        await centre.AnswerAsync("submit_multi", new
        {
            message_id = "npm-multi",
            unsuccess_sme = new[]
            {
                new { dest_addr_ton = 1, dest_addr_npi = 1, destination_addr = "447700900123", error_status_code = 11 },
            },
        });
        await centre.AnswerAsync("cancel_sm", new { }, new { command_status = (uint)CommandStatus.CancelFailed });

        var queried = await client.QueryAsync(query);
        var many = await client.SubmitMultiAsync(multi);
        await client.CancelAsync(cancel);
        var refused = await Assert.ThrowsAsync<SmppStatusException>(() => client.CancelAsync(cancel));
        await client.ReplaceAsync(replace);
        var sent = await client.SendDataAsync(data);

        Assert.Equal(
            ("npm-1", "260101120000000+", MessageState.Undeliverable, (byte)9),
            (queried.MessageId, queried.FinalDate, queried.MessageState, queried.ErrorCode));
        Assert.Equal("npm-multi", many.MessageId);
        Assert.Equal([new UnsuccessSme(Them, CommandStatus.InvalidDestinationAddress)], many.Unsuccessful);
        Assert.Equal(CommandStatus.CancelFailed, refused.Status);
        Assert.Equal("npm-1", sent.MessageId);
        foreach (Pdu pdu in new Pdu[] { query, multi, cancel, cancel, replace, data })
            Decoded.AssertSame(pdu, await centre.ReceivedAsync(pdu.Id.Name));
    }

    [Fact]
    public async Task A_receipt_finds_its_message()
    {
        await using var centre = await NodePeer.ListenAsync(wire.Port());
        var options = OptionsFor(centre);
        options.RegisteredDelivery = RegisteredDelivery.SuccessOrFailure;
        await using var client = await SmppClient.ConnectAsync(options);
        var sent = await client.SendAsync("ACME", "+447700900123", "with a receipt");

        var (delivered, response) = await centre.RequestAsync("deliver_sm", new
        {
            source_addr_ton = 1, source_addr_npi = 1, source_addr = "447700900123", dest_addr_ton = 5, destination_addr = "ACME",
            esm_class = 4, receipted_message_id = "npm-1", message_state = 2,
            short_message = "id:npm-1 sub:001 dlvrd:001 submit date:2601011200 done date:2601011201 stat:DELIVRD err:000 text:with",
        });
        var receipt = await FirstAsync(client.Receipts);

        Assert.Equal(0, response.GetProperty("command_status").GetInt32());
        Assert.Equal((sent, MessageState.Delivered), (receipt.Message, receipt.State));
        Decoded.AssertSame(receipt.Pdu, delivered);
    }

    [Fact]
    public async Task Messages_from_handsets_arrive_and_long_ones_are_put_together()
    {
        await using var centre = await NodePeer.ListenAsync(wire.Port());
        await using var client = await SmppClient.ConnectAsync(OptionsFor(centre));
        string[] texts = ["GSM € [1]", "Привет 𝄞", "in two parts"];

        var gsm = await DeliverAsync(centre, texts[0]);
        var ucs2 = await DeliverAsync(centre, texts[1]);
        var second = await DeliverAsync(centre, new { udh = NodePeer.Octets([5, 0, 3, 9, 2, 2]), message = "two parts" });
        var first = await DeliverAsync(centre, new { udh = NodePeer.Octets([5, 0, 3, 9, 2, 1]), message = "in " });

        foreach (string text in texts)
        {
            var message = await FirstAsync(client.Messages);
            Assert.Equal(text, message.Text);
            Assert.All(
                message.Parts.Zip(text == texts[0] ? [gsm] : text == texts[1] ? [ucs2] : new[] { first, second }),
                pair => Decoded.AssertSame(pair.First, pair.Second));
        }
    }

    [Fact]
    public async Task Each_side_answers_the_other_s_enquire_link()
    {
        await using var centre = await NodePeer.ListenAsync(wire.Port());
        var options = OptionsFor(centre);
        options.EnquireLink = TimeSpan.FromMilliseconds(200);
        await using var client = await SmppClient.ConnectAsync(options);

        await centre.ReceivedAsync("enquire_link");
        await centre.ReceivedAsync("enquire_link");
        var (_, response) = await centre.RequestAsync("enquire_link");

        Assert.Equal(0, response.GetProperty("command_status").GetInt32());
        Assert.True(client.IsBound);
    }

    [Fact]
    public async Task A_command_that_no_specification_knows_is_answered_generic_nack()
    {
        await using var centre = await NodePeer.ListenAsync(wire.Port());
        await using var client = await SmppClient.ConnectAsync(OptionsFor(centre));

        centre.Write([0, 0, 0, 16, 0, 0, 0x77, 0x77, 0, 0, 0, 0, 0, 0, 0x12, 0x34]);
        await centre.AnswerAsync("submit_sm", new { nack = (uint)CommandStatus.InvalidCommandId });
        var refused = await client.SubmitAsync(new SubmitSm { Destination = Them });
        var accepted = await client.SubmitAsync(new SubmitSm { Destination = Them });

        Assert.Equal((SubmitOutcome.Rejected, CommandStatus.InvalidCommandId), (refused.Outcome, refused.Status));
        Assert.True(accepted.IsAccepted);
        var nack = await centre.OtherResponseAsync("generic_nack");
        Assert.Equal(0x1234, nack.GetProperty("sequence_number").GetInt32());
        Assert.Equal((int)CommandStatus.InvalidCommandId, nack.GetProperty("command_status").GetInt32());
    }

    [Theory]
    [InlineData(CommandStatus.Throttled)]
    [InlineData(CommandStatus.MessageQueueFull)]
    public async Task A_centre_that_has_enough_for_now_gets_the_rest_later(CommandStatus status)
    {
        await using var centre = await NodePeer.ListenAsync(wire.Port());
        await using var client = await SmppClient.ConnectAsync(OptionsFor(centre));
        await centre.AnswerAsync("submit_sm", new { command_status = (uint)status });

        var refused = await client.SubmitAsync(new SubmitSm { Destination = Them });
        var accepted = await client.SubmitAsync(new SubmitSm { Destination = Them });

        Assert.Equal((status, RetryClass.Throttled), (refused.Status, refused.Retry));
        Assert.True(accepted.IsAccepted);
    }

    [Fact]
    public async Task A_centre_that_unbinds_is_answered_and_bound_again()
    {
        await using var centre = await NodePeer.ListenAsync(wire.Port());
        await using var client = await SmppClient.ConnectAsync(OptionsFor(centre));
        await centre.ReceivedAsync("bind_transceiver");

        var (_, response) = await centre.RequestAsync("unbind");
        await centre.ReceivedAsync("bind_transceiver");

        Assert.Equal(0, response.GetProperty("command_status").GetInt32());
        Assert.True((await client.SendAsync("ACME", "+447700900123", "after it")).IsAccepted);
    }

    [Fact]
    public async Task A_centre_that_cuts_the_connection_leaves_the_outcome_unknown_and_is_bound_again()
    {
        await using var centre = await NodePeer.ListenAsync(wire.Port());
        await using var client = await SmppClient.ConnectAsync(OptionsFor(centre));
        await centre.AnswerAsync("submit_sm", new { silent = true }, new { end = true });

        var results = await Task.WhenAll(
            client.SubmitAsync(new SubmitSm { Destination = Them }).AsTask(),
            client.SubmitAsync(new SubmitSm { Destination = Them }).AsTask());
        var after = await client.SubmitAsync(new SubmitSm { Destination = Them });

        Assert.All(results, result => Assert.Equal(SubmitOutcome.Unknown, result.Outcome));
        Assert.True(after.IsAccepted);
    }

    [Fact]
    public async Task An_outbind_is_answered_with_a_bind_for_receiving()
    {
        using var heartbeat = new Heartbeat(TimeProvider.System);
        var handler = RecordingHandler.Accepting();
        await using var listener = new OutbindListener(
            new OutbindListenerOptions
            {
                Name = "outbind", EndPoint = new(System.Net.IPAddress.Loopback, wire.Port()), CentreSystemId = "npm",
                CentrePassword = "knock", SystemId = "esme", Password = "secret08",
            },
            handler, heartbeat, NullLogger.Instance);
        listener.Start();
        await using var centre = await NodePeer.ConnectAsync(listener.EndPoint.Port);

        centre.Send("outbind", new { system_id = "npm", password = "knock" });
        await centre.ReceivedAsync("bind_receiver");
        await DeliverAsync(centre, "held for you");

        Assert.Equal("held for you", Assert.Single(handler.Texts));
    }

    private static string Long(string sentence) => string.Concat(Enumerable.Range(1, 30).Select(number => $"{number} {sentence}"));

    private static SmppClientOptions OptionsFor(NodePeer centre) => new()
    {
        Host = GatewayAndCarrier.Host,
        Port = centre.Port,
        SystemId = "esme",
        Password = "secret08",
        ReconnectMin = TimeSpan.FromMilliseconds(100),
    };

    private static BindPoolOptions OptionsOf(NodePeer centre) => new()
    {
        Name = "npm",
        EndPoint = new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, centre.Port),
        SystemId = "esme",
        Password = "secret08",
        Mode = BindMode.Pair,
    };

    private static async Task<System.Text.Json.JsonElement> DeliverAsync(NodePeer centre, object text)
    {
        var (sent, response) = await centre.RequestAsync("deliver_sm", new
        {
            source_addr_ton = 1, source_addr_npi = 1, source_addr = "447700900123", destination_addr = "4477", short_message = text,
            // Unless told, it writes GSM 7-bit and calls it IA5 (docs/interop.md).
            data_coding = text is string words ? (int)MessageText.DataCodingOf(MessageText.Choose(words)) : 0,
        });
        Assert.Equal(0, response.GetProperty("command_status").GetInt32());
        return sent;
    }

    private static async Task<T> FirstAsync<T>(IAsyncEnumerable<T> items)
    {
        await foreach (var item in items)
            return item;
        throw new InvalidOperationException("The client was disposed.");
    }
}
