using System.Collections.Concurrent;
using System.Text.Json;
using Shared;
using Smpp.Protocol;
using Smpp.Server;
using Smpp.Session;

namespace Interop.Node;

/// <summary>An application that is built on the npm package <c>smpp</c>, bound to our message centre.</summary>
public sealed class NodeEsmeTests(Wire wire) : IClassFixture<Wire>
{
    private static readonly Address Them = Address.Parse("+447700900123");

    public static TheoryData<string, object, int> Texts => new()
    {
        { "GSM: @£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ €[]{}~|^", "GSM: @£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ €[]{}~|^", 0 },
        { "Latin-1: naïve façade", "Latin-1: naïve façade", 3 },
        { "UCS-2: Привет, 世界 𝄞", "UCS-2: Привет, 世界 𝄞", 8 },
        { "part", new { udh = NodePeer.Octets([5, 0, 3, 7, 2, 1]), message = "part" }, 0 },
        { "часть", new { udh = NodePeer.Octets([6, 8, 4, 1, 2, 2, 1]), message = "часть" }, 8 },
        { "00ff10", new { message = NodePeer.Octets([0, 0xFF, 0x10]) }, 4 },
    };

    [Theory]
    [InlineData("bind_transmitter", 0x34)]
    [InlineData("bind_receiver", 0x34)]
    [InlineData("bind_transceiver", 0x34)]
    [InlineData("bind_transceiver", 0x33)]
    [InlineData("bind_transceiver", 0x50)]
    public async Task It_binds_in_each_mode_and_version_and_unbinds(string command, int version)
    {
        var binds = new ConcurrentQueue<Bind>();
        var ends = new ConcurrentQueue<SessionEnd>();
        await using var centre = Centre().OnBound(session => binds.Enqueue(session.Bind)).OnEnded((_, end) => ends.Enqueue(end)).Start();
        await using var esme = await NodePeer.ConnectAsync(centre.EndPoint.Port);

        var (sent, response) = await esme.RequestAsync(command, new
        {
            system_id = "esme", password = "secret08", system_type = "VMA", interface_version = version, addr_ton = 1, addr_npi = 1,
            address_range = "^4477",
        });
        var (_, unbound) = await esme.RequestAsync("unbind");
        await Until.Async(() => !ends.IsEmpty);

        Decoded.AssertSame(Assert.Single(binds), sent);
        Assert.Equal((0, "centre"), (StatusOf(response), response.GetProperty("system_id").GetString()));
        Assert.Equal(version >= 0x34, response.TryGetProperty("sc_interface_version", out var ours) && ours.GetInt32() == 0x34);
        Assert.Equal(0, StatusOf(unbound));
        Assert.Equal(SessionEndReason.Unbound, Assert.Single(ends).Reason);
    }

