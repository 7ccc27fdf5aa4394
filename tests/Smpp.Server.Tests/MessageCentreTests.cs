using Shared;
using Smpp.Protocol;
using Smpp.Session;
using static Smpp.Server.Tests.CentreRig;

namespace Smpp.Server.Tests;

public class MessageCentreTests
{
    [Fact]
    public async Task A_submit_gets_what_its_handler_returns()
    {
        await using var centre = Accepting().OnSubmit(async (request, _) =>
        {
            await Task.Yield();
            if (request.Pdu.Text == "bad")
                return CommandStatus.InvalidDestinationAddress;
            return new SubmitSmResp { MessageId = $"{request.SystemId}-{request.Pdu.Text}" };
        });
        await using var esme = await BindAsync(centre);
        await esme.SendAsync(Hello);
        Assert.Equal("demo-hello", (await esme.ExpectAsync<SubmitSmResp>()).Pdu.MessageId);

        await esme.SendAsync(Hello with { Text = "bad" });
        var refused = await esme.ExpectAsync(CommandId.SubmitSmResp);
        Assert.Equal((CommandStatus.InvalidDestinationAddress, PduHeader.Size), (refused.Status, (int)refused.Header.Length));
    }

    [Fact]
    public async Task A_bind_is_accepted_or_refused_by_its_handler_and_refused_without_one()
    {
        await using var centre = Accepting();
        var stranger = Connect(centre);
        await stranger.SendAsync(Transceiver with { Password = "guess" });
        Assert.Equal(CommandStatus.InvalidPassword, (await stranger.ExpectAsync(CommandId.BindTransceiverResp)).Status);
        await stranger.ExpectEndAsync();

        await using var silent = new MessageCentre(new MessageCentreOptions { Port = 0 });
        var esme = Connect(silent);
        await esme.SendAsync(Transceiver);
        Assert.Equal(CommandStatus.BindFailed, (await esme.ExpectAsync(CommandId.BindTransceiverResp)).Status);
    }

    [Fact]
    public async Task A_decision_about_a_bind_is_cancelled_when_its_session_ends()
    {
        var asked = new TaskCompletionSource();
        var cancelled = new TaskCompletionSource();
        await using var centre = Accepting().OnBind(async (_, ended) =>
        {
            using var registration = ended.Register(cancelled.SetResult);
            asked.SetResult();
            await cancelled.Task;
            return CommandStatus.Ok;
        });
        await using var esme = Connect(centre);
        await esme.SendAsync(Transceiver);
        await asked.Task.InTime();
        await centre.StopAsync();

        await cancelled.Task.InTime();
    }

