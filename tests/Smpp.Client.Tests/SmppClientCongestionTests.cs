using Shared;
using Smpp.Protocol;
using Smpp.Session;
using Smpp.Testing;

namespace Smpp.Client.Tests;

/// <summary>A pause holds what had been given to the client before it too.</summary>
public class SmppClientCongestionTests
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private static readonly SubmitSm Message = new() { Destination = Address.Parse("12345"), Text = "hello" };

    [Fact]
    public async Task What_waits_for_the_window_goes_out_only_when_the_pause_is_over()
    {
        await using var rig = await ClientRig.ConnectAsync(options => options.Window = 1);
        Task<SubmitResult>[] sending = [.. Enumerable.Range(0, 5).Select(_ => rig.Client.SubmitAsync(Message).AsTask())];
        await rig.Peer.ReplyAsync(await rig.Peer.ExpectAsync<SubmitSm>(), CommandStatus.Throttled);
        Assert.Equal(CommandStatus.Throttled, (await sending[0].InTime()).Status);
        await NothingComesAsync(rig.Peer);

        rig.Time.Advance(Pause);
        for (int i = 1; i < sending.Length; i++)
        {
            await rig.AnswerAsync($"{i}");
            Assert.Equal($"{i}", (await sending[i].InTime()).MessageId);
            rig.Time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    public async Task The_parts_of_a_text_keep_to_a_pause_and_to_their_order()
    {
        await using var rig = await ClientRig.ConnectAsync(options => options.Window = 1);
        var sending = rig.Client.SendAsync("+447700900123", "12345", new string('x', 400));
        await rig.Peer.ReplyAsync(await rig.Peer.ExpectAsync<SubmitSm>(), CommandStatus.Throttled);
        await NothingComesAsync(rig.Peer);

        List<byte> parts = [];
        for (int i = 0; i < 2; i++)
        {
            rig.Time.Advance(TimeSpan.FromSeconds(1));
            parts.Add((await rig.AnswerAsync($"{i}")).ShortMessage.Span[5]);
        }
        Assert.Equal([2, 3], parts);
        Assert.Equal(["", "0", "1"], (await sending.InTime()).Parts.Select(part => part.MessageId));
    }

    [Fact]
    public async Task A_bound_rate_lets_no_more_go_at_once_than_the_window_has_room_for()
    {
        await using var rig = await ClientRig.ConnectAsync(options => (options.Window, options.MaxRate) = (2, 100));
        for (int i = 0; i < 20; i++)
            _ = rig.Client.SubmitAsync(Message).AsTask();
        var first = await rig.Peer.ExpectAsync<SubmitSm>();
        rig.Time.Advance(TimeSpan.FromSeconds(1));
        var second = await rig.Peer.ExpectAsync<SubmitSm>();
        await NothingComesAsync(rig.Peer);
        // Two are unanswered, and a refusal for now pauses: of those that have waited none has passed it already.
        await rig.Peer.ReplyAsync(first, CommandStatus.Throttled);
        await NothingComesAsync(rig.Peer);
        await rig.Peer.ReplyAsync(second, CommandStatus.Throttled);
        await NothingComesAsync(rig.Peer);
    }

    [Fact]
    public async Task Binds_take_turns_in_what_the_message_centre_lets_them_send()
    {
        await using var rig = await ClientRig.ConnectAsync(options => (options.Window, options.Binds) = (1, 2));
        ScriptedPeer[] peers = [rig.Peer, await rig.AcceptAsync()];
        await Until.Async(() => rig.Client.Binds.All(bind => bind.Session is { State.CanSubmit: true }));
        Task<SubmitResult>[] sending = [.. Enumerable.Range(0, 6).Select(_ => rig.Client.SubmitAsync(Message).AsTask())];
        var next = peers.Select(peer => peer.ExpectAsync<SubmitSm>()).ToArray();
        await Task.WhenAll(next).InTime();
        int refused = 0;
        async Task RefuseAsync(int at)
        {
            var submit = await next[at];
            next[at] = peers[at].ExpectAsync<SubmitSm>();
            await peers[at].ReplyAsync(submit, CommandStatus.Throttled);
            refused++;
            await Until.Async(() => sending.Count(task => task.IsCompleted) == refused);
        }

        await RefuseAsync(0);
        await RefuseAsync(1);
        List<int> turns = [];
        while (refused < sending.Length)
        {
            rig.Time.Advance(TimeSpan.FromSeconds(20));
            turns.Add(Array.IndexOf(next, await Task.WhenAny(next).InTime()));
            await RefuseAsync(turns[^1]);
        }
        Assert.Equal([turns[0], 1 - turns[0], turns[0], 1 - turns[0]], turns);
        peers[1].HangUp();
    }

    [Fact]
    public async Task What_waits_in_a_pause_can_be_cancelled_and_learns_when_the_client_is_disposed()
    {
        await using var rig = await ClientRig.ConnectAsync();
        var refused = rig.Client.SubmitAsync(Message).AsTask();
        await rig.Peer.ReplyAsync(await rig.Peer.ExpectAsync<SubmitSm>(), CommandStatus.Throttled);
        await refused.InTime();
        using var cancel = new CancellationTokenSource();
        var cancelled = rig.Client.SubmitAsync(Message, cancel.Token).AsTask();
        var waiting = rig.Client.SubmitAsync(Message).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.InTime());
        Assert.False(waiting.IsCompleted);

        var disposing = rig.Client.DisposeAsync().AsTask();
        rig.Peer.HangUp();
        await disposing.InTime();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting.InTime());
    }

    [Fact]
    public async Task No_more_wait_than_a_session_keeps()
    {
        const int most = 100_000;
        await using var rig = await ClientRig.ConnectAsync();
        var refused = rig.Client.SubmitAsync(Message).AsTask();
        await rig.Peer.ReplyAsync(await rig.Peer.ExpectAsync<SubmitSm>(), CommandStatus.Throttled);
        await refused.InTime();
        var waiting = new Task[most];
        for (int i = 0; i < most; i++)
            waiting[i] = rig.Client.SubmitAsync(Message).AsTask();

        await Assert.ThrowsAsync<InvalidOperationException>(() => rig.Client.SubmitAsync(Message).AsTask().InTime());
        rig.Peer.HangUp();
        await rig.Client.DisposeAsync().AsTask().InTime();
        foreach (var one in waiting)
            await Assert.ThrowsAnyAsync<Exception>(() => one.InTime());
    }

    /// <summary>
    /// Asks twice whether the client is there: whatever it sent for what had come before the first answer comes before the second.
    /// </summary>
    private static async Task NothingComesAsync(ScriptedPeer peer)
    {
        for (int i = 0; i < 2; i++)
        {
            await peer.SendAsync(new EmptyPdu(CommandId.EnquireLink));
            await peer.ExpectAsync(CommandId.EnquireLinkResp).InTime();
        }
    }
}
