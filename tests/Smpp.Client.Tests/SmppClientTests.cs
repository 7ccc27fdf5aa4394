using System.Text;
using Shared;
using Smpp.Protocol;
using Smpp.Session;
using Smpp.Testing;

namespace Smpp.Client.Tests;

public class SmppClientTests
{
    private static readonly SubmitSm Hello = new() { Destination = Address.Parse("+447700900123"), Text = "hello" };

    [Fact]
    public async Task A_text_goes_out_in_parts_and_comes_back_with_their_ids()
    {
        await using var rig = await ClientRig.ConnectAsync();
        string text = string.Concat(Enumerable.Repeat("thank you! ", 20));
        var sending = rig.Client.SendAsync("ACME", "+447700900123", text);
        var first = await rig.AnswerAsync("a1");
        var second = await rig.AnswerAsync("a2");

        var sent = await sending.InTime();
        Assert.True(sent.IsAccepted);
        Assert.Equal(["a1", "a2"], sent.MessageIds);
        Assert.Equal([first, second], sent.Parts.Select(part => part.Message));
        Assert.Equal(text, first.Text + second.Text);
        Assert.Equal(("ACME", "447700900123"), (first.Source.ToString(), first.Destination.ToString()));
        Assert.Same(sent, sent.EnsureAccepted());
    }

    [Theory]
    [InlineData(true, new[] { 1, 1, -1 })]
    [InlineData(false, new[] { -1, -1, -1 })]
    public async Task Parts_that_others_follow_say_so_where_the_options_want_it(bool wanted, int[] more)
    {
        await using var rig = await ClientRig.ConnectAsync(options => options.MoreMessagesToSend = wanted);
        var sending = rig.Client.SendAsync("ACME", "+447700900123", new string('x', 400));
        var parts = new List<SubmitSm>();
        foreach (string id in (string[])["a1", "a2", "a3"])
            parts.Add(await rig.AnswerAsync(id));

        Assert.Equal(more, parts.Select(part => part.Tlvs.TryGet(StandardTlv.MoreMessagesToSend, out byte value) ? value : -1));
        Assert.True((await sending.InTime()).IsAccepted);
    }

