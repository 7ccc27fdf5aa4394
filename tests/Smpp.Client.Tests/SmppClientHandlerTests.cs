using System.Collections.Concurrent;
using System.Text;
using Shared;
using Smpp.Protocol;
using Smpp.Testing;

namespace Smpp.Client.Tests;

/// <summary>Inbound messages and receipts that are acknowledged by their handlers.</summary>
public class SmppClientHandlerTests
{
    private static readonly DeliverSm Hello = new() { Destination = Address.Parse("12345"), Text = "hello" };

    [Fact]
    public async Task A_message_is_acknowledged_when_its_handler_has_ended_and_holds_up_nothing_meanwhile()
    {
        var release = new TaskCompletionSource();
        await using var rig = await ClientRig.ConnectAsync(handlers: client => client.OnMessage(async (message, _) =>
        {
            if (message.Text == "slow")
                await release.Task;
            return CommandStatus.Ok;
        }));
        uint slow = await rig.Peer.SendAsync(Hello with { Text = "slow" });
        uint quick = await rig.Peer.SendAsync(Hello);
        Assert.Equal((quick, CommandStatus.Ok), await rig.DeliveryAnswerAsync());
        var sending = rig.Client.SendAsync("ACME", "12345", "on the way");
        await rig.AnswerAsync("1");
        Assert.True((await sending.InTime()).IsAccepted);
        release.SetResult();

        Assert.Equal((slow, CommandStatus.Ok), await rig.DeliveryAnswerAsync());
    }

    [Fact]
    public async Task A_handler_may_block_on_a_message_that_it_sends()
    {
        await using var rig = await ClientRig.ConnectAsync(handlers: client => client.OnMessage((_, _) => new(SendNow(client))));
        await rig.Peer.SendAsync(Hello);
        Assert.Equal("thank you", (await rig.AnswerAsync("1")).Text);

        Assert.Equal(CommandStatus.Ok, (await rig.DeliveryAnswerAsync()).Status);
    }

    [Fact]
    public async Task What_a_handler_says_or_throws_is_the_answer()
    {
        await using var rig = await ClientRig.ConnectAsync(handlers: client => client.OnMessage((message, _) =>
            message.Text == "hello" ? new(CommandStatus.ReceiverPermanentError) : throw new InvalidOperationException("broken")));
        await rig.Peer.SendAsync(Hello);
        Assert.Equal(CommandStatus.ReceiverPermanentError, (await rig.DeliveryAnswerAsync()).Status);
        await rig.Peer.SendAsync(Hello with { Text = "else" });
        Assert.Equal(CommandStatus.ReceiverTemporaryError, (await rig.DeliveryAnswerAsync()).Status);
    }

    [Fact]
    public async Task A_log_that_fails_costs_neither_an_answer_nor_the_next_message()
    {
        await using var rig = await ClientRig.ConnectAsync(
            options =>
            {
                options.LoggerFactory = new OneLogger(new ThrowingLogger(3102));
                options.HandlersAtOnce = 1;
            },
            client => client.OnMessage((message, _) =>
                message.Text == "hello" ? throw new InvalidOperationException("broken on purpose") : new(CommandStatus.Ok)));
        await rig.Peer.SendAsync(Hello);
        Assert.Equal(CommandStatus.ReceiverTemporaryError, (await rig.DeliveryAnswerAsync()).Status);
        await rig.Peer.SendAsync(Hello with { Text = "else" });

        Assert.Equal(CommandStatus.Ok, (await rig.DeliveryAnswerAsync()).Status);
    }

    [Fact]
    public async Task A_handler_that_takes_too_long_is_answered_for_once_and_told()
    {
        var told = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        await using var rig = await ClientRig.ConnectAsync(
            options => options.EnquireLink = TimeSpan.Zero,
            client => client.OnMessage(async (message, late) =>
            {
                if (message.Text != "slow")
                    return CommandStatus.Ok;
                late.Register(told.SetResult);
                await release.Task;
                return CommandStatus.Ok;
            }));
        uint slow = await rig.Peer.SendAsync(Hello with { Text = "slow" });
        await rig.Peer.SendAsync(Hello);
        Assert.Equal(CommandStatus.Ok, (await rig.DeliveryAnswerAsync()).Status);
        rig.Time.Advance(rig.Options.HandlerTimeout + TimeSpan.FromSeconds(1));

        Assert.Equal((slow, CommandStatus.ReceiverTemporaryError), await rig.DeliveryAnswerAsync());
        await told.Task.InTime();
        release.SetResult();
        // Its own answer comes too late to be one.
        uint next = await rig.Peer.SendAsync(Hello);
        Assert.Equal((next, CommandStatus.Ok), await rig.DeliveryAnswerAsync());
    }