    [Fact]
    public async Task What_has_no_handler_is_refused_in_its_own_response()
    {
        await using var centre = Accepting();
        await using var esme = await BindAsync(centre);
        Pdu[] requests =
        [
            Hello, new SubmitMulti { Destinations = [Address.Parse("1")] }, new QuerySm { MessageId = "1" },
            new CancelSm { MessageId = "1" }, new ReplaceSm { MessageId = "1" }, new DataSm { MessagePayload = "x"u8.ToArray() },
        ];
        foreach (var request in requests)
        {
            await esme.SendAsync(request);
            Assert.Equal(CommandStatus.InvalidCommandId, (await esme.ExpectAsync(request.Id.Response)).Status);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_handler_that_throws_is_a_system_error_and_the_session_goes_on_even_if_the_log_fails_too(bool logFails)
    {
        int calls = 0;
        await using var centre = Accepting(options =>
        {
            if (logFails)
                options.LoggerFactory = new OneLogger(new ThrowingLogger(2101));
            options.HandlersPerSession = 1;
        }).OnSubmit((_, _) => ++calls == 1
            ? throw new InvalidOperationException("broken on purpose")
            : new(new SubmitSmResp { MessageId = "2" }));
        await using var esme = await BindAsync(centre);
        await esme.SendAsync(Hello);
        Assert.Equal(CommandStatus.SystemError, (await esme.ExpectAsync(CommandId.SubmitSmResp)).Status);

        await esme.SendAsync(Hello);
        Assert.Equal("2", (await esme.ExpectAsync<SubmitSmResp>()).Pdu.MessageId);
    }

    [Fact]
    public async Task A_listener_of_spans_that_fails_costs_neither_an_answer_nor_the_next_request()
    {
        // It hears all tests that run at once, and must fail for this one alone.
        using var traces = new System.Diagnostics.ActivityListener
        {
            ShouldListenTo = source => source.Name == "Smpp.Server",
            Sample = (ref System.Diagnostics.ActivityCreationOptions<System.Diagnostics.ActivityContext> _) =>
                System.Diagnostics.ActivitySamplingResult.AllData,
            ActivityStopped = span =>
            {
                if (span.GetTagItem("smpp.system_id") is "listened to")
                    throw new InvalidOperationException("broken on purpose");
            },
        };
        System.Diagnostics.ActivitySource.AddActivityListener(traces);
        await using var centre = Accepting(options => options.HandlersPerSession = 1)
            .OnBind(_ => CommandStatus.Ok).OnSubmit((request, _) => new(new SubmitSmResp { MessageId = request.Pdu.Text }));
        await using var esme = await BindAsync(centre, Transceiver with { SystemId = "listened to" });
        await esme.SendAsync(Hello);
        Assert.Equal("hello", (await esme.ExpectAsync<SubmitSmResp>()).Pdu.MessageId);
        await esme.SendAsync(Hello with { Text = "next" });

        Assert.Equal("next", (await esme.ExpectAsync<SubmitSmResp>()).Pdu.MessageId);
    }

    [Fact]
    public async Task A_handler_s_time_is_measured_and_its_work_is_a_span()
    {
        var spans = new System.Collections.Concurrent.ConcurrentQueue<System.Diagnostics.Activity>();
        using var traces = new System.Diagnostics.ActivityListener
        {
            ShouldListenTo = source => source.Name == "Smpp.Server",
            Sample = (ref System.Diagnostics.ActivityCreationOptions<System.Diagnostics.ActivityContext> _) =>
                System.Diagnostics.ActivitySamplingResult.AllData,
            ActivityStopped = spans.Enqueue,
        };
        System.Diagnostics.ActivitySource.AddActivityListener(traces);
        int measured = 0;
        using var meters = new System.Diagnostics.Metrics.MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "smpp.server.handler.duration")
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        meters.SetMeasurementEventCallback<double>((_, _, tags, _) =>
        {
            if (Equals(tags[0].Value, "replace_sm") && Equals(tags[1].Value, "failed"))
                Interlocked.Increment(ref measured);
        });
        meters.Start();
        await using var centre = Accepting().OnReplace((_, _) => throw new InvalidOperationException("measured"));
        await using var esme = await BindAsync(centre);
        await esme.SendAsync(new ReplaceSm { MessageId = "1" });
        await esme.ExpectAsync(CommandId.ReplaceSmResp);

        await Until.Async(() => measured == 1);
        await Until.Async(() => spans.Any(span => span.OperationName == "process replace_sm"
            && Equals(span.GetTagItem("error.type"), "System.InvalidOperationException")));
    }

    [Fact]
    public async Task A_slow_handler_holds_up_no_answer_but_its_own()
    {
        var release = new TaskCompletionSource();
        await using var centre = Accepting().OnSubmit(async (request, _) =>
        {
            if (request.Pdu.Text == "slow")
                await release.Task;
            return new SubmitSmResp { MessageId = request.Pdu.Text };
        });
        await using var esme = await BindAsync(centre);
        uint slow = await esme.SendAsync(Hello with { Text = "slow" });
        uint fast = await esme.SendAsync(Hello with { Text = "fast" });
        Assert.Equal(fast, (await esme.ExpectAsync<SubmitSmResp>()).Sequence);
        release.SetResult();
        Assert.Equal(slow, (await esme.ExpectAsync<SubmitSmResp>()).Sequence);
    }

    [Fact]
    public async Task No_more_handlers_of_a_session_run_at_once_than_the_options_say()
    {
        int running = 0;
        int most = 0;
        await using var centre = Accepting(options => options.HandlersPerSession = 3).OnSubmit(async (_, _) =>
        {
            int now = Interlocked.Increment(ref running);
            while (most is var seen && now > seen && Interlocked.CompareExchange(ref most, now, seen) != seen)
            {
            }
            await Task.Yield();
            Interlocked.Decrement(ref running);
            return new SubmitSmResp { MessageId = "1" };
        });
        await using var esme = await BindAsync(centre);
        for (int i = 0; i < 90; i++)
            await esme.SendAsync(Hello);
        for (int i = 0; i < 90; i++)
            await esme.ExpectAsync<SubmitSmResp>();

        Assert.InRange(most, 1, 3);
    }

    [Fact]
    public async Task The_other_operations_have_their_handlers_too()
    {
        await using var centre = Accepting()
            .OnSubmitMulti((request, _) => new(new SubmitMultiResp
            {
                MessageId = "m",
                Unsuccessful = [new UnsuccessSme(request.Pdu.Destinations[1].Address, CommandStatus.InvalidDestinationAddress)],
            }))
            .OnData((request, _) => new(new DataSmResp { MessageId = $"{request.Pdu.MessagePayload.Length}" }))
            .OnQuery((request, _) => new(new QuerySmResp { MessageId = request.Pdu.MessageId, MessageState = MessageState.Enroute }))
            .OnCancel((request, _) => new(request.Pdu.MessageId == "1" ? CommandStatus.Ok : CommandStatus.CancelFailed))
            .OnReplace((_, _) => new(CommandStatus.ReplaceFailed));
        await using var esme = await BindAsync(centre);

        await esme.SendAsync(new SubmitMulti { Destinations = [Address.Parse("1"), Address.Parse("2")], Text = "x" });
        Assert.Equal("2", Assert.Single((await esme.ExpectAsync<SubmitMultiResp>()).Pdu.Unsuccessful).Destination.ToString());
        await esme.SendAsync(new DataSm { MessagePayload = "12345"u8.ToArray() });
        Assert.Equal("5", (await esme.ExpectAsync<DataSmResp>()).Pdu.MessageId);
        await esme.SendAsync(new QuerySm { MessageId = "1" });
        Assert.Equal(MessageState.Enroute, (await esme.ExpectAsync<QuerySmResp>()).Pdu.MessageState);
        await esme.SendAsync(new CancelSm { MessageId = "1" });
        Assert.Equal(CommandStatus.Ok, (await esme.ExpectAsync(CommandId.CancelSmResp)).Status);
        await esme.SendAsync(new CancelSm { MessageId = "2" });
        Assert.Equal(CommandStatus.CancelFailed, (await esme.ExpectAsync(CommandId.CancelSmResp)).Status);
        await esme.SendAsync(new ReplaceSm { MessageId = "1" });
        Assert.Equal(CommandStatus.ReplaceFailed, (await esme.ExpectAsync(CommandId.ReplaceSmResp)).Status);
    }

    [Fact]
    public async Task Broadcasts_of_v5_have_handlers()
    {
        await using var centre = Accepting(options => options.Version = InterfaceVersion.V50)
            .OnBroadcast((_, _) => new(new BroadcastSmResp { MessageId = "b" }))
            .OnQueryBroadcast((_, _) => new(CommandStatus.BroadcastQueryFailed))
            .OnCancelBroadcast((_, _) => new(CommandStatus.Ok));
        await using var esme = await BindAsync(centre, Transceiver with { InterfaceVersion = InterfaceVersion.V50 });
        await esme.SendAsync(new BroadcastSm
        {
            Tlvs = new TlvList()
                .Set(StandardTlv.BroadcastAreaIdentifier, new BroadcastArea(0, "here"))
                .Set(StandardTlv.BroadcastContentType, new BroadcastContentType(0, 0))
                .Set(StandardTlv.BroadcastRepNum, (ushort)1)
                .Set(StandardTlv.BroadcastFrequencyInterval, new BroadcastFrequencyInterval(8, 1)),
        });
        Assert.Equal("b", (await esme.ExpectAsync<BroadcastSmResp>()).Pdu.MessageId);
        await esme.SendAsync(new QueryBroadcastSm { MessageId = "b" });
        Assert.Equal(CommandStatus.BroadcastQueryFailed, (await esme.ExpectAsync(CommandId.QueryBroadcastSmResp)).Status);
        await esme.SendAsync(new CancelBroadcastSm { MessageId = "b" });
        Assert.Equal(CommandStatus.Ok, (await esme.ExpectAsync(CommandId.CancelBroadcastSmResp)).Status);
    }

    [Fact]
    public async Task Messages_receipts_and_alerts_are_delivered_to_who_can_receive()
    {
        await using var centre = Accepting();
        Assert.Null(centre.FindReceiver("demo"));
        await using var transmitter = await BindAsync(centre, new Bind(CommandId.BindTransmitter) { SystemId = "demo", Password = "demo" });
        Assert.Null(centre.FindReceiver("demo"));
        await using var esme = await BindAsync(centre);
        var session = centre.FindReceiver("demo");
        Assert.NotNull(session);

        var delivering = session.DeliverAsync(new DeliverSm { Text = "back" }).AsTask();
        var deliver = await esme.ExpectAsync<DeliverSm>();
        Assert.Equal("back", deliver.Pdu.Text);
        await esme.ReplyAsync(deliver, CommandStatus.ReceiverTemporaryError);
        Assert.Equal(CommandStatus.ReceiverTemporaryError, await delivering.InTime());

        var reporting = session.DeliverReceiptAsync(Hello, "42", MessageState.Delivered).AsTask();
        var report = await esme.ExpectAsync<DeliverSm>();
        Assert.True(DeliveryReceipt.TryRead(report.Pdu, out var receipt));
        Assert.Equal(("42", MessageState.Delivered, "111"), (receipt!.Id, receipt.State, report.Pdu.Destination.ToString()));
        await esme.ReplyAsync(report, new DeliverSmResp());
        Assert.Equal(CommandStatus.Ok, await reporting.InTime());

        Assert.True(session.Alert(new AlertNotification { Source = Address.Parse("222"), Esme = Address.Parse("111") }));
        Assert.Equal("222", (await esme.ExpectAsync<AlertNotification>()).Pdu.Source.ToString());
        Assert.Equal(0, session.Session.Outstanding);
    }

    [Fact]
    public async Task What_is_done_after_an_answer_comes_behind_it_whatever_the_answer()
    {
        await using var centre = Accepting().OnSubmit((request, _) =>
        {
            Reply<SubmitSmResp> reply = request.Pdu.Text == "hello" ? new SubmitSmResp { MessageId = "7" } : CommandStatus.SubmitFailed;
            return new(reply.Then(
                async ended => await request.Session.DeliverReceiptAsync(request.Pdu, "7", MessageState.Delivered, ended)));
        });
        await using var esme = await BindAsync(centre);

        foreach (var (text, status) in new[] { ("hello", CommandStatus.Ok), ("bad", CommandStatus.SubmitFailed) })
        {
            await esme.SendAsync(Hello with { Text = text });
            Assert.Equal(status, (await esme.ExpectAsync(CommandId.SubmitSmResp)).Status);
            var report = await esme.ExpectAsync<DeliverSm>();
            Assert.True(report.Pdu.EsmClass.IsReceipt);
            await esme.ReplyAsync(report, new DeliverSmResp());
        }
    }

    [Fact]
    public async Task What_fails_after_an_answer_is_logged_and_the_answer_stays_the_only_one()
    {
        var log = new RecordingLogger();
        await using var centre = Accepting(options => options.LoggerFactory = new OneLogger(log)).OnSubmit((_, _) =>
        {
            Reply<SubmitSmResp> reply = new SubmitSmResp { MessageId = "7" };
            return new(reply.Then(_ => throw new SmppRequestLostException(LossReason.Timeout)));
        });
        await using var esme = await BindAsync(centre);
        uint sequence = await esme.SendAsync(Hello);
        Assert.Equal("7", (await esme.ExpectAsync<SubmitSmResp>()).Pdu.MessageId);
        await Until.Async(() => log.Has("behind its answer"));

        // Counted once as answered: the session has nothing left to wait for.
        Assert.Equal(0, Assert.Single(centre.Sessions).Session.InboundOutstanding);
        await esme.SendAsync(new EmptyPdu(CommandId.Unbind));
        Assert.Equal(sequence + 1, (await esme.ExpectAsync(CommandId.UnbindResp)).Sequence);
    }

    [Fact]
    public async Task The_owner_hears_of_binds_and_ends_and_a_handler_of_its_session_s_end()
    {
        var cancelled = new TaskCompletionSource();
        var ended = new TaskCompletionSource<SessionEnd>();
        EsmeSession? bound = null;
        await using var centre = Accepting().OnBound(session => bound = session).OnEnded((_, end) => ended.TrySetResult(end)).OnSubmit(
            async (_, ct) =>
            {
                await Task.Delay(Timeout.Infinite, ct).ContinueWith(_ => cancelled.SetResult(), TaskScheduler.Default);
                return CommandStatus.SystemError;
            });
        var esme = await BindAsync(centre);
        Assert.Same(bound, Assert.Single(centre.Sessions));
        await esme.SendAsync(Hello);
        await Until.Async(() => bound!.Session.InboundOutstanding == 1);
        esme.HangUp();

        Assert.Equal(SessionEndReason.ClosedByPeer, (await ended.Task.InTime()).Reason);
        await cancelled.Task.InTime();
        Assert.Empty(centre.Sessions);
    }

    [Fact]
    public async Task Stopping_unbinds_whoever_is_bound()
    {
        var centre = Accepting();
        await using var esme = await BindAsync(centre);
        var stopping = centre.StopAsync();
        await esme.ReplyAsync(await esme.ExpectAsync(CommandId.Unbind), CommandStatus.Ok);

        await stopping.InTime();
        await centre.DisposeAsync().AsTask().InTime();
    }
}
