using System.Text;
using Smpp.Protocol;

namespace Smpp.Client.Tests;

public class SmppClientInboundTests
{
    [Fact]
    public async Task A_receipt_is_given_with_the_message_it_is_about()
    {
        await using var rig = await ClientRig.ConnectAsync(WithReceipts);
        var sending = rig.Client.SendAsync("ACME", "+447700900123", "hello");
        await rig.AnswerAsync("00AB1");
        var sent = await sending.InTime();
        await DeliverAsync(rig, Receipt("ab1"));

        var receipt = await NextAsync(rig.Client.Receipts);
        Assert.Same(sent, receipt.Message);
        Assert.Equal((MessageState.Delivered, 1, "ab1"), (receipt.State, receipt.Part?.Number ?? 0, receipt.MessageId));
    }

    [Fact]
    public async Task A_receipt_that_comes_before_its_response_finds_its_message_all_the_same()
    {
        await using var rig = await ClientRig.ConnectAsync(WithReceipts);
        var sending = rig.Client.SendAsync("ACME", "+447700900123", "hello");
        var submit = await rig.Peer.ExpectAsync<SubmitSm>();
        await DeliverAsync(rig, Receipt("77"));
        await rig.Peer.ReplyAsync(submit, new SubmitSmResp { MessageId = "77" });

        var receipt = await NextAsync(rig.Client.Receipts);
        Assert.Same(await sending.InTime(), receipt.Message);
    }

    [Fact]
    public async Task A_receipt_of_a_submit_sm_of_the_application_s_own_making_is_given_with_it()
    {
        await using var rig = await ClientRig.ConnectAsync();
        var submit = new SubmitSm
        {
            Destination = Address.Parse("+447700900123"), Text = "as it is", RegisteredDelivery = RegisteredDelivery.SuccessOrFailure,
        };
        var submitting = rig.Client.SubmitAsync(submit).AsTask();
        await rig.AnswerAsync("78");
        await submitting.InTime();
        await DeliverAsync(rig, Receipt("78"));

        var receipt = await NextAsync(rig.Client.Receipts);
        Assert.Equal((submit, 1), (receipt.Part?.Message, receipt.Part?.Number));
        Assert.Equal(("as it is", null), (receipt.Message?.Text, receipt.Message?.Plan));
    }

    [Fact]
    public async Task A_receipt_of_nobody_s_message_is_given_too()
    {
        await using var rig = await ClientRig.ConnectAsync(WithReceipts);
        await DeliverAsync(rig, Receipt("unheard"));

        var receipt = await NextAsync(rig.Client.Receipts);
        Assert.Equal(("unheard", null), (receipt.MessageId, receipt.Message));
    }

    [Fact]
    public async Task While_something_is_on_its_way_a_receipt_of_nobody_s_message_waits_a_moment_and_no_longer()
    {
        await using var rig = await ClientRig.ConnectAsync(WithReceipts);
        var sending = rig.Client.SendAsync("ACME", "+447700900123", "hello");
        await rig.Peer.ExpectAsync<SubmitSm>();
        await DeliverAsync(rig, Receipt("unheard"));
        var reading = NextAsync(rig.Client.Receipts);
        rig.Time.Advance(TimeSpan.FromSeconds(4));
        Assert.False(reading.IsCompleted);
        rig.Time.Advance(TimeSpan.FromSeconds(2));

        Assert.Null((await reading.InTime()).Message);
        Assert.False(sending.IsCompleted);
    }

    [Fact]
    public async Task Parts_of_a_message_come_as_one_in_whatever_order()
    {
        await using var rig = await ClientRig.ConnectAsync();
        string text = string.Concat(Enumerable.Repeat("long message ", 30));
        var parts = new SubmitSm { Source = Address.Parse("+447700900123"), Destination = Address.Parse("12345") }.ToParts(text, 7);
        foreach (var part in parts.Reverse())
        {
            await DeliverAsync(rig, new DeliverSm
            {
                Source = part.Source,
                Destination = part.Destination,
                EsmClass = part.EsmClass,
                DataCoding = part.DataCoding,
                ShortMessage = part.ShortMessage,
            });
        }

        var message = await NextAsync(rig.Client.Messages);
        Assert.Equal((text, parts.Count, true), (message.Text, message.Parts.Count, message.IsComplete));
        Assert.Equal("12345", message.Destination.ToString());
    }