    [Fact]
    public async Task So_many_run_at_once_and_what_has_no_place_is_put_off()
    {
        var running = new ConcurrentQueue<TaskCompletionSource>();
        await using var rig = await ClientRig.ConnectAsync(
            options => (options.HandlersAtOnce, options.InboxCapacity) = (2, 3),
            client => client.OnMessage(async (_, _) =>
            {
                var release = new TaskCompletionSource();
                running.Enqueue(release);
                await release.Task;
                return CommandStatus.Ok;
            }));
        for (int i = 0; i < 3; i++)
            await rig.Peer.SendAsync(Hello);
        uint beyond = await rig.Peer.SendAsync(Hello);
        Assert.Equal((beyond, CommandStatus.ReceiverTemporaryError), await rig.DeliveryAnswerAsync());
        await Until.Async(() => running.Count == 2);
        Assert.True(running.TryDequeue(out var first));
        first.SetResult();
        Assert.Equal(CommandStatus.Ok, (await rig.DeliveryAnswerAsync()).Status);
        await Until.Async(() => running.Count == 2);
        foreach (var release in running)
            release.SetResult();
        await rig.DeliveryAnswerAsync();
        await rig.DeliveryAnswerAsync();
    }

    [Fact]
    public async Task A_long_message_that_is_refused_comes_whole_again_with_its_last_part()
    {
        var seen = new ConcurrentQueue<ReceivedMessage>();
        await using var rig = await ClientRig.ConnectAsync(handlers: client => client.OnMessage((message, _) =>
        {
            seen.Enqueue(message);
            return new(seen.Count == 1 ? CommandStatus.ReceiverTemporaryError : CommandStatus.Ok);
        }));
        string text = string.Concat(Enumerable.Repeat("long message ", 20));
        var parts = ClientRig.PartsOf(text);
        await rig.Peer.SendAsync(parts[0]);
        Assert.Equal(CommandStatus.Ok, (await rig.DeliveryAnswerAsync()).Status);
        await rig.Peer.SendAsync(parts[1]);
        Assert.Equal(CommandStatus.ReceiverTemporaryError, (await rig.DeliveryAnswerAsync()).Status);
        await rig.Peer.SendAsync(parts[1]);
        Assert.Equal(CommandStatus.Ok, (await rig.DeliveryAnswerAsync()).Status);

        Assert.Equal([text, text], seen.Select(message => message.Text));
    }

    [Fact]
    public async Task Parts_that_were_acknowledged_and_reach_no_handler_before_the_client_leaves_are_told_in_the_log()
    {
        var log = new RecordingLogger();
        await using var rig = await ClientRig.ConnectAsync(
            options => options.LoggerFactory = new OneLogger(log),
            client => client.OnMessage(async (_, gone) =>
            {
                await Task.Delay(Timeout.Infinite, gone);
                return CommandStatus.Ok;
            }));
        var parts = ClientRig.PartsOf(new string('x', 200));
        await rig.Peer.SendAsync(parts[0]);
        Assert.Equal(CommandStatus.Ok, (await rig.DeliveryAnswerAsync()).Status);
        await rig.Peer.SendAsync(parts[1]);
        await rig.Peer.SendAsync(parts[0] with { Source = Address.Parse("+447700900124") });
        Assert.Equal(CommandStatus.Ok, (await rig.DeliveryAnswerAsync()).Status);
        rig.Peer.HangUp();
        await rig.Client.DisposeAsync().AsTask().InTime();

        Assert.True(log.Has("2 long messages incomplete; 2 of their parts"));
    }

