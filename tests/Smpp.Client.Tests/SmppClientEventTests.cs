using System.Collections.Concurrent;
using Shared;
using Smpp.Protocol;
using Smpp.Session;

namespace Smpp.Client.Tests;

/// <summary>What a client tells of its binds, and of subscribers who can be reached again.</summary>
public class SmppClientEventTests
{
    private readonly ConcurrentQueue<string> _told = new();

    [Fact]
    public async Task Each_bind_is_told_when_it_comes_and_when_it_goes_and_why()
    {
        var sessions = new ConcurrentQueue<SmppSession?>();
        await using var rig = await ClientRig.ConnectAsync(
            options => options.ReconnectMin = TimeSpan.FromMilliseconds(1),
            client => client
                .OnBound(bind =>
                {
                    sessions.Enqueue(bind.Session);
                    _told.Enqueue($"bound with {bind.Kind.Name}");
                })
                .OnEnded((bind, end) =>
                {
                    sessions.Enqueue(bind.Session);
                    _told.Enqueue($"{bind.Kind.Name} ended: {end.Reason}, {bind.LastError == end.ToString()}");
                }));
        var first = rig.Client.Binds.Single().Session;
        rig.Peer.HangUp();
        var accepting = rig.AcceptAsync();
        await Until.Async(() =>
        {
            rig.Time.Advance(TimeSpan.FromMilliseconds(10));
            return accepting.IsCompleted;
        });
        rig.Peer = await accepting;
        await Until.Async(() => _told.Count == 3);

        Assert.Equal(["bound with bind_transceiver", "bind_transceiver ended: ClosedByPeer, True", "bound with bind_transceiver"], Told());
        Assert.Equal([first, first, rig.Client.Binds.Single().Session], sessions);
    }

    [Fact]
    public async Task Whoever_hears_of_binds_may_block_and_throw_without_holding_anything_up()
    {
        var release = new TaskCompletionSource();
        var log = new RecordingLogger();
        await using var rig = await ClientRig.ConnectAsync(
            options => options.LoggerFactory = new OneLogger(log),
            client => client
                .OnBound(_ =>
                {
                    release.Task.Wait();
                    throw new InvalidOperationException("broken on purpose");
                })
                .OnEnded((_, end) => _told.Enqueue($"{end.Reason}")));
        var sending = rig.Client.SendAsync("ACME", "12345", "on the way");
        await rig.AnswerAsync("1");
        Assert.True((await sending.InTime()).IsAccepted);
        rig.Peer.HangUp();
        await Until.Async(() => !rig.Client.IsBound);
        Assert.Empty(_told);
        release.SetResult();

        await Until.Async(() => _told.Count == 1);
        Assert.True(log.Has("what hears of its binds failed"));
    }

    [Fact]
    public async Task The_ends_alone_may_be_listened_for_and_nobody_joins_after_the_start()
    {
        await using var rig = await ClientRig.ConnectAsync(handlers: client => client.OnEnded((_, end) => _told.Enqueue($"{end.Reason}")));
        rig.Peer.HangUp();
        await Until.Async(() => _told.Count == 1);

        Assert.Throws<InvalidOperationException>(() => rig.Client.OnBound(_ => { }));
    }

    [Fact]
    public async Task Alerts_are_a_stream_that_drops_what_nobody_reads()
    {
        var log = new RecordingLogger();
        await using var rig = await ClientRig.ConnectAsync(options =>
        {
            options.InboxCapacity = 2;
            options.LoggerFactory = new OneLogger(log);
        });
        for (int i = 1; i <= 4; i++)
            await rig.Peer.SendAsync(AlertOf(i));
        await Until.Async(() => log.Has("2 alert_notifications wait"));
        rig.Peer.HangUp();
        await rig.Client.DisposeAsync().AsTask().InTime();

        var alerts = new List<string>();
        await foreach (var alert in rig.Client.Alerts)
            alerts.Add(alert.Source.Value);
        Assert.Equal(["1", "2"], alerts);
    }

    [Fact]
    public async Task Alerts_go_to_their_handler_which_may_throw_and_are_never_answered()
    {
        await using var rig = await ClientRig.ConnectAsync(
            options => options.HandlersAtOnce = 1,
            client => client.OnAlert((alert, _) =>
            {
                _told.Enqueue(alert.Source.Value);
                return alert.Source.Value == "1" ? throw new InvalidOperationException("broken on purpose") : default;
            }));
        await rig.Peer.SendAsync(AlertOf(1));
        await rig.Peer.SendAsync(AlertOf(2));
        await Until.Async(() => _told.Count == 2);
        // The next thing that the client says is something else.
        var sending = rig.Client.SendAsync("ACME", "12345", "hello");
        await rig.AnswerAsync("1");

        Assert.True((await sending.InTime()).IsAccepted);
        Assert.Equal(["1", "2"], Told());
    }

    private static AlertNotification AlertOf(int number) => new() { Source = Address.Parse($"{number}"), Esme = Address.Parse("12345") };

    private string[] Told() => [.. _told];
}