    [Fact]
    public async Task A_refused_part_is_told_with_its_status_and_what_to_do_about_it()
    {
        await using var rig = await ClientRig.ConnectAsync();
        var sending = rig.Client.SendAsync("ACME", "+447700900123", new string('x', 200));
        await rig.AnswerAsync("a1");
        await rig.Peer.ReplyAsync(await rig.Peer.ExpectAsync<SubmitSm>(), CommandStatus.MessageQueueFull);

        var sent = await sending.InTime();
        Assert.False(sent.IsAccepted);
        Assert.Equal(
            [SubmitOutcome.Accepted, SubmitOutcome.Rejected], sent.Parts.Select(part => part.Result.Outcome));
        Assert.Equal(CommandStatus.MessageQueueFull.Retry, sent.Parts[1].Result.Retry);
        var refused = Assert.Throws<SmppStatusException>(() => sent.EnsureAccepted());
        Assert.Equal((CommandStatus.MessageQueueFull, CommandId.SubmitSm), (refused.Status, refused.Request));
        Assert.Contains("ESME_RMSGQFUL", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_answer_says_in_its_tlvs_is_told_whatever_its_status()
    {
        await using var rig = await ClientRig.ConnectAsync();
        var tlvs = new TlvList().Set(StandardTlv.AdditionalStatusInfoText, "no credit\n")
            .Set(StandardTlv.NetworkErrorCode, new NetworkErrorCode(3, 7));
        var accepting = rig.Client.SubmitAsync(Hello).AsTask();
        await rig.Peer.ReplyAsync(await rig.Peer.ExpectAsync<SubmitSm>(), new SubmitSmResp { MessageId = "7", Tlvs = tlvs });
        var accepted = await accepting.InTime();
        Assert.Equal(("7", tlvs), (accepted.MessageId, accepted.Tlvs));

        // With the message_id in front, as most peers have it, and without.
        foreach (var body in (byte[][])[[0, .. tlvs.Encoded.Span], tlvs.Encoded.ToArray()])
        {
            var refusing = rig.Client.SubmitAsync(Hello).AsTask();
            await ReplyAsync(rig, (await rig.Peer.ExpectAsync<SubmitSm>()).Header, CommandId.SubmitSmResp, body);
            var refused = await refusing.InTime();
            Assert.Equal((SubmitOutcome.Rejected, tlvs), (refused.Outcome, refused.Tlvs));
            var thrown = Assert.Throws<SmppStatusException>(() => refused.EnsureAccepted());
            Assert.Equal(tlvs, thrown.Tlvs);
            Assert.Contains("ESME_RSUBMITFAIL", thrown.Message, StringComparison.Ordinal);
            Assert.Contains(@"no credit\x0a", thrown.Message, StringComparison.Ordinal);
            Assert.Contains(@"no credit\x0a", refused.ToString(), StringComparison.Ordinal);
        }

        foreach (var (asking, response) in ((Task, CommandId)[])[
            (rig.Client.QueryAsync(new QuerySm { MessageId = "7" }), CommandId.QuerySmResp),
            (rig.Client.CancelAsync(new CancelSm { MessageId = "7" }), CommandId.CancelSmResp)])
        {
            var request = await rig.Peer.ExpectAsync(response & ~CommandId.GenericNack);
            await ReplyAsync(rig, request.Header, response, tlvs.Encoded.ToArray());
            Assert.Equal(tlvs, (await Assert.ThrowsAsync<SmppStatusException>(() => asking.InTime())).Tlvs);
        }
    }

    [Fact]
    public async Task What_cannot_be_read_of_an_error_s_body_is_left_out()
    {
        await using var rig = await ClientRig.ConnectAsync();
        var refusing = rig.Client.SubmitAsync(Hello).AsTask();
        await ReplyAsync(rig, (await rig.Peer.ExpectAsync<SubmitSm>()).Header, CommandId.SubmitSmResp, [0, 0x1D, 0, 9, 65]);

        var refused = await refusing.InTime();
        Assert.Equal((SubmitOutcome.Rejected, true), (refused.Outcome, refused.Tlvs.IsEmpty));
    }

    [Fact]
    public async Task A_lost_response_leaves_the_outcome_unknown()
    {
        await using var rig = await ClientRig.ConnectAsync(options => options.EnquireLink = TimeSpan.Zero);
        var sending = rig.Client.SubmitAsync(Hello).AsTask();
        await rig.Peer.ExpectAsync<SubmitSm>();
        rig.Time.Advance(TimeSpan.FromSeconds(31));

        var result = await sending.InTime();
        Assert.Equal((SubmitOutcome.Unknown, LossReason.Timeout), (result.Outcome, result.Loss));
        Assert.Throws<SmppRequestLostException>(() => result.EnsureAccepted());
    }

    [Fact]
    public async Task What_a_broken_connection_had_is_unknown_and_what_waited_goes_over_the_next()
    {
        await using var rig = await ClientRig.ConnectAsync(options => options.Window = 1);
        var sent = rig.Client.SubmitAsync(Hello).AsTask();
        var waiting = rig.Client.SubmitAsync(Hello with { Text = "waits" }).AsTask();
        await rig.Peer.ExpectAsync<SubmitSm>();
        rig.Peer.HangUp();
        Assert.Equal(SubmitOutcome.Unknown, (await sent.InTime()).Outcome);

        var next = rig.AcceptAsync();
        await Until.Async(() =>
        {
            rig.Time.Advance(TimeSpan.FromMilliseconds(200));
            return next.IsCompleted;
        });
        rig.Peer = await next;
        Assert.Equal("waits", (await rig.AnswerAsync("9")).Text);
        Assert.Equal("9", (await waiting.InTime()).MessageId);
    }

    [Fact]
    public async Task While_nothing_is_bound_a_request_waits_its_time_and_fails_unsent()
    {
        await using var rig = await ClientRig.ConnectAsync();
        rig.Network.Refuses = true;
        rig.Peer.HangUp();
        await Until.Async(() => !rig.Client.IsBound);
        var sending = rig.Client.SubmitAsync(Hello).AsTask();
        await Until.Async(() =>
        {
            rig.Time.Advance(TimeSpan.FromMilliseconds(200));
            return sending.IsCompleted;
        });

        var failed = await Assert.ThrowsAsync<SmppNotBoundException>(() => sending);
        Assert.Contains("not bound", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_waits_for_a_bind_is_told_at_once_that_the_client_is_disposed()
    {
        await using var rig = await ClientRig.ConnectAsync();
        rig.Network.Refuses = true;
        rig.Peer.HangUp();
        await Until.Async(() => !rig.Client.IsBound);
        var submitting = rig.Client.SubmitAsync(Hello).AsTask();
        var sending = rig.Client.SendAsync("ACME", "12345", "hello");
        Assert.False(submitting.IsCompleted || sending.IsCompleted);
        await rig.Client.DisposeAsync().AsTask().InTime();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => submitting.InTime());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => sending.InTime());
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(100, 1)]
    public async Task What_became_of_the_first_parts_is_told_when_the_client_is_disposed_before_the_others(int window, double rate)
    {
        await using var rig = await ClientRig.ConnectAsync(options => (options.Window, options.MaxRate) = (window, rate));
        var sending = rig.Client.SendAsync("ACME", "+447700900123", new string('x', 400));
        var first = await rig.Peer.ExpectAsync<SubmitSm>();
        var leaving = rig.Client.DisposeAsync().AsTask();
        await rig.Peer.ReplyAsync(first, new SubmitSmResp { MessageId = "a1" });
        await rig.Peer.ReplyAsync(await rig.Peer.ExpectAsync(CommandId.Unbind), CommandStatus.Ok);
        rig.Peer.HangUp();
        await leaving.InTime();

        var sent = await sending.InTime();
        Assert.Equal(["a1"], sent.MessageIds);
        Assert.Equal(
            [SubmitOutcome.Accepted, SubmitOutcome.NotSent, SubmitOutcome.NotSent], sent.Parts.Select(part => part.Result.Outcome));
    }

    [Fact]
    public async Task A_text_of_which_nothing_is_away_when_the_client_is_disposed_is_no_result()
    {
        await using var rig = await ClientRig.ConnectAsync(options => options.MaxRate = 1);
        var submitting = rig.Client.SubmitAsync(Hello).AsTask();
        var sending = rig.Client.SendAsync("ACME", "+447700900123", new string('x', 400));
        var submit = await rig.Peer.ExpectAsync<SubmitSm>();
        var leaving = rig.Client.DisposeAsync().AsTask();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => sending.InTime());
        await rig.Peer.ReplyAsync(submit, new SubmitSmResp { MessageId = "1" });
        Assert.True((await submitting.InTime()).IsAccepted);
        rig.Peer.HangUp();
        await leaving.InTime();
    }

    [Fact]
    public async Task Whoever_stops_waiting_is_let_go()
    {
        await using var rig = await ClientRig.ConnectAsync();
        using var stop = new CancellationTokenSource();
        var sending = rig.Client.SendAsync("ACME", "12345", "hello", stop.Token);
        await rig.Peer.ExpectAsync<SubmitSm>();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending.InTime());
    }