    [Fact]
    public async Task A_receipt_is_handled_with_its_message_and_again_with_it_when_it_was_refused()
    {
        var seen = new ConcurrentQueue<ReceivedReceipt>();
        await using var rig = await ClientRig.ConnectAsync(
            options => options.RegisteredDelivery = RegisteredDelivery.SuccessOrFailure,
            client => client.OnReceipt((receipt, _) =>
            {
                seen.Enqueue(receipt);
                return new(seen.Count == 1 ? CommandStatus.ReceiverTemporaryError : CommandStatus.Ok);
            }));
        var sending = rig.Client.SendAsync("ACME", "12345", "hello");
        await rig.AnswerAsync("77");
        var sent = await sending.InTime();
        var receipt = ReceiptOf("77");
        await rig.Peer.SendAsync(receipt);
        Assert.Equal(CommandStatus.ReceiverTemporaryError, (await rig.DeliveryAnswerAsync()).Status);
        await rig.Peer.SendAsync(receipt);
        Assert.Equal(CommandStatus.Ok, (await rig.DeliveryAnswerAsync()).Status);

        Assert.All(seen, received => Assert.Same(sent, received.Message));
    }

    [Fact]
    public async Task A_receipt_that_waits_for_its_response_leaves_its_handler_most_of_its_time()
    {
        var seen = new ConcurrentQueue<ReceivedReceipt>();
        await using var rig = await ReceivingAsync(seen, options => options.HandlerTimeout = TimeSpan.FromSeconds(2));
        var sending = rig.Client.SendAsync("ACME", "12345", "hello");
        var submit = await rig.Peer.ExpectAsync<SubmitSm>();
        await rig.Peer.SendAsync(ReceiptOf("other"));
        await rig.Peer.SendAsync(new EmptyPdu(CommandId.EnquireLink));
        await rig.Peer.ExpectAsync(CommandId.EnquireLinkResp).InTime();
        Assert.Empty(seen);

        rig.Time.Advance(TimeSpan.FromSeconds(0.6));
        Assert.Equal(CommandStatus.Ok, (await rig.DeliveryAnswerAsync()).Status);
        Assert.Equal("other", Assert.Single(seen).MessageId);
        await rig.Peer.ReplyAsync(submit, new SubmitSmResp { MessageId = "77" });
        await sending.InTime();
    }

    [Fact]
    public async Task Receipts_that_wait_for_their_response_leave_room_in_the_window()
    {
        var seen = new ConcurrentQueue<ReceivedReceipt>();
        await using var rig = await ReceivingAsync(seen, options => options.InboundWindow = 8);
        var sending = rig.Client.SendAsync("ACME", "12345", "hello");
        var submit = await rig.Peer.ExpectAsync<SubmitSm>();
        uint first = await rig.Peer.SendAsync(ReceiptOf("a"));
        await rig.Peer.SendAsync(ReceiptOf("b"));
        uint last = await rig.Peer.SendAsync(ReceiptOf("77"));
        // The oldest makes room; no time has passed.
        Assert.Equal((first, CommandStatus.Ok), await rig.DeliveryAnswerAsync());

        await rig.Peer.ReplyAsync(submit, new SubmitSmResp { MessageId = "77" });
        var answers = new[] { await rig.DeliveryAnswerAsync(), await rig.DeliveryAnswerAsync() };
        Assert.Contains((last, CommandStatus.Ok), answers);
        var sent = await sending.InTime();
        Assert.Same(sent, Assert.Single(seen, receipt => receipt.MessageId == "77").Message);
    }

    [Fact]
    public async Task Handlers_are_not_changed_after_the_start()
    {
        await using var rig = await ClientRig.ConnectAsync();

        Assert.Throws<InvalidOperationException>(() => rig.Client.OnMessage((_, _) => new(CommandStatus.Ok)));
    }

    private static Task<ClientRig> ReceivingAsync(ConcurrentQueue<ReceivedReceipt> seen, Action<SmppClientOptions> configure) =>
        ClientRig.ConnectAsync(
            options =>
            {
                options.RegisteredDelivery = RegisteredDelivery.SuccessOrFailure;
                configure(options);
            },
            client => client.OnReceipt((receipt, _) =>
            {
                seen.Enqueue(receipt);
                return new(CommandStatus.Ok);
            }));

    private static DeliverSm ReceiptOf(string id) => new()
    {
        EsmClass = EsmClass.Receipt,
        ShortMessage = Encoding.ASCII.GetBytes(
            $"id:{id} sub:001 dlvrd:001 submit date:2611232037 done date:2611232038 stat:DELIVRD err:000 text:"),
    };

    private static CommandStatus SendNow(SmppClient client) =>
        client.SendAsync("ACME", "12345", "thank you").GetAwaiter().GetResult().IsAccepted
            ? CommandStatus.Ok
            : CommandStatus.ReceiverTemporaryError;
}