    [Fact]
    public async Task What_never_becomes_whole_is_given_incomplete_after_its_time()
    {
        await using var rig = await ClientRig.ConnectAsync(options => options.EnquireLink = TimeSpan.Zero);
        var part = new SubmitSm { Destination = Address.Parse("12345") }.ToParts(new string('x', 200), 7)[0];
        await DeliverAsync(rig, new DeliverSm
        {
            Destination = part.Destination, EsmClass = part.EsmClass, ShortMessage = part.ShortMessage,
        });
        rig.Time.Advance(rig.Options.ReassemblyTimeout + TimeSpan.FromSeconds(1));

        var message = await NextAsync(rig.Client.Messages);
        Assert.Equal((new string('x', 153), false), (message.Text, message.IsComplete));
    }

    [Fact]
    public async Task What_is_not_whole_when_the_client_leaves_is_given_incomplete_though_the_inbox_is_full()
    {
        await using var rig = await ClientRig.ConnectAsync(options => options.InboxCapacity = 1);
        var part = new SubmitSm { Destination = Address.Parse("12345") }.ToParts(new string('x', 200), 7)[0];
        await DeliverAsync(rig, new DeliverSm
        {
            Destination = part.Destination,
            EsmClass = part.EsmClass,
            ShortMessage = part.ShortMessage,
        });
        await DeliverAsync(rig, new DeliverSm { Destination = Address.Parse("12345"), Text = "whole" });
        rig.Peer.HangUp();
        await rig.Client.DisposeAsync().AsTask().InTime();

        var messages = new List<(string, bool)>();
        await foreach (var message in rig.Client.Messages)
            messages.Add((message.Text, message.IsComplete));
        Assert.Equal([("whole", true), (new string('x', 153), false)], messages);
    }

    [Fact]
    public async Task What_nobody_reads_is_put_off_so_that_the_message_centre_keeps_it()
    {
        await using var rig = await ClientRig.ConnectAsync(options => options.InboxCapacity = 1);
        var message = new DeliverSm { Destination = Address.Parse("12345"), Text = "first" };
        await DeliverAsync(rig, message);
        await DeliverAsync(rig, message with { Text = "second" }, CommandStatus.ReceiverTemporaryError);

        Assert.Equal("first", (await NextAsync(rig.Client.Messages)).Text);
        await DeliverAsync(rig, message with { Text = "second" });
        Assert.Equal("second", (await NextAsync(rig.Client.Messages)).Text);
    }

    [Fact]
    public async Task A_data_sm_is_a_message_too()
    {
        await using var rig = await ClientRig.ConnectAsync();
        await rig.Peer.SendAsync(new DataSm { Destination = Address.Parse("12345"), MessagePayload = Encoding.ASCII.GetBytes("data") });
        await rig.Peer.ExpectAsync<DataSmResp>();

        Assert.Equal("data", (await NextAsync(rig.Client.Messages)).Text);
    }

    private static void WithReceipts(SmppClientOptions options) => options.RegisteredDelivery = RegisteredDelivery.SuccessOrFailure;

    private static DeliverSm Receipt(string id) => new()
    {
        EsmClass = EsmClass.Receipt,
        ShortMessage = Encoding.ASCII.GetBytes(
            $"id:{id} sub:001 dlvrd:001 submit date:2611232037 done date:2611232038 stat:DELIVRD err:000 text:"),
    };

    private static async Task DeliverAsync(ClientRig rig, DeliverSm deliver, CommandStatus expected = CommandStatus.Ok)
    {
        uint sequence = await rig.Peer.SendAsync(deliver);
        var answer = await rig.Peer.ExpectAsync(CommandId.DeliverSmResp).InTime();
        Assert.Equal((sequence, expected), (answer.Sequence, answer.Status));
    }

    private static async Task<T> NextAsync<T>(IAsyncEnumerable<T> stream)
    {
        await using var items = stream.GetAsyncEnumerator();
        Assert.True(await items.MoveNextAsync().AsTask().InTime());
        return items.Current;
    }
}