    [Fact]
    public async Task A_refused_bind_fails_the_connecting_with_its_status()
    {
        var network = new MemoryNetwork();
        var connecting = SmppClient.ConnectAsync(
            new SmppClientOptions { Host = "centre.test", SystemId = "demo", Password = "wrong", Connect = network.ConnectAsync });
        await using var peer = await ScriptedPeer.AcceptAsync(network).InTime();
        await peer.ReplyAsync(await peer.ExpectAsync<Bind>(), CommandStatus.InvalidPassword);

        var refused = await Assert.ThrowsAsync<SmppBindException>(() => connecting.InTime());
        Assert.Equal((BindFailure.Refused, CommandStatus.InvalidPassword), (refused.Reason, refused.Status));
        Assert.Equal(RetryClass.Permanent, refused.Retry);
        Assert.Contains("ESME_RINVPASWD", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_listening_fails_the_connecting_at_once()
    {
        var network = new MemoryNetwork { Refuses = true };
        var failed = await Assert.ThrowsAsync<SmppBindException>(() => SmppClient.ConnectAsync(
            new SmppClientOptions { Host = "centre.test", SystemId = "demo", Password = "demo", Connect = network.ConnectAsync }).InTime());

        Assert.Contains("centre.test:2775", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_at_fault_are_refused_with_every_fault()
    {
        var refused = Assert.Throws<ArgumentException>(() => new SmppClient(
            new SmppClientOptions { Name = "main", Port = 0, SystemType = new string('x', 13), Window = 0 }));

        Assert.All(
            ["SMPP client 'main'", "Host", "Port is 0", "SystemId is missing", "Window is 0", "SystemType cannot be sent"],
            part => Assert.Contains(part, refused.Message, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Each_operation_has_its_typed_response_and_its_refusal()
    {
        await using var rig = await ClientRig.ConnectAsync();
        var querying = rig.Client.QueryAsync(new QuerySm { MessageId = "7" });
        var query = await rig.Peer.ExpectAsync<QuerySm>();
        await rig.Peer.ReplyAsync(query, new QuerySmResp { MessageId = "7", MessageState = MessageState.Delivered });
        Assert.Equal(MessageState.Delivered, (await querying.InTime()).MessageState);

        var cancelling = rig.Client.CancelAsync(new CancelSm { MessageId = "7" });
        await rig.Peer.ReplyAsync(await rig.Peer.ExpectAsync<CancelSm>(), CommandStatus.CancelFailed);
        Assert.Equal(CommandStatus.CancelFailed, (await Assert.ThrowsAsync<SmppStatusException>(() => cancelling.InTime())).Status);

        var replacing = rig.Client.ReplaceAsync(new ReplaceSm { MessageId = "7" });
        await rig.Peer.ReplyAsync(await rig.Peer.ExpectAsync<ReplaceSm>(), CommandStatus.Ok);
        await replacing.InTime();

        var submitting = rig.Client.SubmitMultiAsync(
            new SubmitMulti { Destinations = [Address.Parse("111"), Address.Parse("222")], Text = "all" });
        var multi = await rig.Peer.ExpectAsync<SubmitMulti>();
        var failure = new UnsuccessSme(Address.Parse("222"), CommandStatus.InvalidDestinationAddress);
        await rig.Peer.ReplyAsync(multi, new SubmitMultiResp { MessageId = "8", Unsuccessful = [failure] });
        Assert.Equal([failure], (await submitting.InTime()).Unsuccessful);

        var sending = rig.Client.SendDataAsync(
            new DataSm { Destination = Address.Parse("111"), MessagePayload = Encoding.ASCII.GetBytes("data") });
        await rig.Peer.ReplyAsync(await rig.Peer.ExpectAsync<DataSm>(), new DataSmResp { MessageId = "d1" });
        Assert.Equal("d1", (await sending.InTime()).MessageId);
    }

    [Fact]
    public async Task Leaving_unbinds_and_ends_the_streams()
    {
        var rig = await ClientRig.ConnectAsync();
        var receipts = Task.Run(async () =>
        {
            await foreach (var receipt in rig.Client.Receipts)
                Assert.Fail($"{receipt}");
        });
        var leaving = rig.Client.DisposeAsync().AsTask();
        await rig.Peer.ReplyAsync(await rig.Peer.ExpectAsync(CommandId.Unbind), CommandStatus.Ok);
        rig.Peer.HangUp();

        await leaving.InTime();
        await receipts.InTime();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => rig.Client.SubmitAsync(Hello).AsTask());
    }

    /// <summary>An error response with a body, which no record has.</summary>
    private static Task ReplyAsync(ClientRig rig, in PduHeader request, CommandId id, byte[] body)
    {
        var octets = new byte[PduHeader.Size + body.Length];
        new PduHeader((uint)octets.Length, id, CommandStatus.SubmitFailed, request.Sequence).Write(octets);
        body.CopyTo(octets, PduHeader.Size);
        return rig.Peer.SendAsync(octets);
    }
}