    [Fact]
    public async Task A_refused_bind_says_why()
    {
        await using var centre = Centre().Start();
        await using var esme = await NodePeer.ConnectAsync(centre.EndPoint.Port);

        var (_, response) = await esme.RequestAsync("bind_transceiver", new { system_id = "esme", password = "wrong" });
        await esme.ClosedAsync();

        Assert.Equal((int)CommandStatus.InvalidPassword, StatusOf(response));
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task A_text_is_read_as_it_was_sent(string text, object message, int dataCoding)
    {
        var submits = new ConcurrentQueue<SubmitSm>();
        await using var centre = Centre().OnSubmit((request, _) => new(Taken(submits, request.Pdu))).Start();
        await using var esme = await BoundAsync(centre);

        var (sent, response) = await esme.RequestAsync("submit_sm", new
        {
            source_addr_ton = 5, source_addr = "ACME", dest_addr_ton = 1, dest_addr_npi = 1, destination_addr = "447700900123",
            data_coding = dataCoding, short_message = message,
        });

        Assert.Equal((0, "id-1"), (StatusOf(response), response.GetProperty("message_id").GetString()));
        var submit = Assert.Single(submits);
        Decoded.AssertSame(submit, sent);
        Assert.Equal(text, submit.Text);
    }

    [Fact]
    public async Task Long_texts_arrive_whole_by_sar_and_by_payload()
    {
        var submits = new ConcurrentQueue<SubmitSm>();
        await using var centre = Centre().OnSubmit((request, _) => new(Taken(submits, request.Pdu))).Start();
        await using var esme = await BoundAsync(centre);
        string text = string.Concat(Enumerable.Repeat("Длинный текст ", 40));

        var (payload, _) = await esme.RequestAsync("submit_sm", new
        {
            destination_addr = "447700900123", data_coding = 8, message_payload = new { message = text },
        });
        var (first, _) = await esme.RequestAsync("submit_sm", Part(1, "one "));
        var (second, _) = await esme.RequestAsync("submit_sm", Part(2, "two"));

        Assert.Equal([text, "one ", "two"], submits.Select(submit => submit.Text));
        Assert.All(submits.Zip([payload, first, second]), pair => Decoded.AssertSame(pair.First, pair.Second));

        static object Part(int number, string part) => new
        {
            destination_addr = "447700900123", data_coding = 0, short_message = part, sar_msg_ref_num = 77, sar_total_segments = 2,
            sar_segment_seqnum = number,
        };
    }

    [Fact]
    public async Task Every_field_of_a_submit_arrives()
    {
        var submits = new ConcurrentQueue<SubmitSm>();
        await using var centre = Centre().OnSubmit((request, _) => new(Taken(submits, request.Pdu))).Start();
        await using var esme = await BoundAsync(centre);

        var (sent, _) = await esme.RequestAsync("submit_sm", new
        {
            service_type = "CMT", source_addr_ton = 5, source_addr_npi = 0, source_addr = "ACME", dest_addr_ton = 2, dest_addr_npi = 8,
            destination_addr = "07700900123", esm_class = 3, protocol_id = 0x41, priority_flag = 3,
            schedule_delivery_time = "301231235959000+", validity_period = "310101120000032-", registered_delivery = 2,
            replace_if_present_flag = 1, data_coding = 0xF5, sm_default_msg_id = 7, short_message = NodePeer.Octets([0, 1, 2, 0xFE]),
            user_message_reference = 0xBEEF, source_port = 9200, qos_time_to_live = 86_400,
            callback_num = new[] { new { digit_mode = 1, ton = 1, npi = 1, number = "447700900999" } }, privacy_indicator = 2,
        });

        var submit = Assert.Single(submits);
        Decoded.AssertSame(submit, sent);
        Assert.Equal((ushort)0xBEEF, submit.Tlvs.TryGet(StandardTlv.UserMessageReference, out ushort reference) ? reference : 0);
    }

    [Fact]
    public async Task The_other_operations_are_understood_both_ways()
    {
        var requests = new ConcurrentQueue<Pdu>();
        var multi = new SubmitMultiResp { MessageId = "id-multi", Unsuccessful = [new UnsuccessSme(Them, CommandStatus.MessageQueueFull)] };
        var queried = new QuerySmResp
        {
            MessageId = "id-1", FinalDate = "260101120000000+", MessageState = MessageState.Undeliverable, ErrorCode = 9,
        };
        await using var centre = Centre()
            .OnSubmitMulti((request, _) => Answer<SubmitMultiResp>(request.Pdu, multi))
            .OnQuery((request, _) => Answer<QuerySmResp>(request.Pdu, queried))
            .OnData((request, _) => Answer<DataSmResp>(request.Pdu, new DataSmResp { MessageId = "id-data" }))
            .OnReplace((request, _) => Status(request.Pdu, CommandStatus.Ok))
            .OnCancel((request, _) => Status(request.Pdu, CommandStatus.CancelFailed))
            .Start();
        await using var esme = await BoundAsync(centre);
        var source = new { source_addr_ton = 5, source_addr_npi = 0, source_addr = "ACME" };

        (JsonElement Sent, JsonElement Response)[] exchanges =
        [
            await esme.RequestAsync("submit_multi", new
            {
                source.source_addr_ton, source.source_addr, data_coding = 0, short_message = "to many",
                dest_address = new object[]
                {
                    new { dest_addr_ton = 1, dest_addr_npi = 1, destination_addr = "447700900123" }, new { dl_name = "everybody" },
                },
            }),
            await esme.RequestAsync("query_sm", new { message_id = "id-1", source.source_addr_ton, source.source_addr }),
            await esme.RequestAsync("data_sm", new
            {
                source.source_addr_ton, source.source_addr, destination_addr = "447700900123", data_coding = 8,
                message_payload = new { message = "данные" },
            }),
            await esme.RequestAsync("replace_sm", new
            {
                message_id = "id-1", source.source_addr_ton, source.source_addr, validity_period = "310101120000000+",
                registered_delivery = 1, sm_default_msg_id = 1, short_message = NodePeer.Octets("replaced"u8),
            }),
            await esme.RequestAsync("cancel_sm", new
            {
                service_type = "CMT", message_id = "id-1", source.source_addr_ton, source.source_addr, dest_addr_ton = 1,
                dest_addr_npi = 1, destination_addr = "447700900123",
            }),
        ];

        Assert.All(requests.Zip(exchanges), pair => Decoded.AssertSame(pair.First, pair.Second.Sent));
        Decoded.AssertSame(multi, exchanges[0].Response);
        Decoded.AssertSame(queried, exchanges[1].Response);
        Assert.Equal("id-data", exchanges[2].Response.GetProperty("message_id").GetString());
        Assert.Equal([0, 0, 0, 0, (int)CommandStatus.CancelFailed], exchanges.Select(exchange => StatusOf(exchange.Response)));

        ValueTask<Reply<T>> Answer<T>(Pdu request, T response) where T : Pdu
        {
            requests.Enqueue(request);
            return new(response);
        }

        ValueTask<CommandStatus> Status(Pdu request, CommandStatus status)
        {
            requests.Enqueue(request);
            return new(status);
        }
    }

    [Fact]
    public async Task What_the_centre_sends_is_read_as_it_was_sent_and_its_answers_come_back()
    {
        await using var centre = Centre().Start();
        await using var esme = await BoundAsync(centre);
        var session = centre.FindReceiver("esme");
        Assert.NotNull(session);
        DeliverSm[] messages =
        [
            new() { Source = Them, Destination = Address.Parse("12345"), ShortMessage = MessageText.Encode("GSM €", TextEncoding.Gsm7) },
            new()
            {
                Source = Them, Destination = Address.Parse("12345"), DataCoding = DataCoding.Ucs2, EsmClass = EsmClass.UserDataHeader,
                ShortMessage = new byte[] { 5, 0, 3, 1, 2, 1, 0x04, 0x1F },
            },
            new()
            {
                Source = Them, Destination = Address.Parse("12345"), DataCoding = DataCoding.Ucs2,
                Tlvs = new TlvList().Set(StandardTlv.MessagePayload, MessageText.Encode(new string('Д', 300), TextEncoding.Ucs2)),
            },
        ];
        var data = new DataSm { Source = Them, Destination = Address.Parse("12345"), MessagePayload = "data"u8.ToArray() };
        var alert = new AlertNotification { Source = Them, Esme = Address.Parse("12345") };

        foreach (var message in messages)
        {
            Assert.Equal(CommandStatus.Ok, await session.DeliverAsync(message));
            Decoded.AssertSame(message, await esme.ReceivedAsync("deliver_sm"));
        }
        Assert.Equal(CommandStatus.Ok, await session.SendDataAsync(data));
        Decoded.AssertSame(data, await esme.ReceivedAsync("data_sm"));
        Assert.True(session.Alert(alert));
        Decoded.AssertSame(alert, await esme.ReceivedAsync("alert_notification"));

        await esme.AnswerAsync("deliver_sm", new { command_status = (uint)CommandStatus.ReceiverTemporaryError }, new { nack = 8u });
        Assert.Equal(CommandStatus.ReceiverTemporaryError, await session.DeliverAsync(messages[0]));
        Assert.Equal(CommandStatus.SystemError, await session.DeliverAsync(messages[0]));
    }

    [Fact]
    public async Task A_receipt_has_the_id_of_the_response()
    {
        await using var centre = Centre().OnSubmit((request, _) => new(
            Reply<SubmitSmResp>.FromResponse(new SubmitSmResp { MessageId = "id-1" }).Then(
                async ended => await request.Session.DeliverReceiptAsync(request.Pdu, "id-1", MessageState.Delivered, ended)))).Start();
        await using var esme = await BoundAsync(centre);

        var (_, response) = await esme.RequestAsync("submit_sm", new { destination_addr = "447700900123", registered_delivery = 1 });
        var receipt = await esme.ReceivedAsync("deliver_sm");

        string id = response.GetProperty("message_id").GetString()!;
        Assert.Equal(id, receipt.GetProperty("receipted_message_id").GetString());
        Assert.Equal((4, 2), (receipt.GetProperty("esm_class").GetInt32(), receipt.GetProperty("message_state").GetInt32()));
        string text = receipt.GetProperty("short_message").GetProperty("message").GetString()!;
        Assert.StartsWith($"id:{id} sub:001 dlvrd:001 ", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_side_answers_the_other_s_enquire_link_and_the_centre_s_unbind()
    {
        var timers = SessionOptions.Default with { EnquireLink = TimeSpan.FromMilliseconds(200) };
        var centre = Centre(new MessageCentreOptions { Session = timers }).Start();
        await using var esme = await BoundAsync(centre);

        await esme.ReceivedAsync("enquire_link");
        var (_, answered) = await esme.RequestAsync("enquire_link");
        await esme.ReceivedAsync("enquire_link");
        var end = await Assert.Single(centre.Sessions).UnbindAsync();
        await esme.ReceivedAsync("unbind");
        await esme.ClosedAsync();
        await centre.DisposeAsync();

        Assert.Equal(0, StatusOf(answered));
        Assert.Equal(SessionEndReason.Unbound, end.Reason);
    }

    [Fact]
    public async Task What_has_no_handler_or_no_specification_is_refused_and_the_session_goes_on()
    {
        await using var centre = Centre().Start();
        await using var esme = await BoundAsync(centre);

        var (_, refused) = await esme.RequestAsync("submit_sm", new { destination_addr = "447700900123" });
        esme.Write([0, 0, 0, 16, 0, 0, 0x77, 0x77, 0, 0, 0, 0, 0, 0, 0x12, 0x34]);
        var nack = await esme.OtherResponseAsync("generic_nack");
        var (_, answered) = await esme.RequestAsync("enquire_link");

        Assert.Equal((int)CommandStatus.InvalidCommandId, StatusOf(refused));
        Assert.Equal((int)CommandStatus.InvalidCommandId, StatusOf(nack));
        Assert.Equal(0x1234, nack.GetProperty("sequence_number").GetInt32());
        Assert.Equal(0, StatusOf(answered));
    }

    [Fact]
    public async Task An_application_that_is_gone_while_its_submit_is_handled_leaves_nothing_behind()
    {
        var cancelled = new TaskCompletionSource();
        var ends = new ConcurrentQueue<SessionEnd>();
        await using var centre = Centre()
            .OnSubmit(async (_, ended) =>
            {
                await using var registration = ended.Register(() => cancelled.TrySetResult());
                await cancelled.Task.InTime();
                return CommandStatus.SystemError;
            })
            .OnEnded((_, end) => ends.Enqueue(end))
            .Start();
        await using var esme = await BoundAsync(centre);

        esme.Send("submit_sm", new { destination_addr = "447700900123" });
        await Until.Async(() => Assert.Single(centre.Sessions).Session.InboundOutstanding == 1);
        esme.End();
        await cancelled.Task.InTime();
        await Until.Async(() => centre.Sessions.Count == 0 && ends.Count == 1);
    }

    private static int StatusOf(JsonElement pdu) => pdu.GetProperty("command_status").GetInt32();

    private static Reply<SubmitSmResp> Taken(ConcurrentQueue<SubmitSm> submits, SubmitSm submit)
    {
        submits.Enqueue(submit);
        return new SubmitSmResp { MessageId = $"id-{submits.Count}" };
    }

    private MessageCentre Centre(MessageCentreOptions? options = null)
    {
        options ??= new MessageCentreOptions();
        options.Address = GatewayAndCarrier.Host;
        options.Port = wire.Port();
        return new MessageCentre(options).OnBind(
            request => request is { SystemId: "esme", Password: "secret08" } ? CommandStatus.Ok : CommandStatus.InvalidPassword);
    }

    private static async Task<NodePeer> BoundAsync(MessageCentre centre)
    {
        var esme = await NodePeer.ConnectAsync(centre.EndPoint.Port);
        var (_, response) = await esme.RequestAsync(
            "bind_transceiver", new { system_id = "esme", password = "secret08", interface_version = 0x34 });
        Assert.Equal(0, StatusOf(response));
        return esme;
    }
}
