using System.Collections.Concurrent;
using Shared;
using Smpp.Protocol;

namespace Smpp.Client.Tests;

/// <summary>Parts of long messages that were acknowledged before their handler: the message centre does not send them again.</summary>
public class AcknowledgedPartsTests
{
    private static readonly string Text = new('x', 200);
    private static readonly DeliverSm[] Parts = ClientRig.PartsOf(Text);
    private static readonly DeliverSm Slow = new() { Destination = Address.Parse("12345"), Text = "slow" };

    private readonly RecordingLogger _log = new();
    private readonly TaskCompletionSource _release = new();
    private readonly ConcurrentQueue<ReceivedMessage> _seen = new();

    [Fact]
    public async Task An_incomplete_message_gets_its_handler_however_long_it_has_waited_for_its_turn()
    {
        await using var rig = await ConnectAsync(async _ =>
        {
            await _release.Task;
            return CommandStatus.Ok;
        });
        await LetPartWaitBehindSlowAsync(rig);
        rig.Time.Advance(rig.Options.HandlerTimeout + TimeSpan.FromSeconds(1));
        _release.SetResult();
        await Until.Async(() => _seen.Count == 2);

        var incomplete = _seen.Last();
        Assert.Equal((new string('x', 153), false), (incomplete.Text, incomplete.IsComplete));
        // That of the slow one: nothing else was refused, nor told so.
        Assert.Single(_log.Lines, line => line.Text.Contains("ESME_RX_T_APPN", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_incomplete_message_that_waits_for_its_turn_when_the_client_leaves_is_told_as_lost()
    {
        await using var rig = await ConnectAsync(async _ =>
        {
            await _release.Task;
            return CommandStatus.Ok;
        });
        await LetPartWaitBehindSlowAsync(rig);
        rig.Peer.HangUp();
        await rig.Client.DisposeAsync().AsTask().InTime();
        _release.SetResult();

        Assert.True(_log.Has("1 long messages incomplete; 1 of their parts"));
    }

    [Fact]
    public async Task A_handler_of_an_incomplete_message_learns_that_the_client_leaves_and_nothing_is_told_as_lost()
    {
        var told = new TaskCompletionSource();
        await using var rig = await ConnectAsync(async gone =>
        {
            using var registration = gone.Register(told.SetResult);
            await _release.Task;
            return CommandStatus.Ok;
        });
        await AcceptPartAsync(rig);
        rig.Time.Advance(rig.Options.ReassemblyTimeout + TimeSpan.FromSeconds(1));
        await Until.Async(() => _seen.Count == 1);
        rig.Peer.HangUp();
        await rig.Client.DisposeAsync().AsTask().InTime();
        await told.Task.InTime();
        _release.SetResult();

        Assert.False(_log.Has("are lost"));
    }

    [Fact]
    public async Task A_handler_that_fails_for_an_incomplete_message_is_not_told_to_have_refused_it()
    {
        await using var rig = await ConnectAsync(_ => throw new InvalidOperationException("broken on purpose"));
        await AcceptPartAsync(rig);
        rig.Time.Advance(rig.Options.ReassemblyTimeout + TimeSpan.FromSeconds(1));

        await Until.Async(() => _log.Has("it does not come again"));
        Assert.False(_log.Has("ESME_RX_T_APPN"));
    }

    [Fact]
    public async Task A_last_part_that_came_twice_before_the_message_was_refused_makes_it_whole_again()
    {
        await using var rig = await ConnectAsync(async _ =>
        {
            if (_seen.Count > 1)
                return CommandStatus.Ok;
            await _release.Task;
            return CommandStatus.ReceiverTemporaryError;
        });
        await AcceptPartAsync(rig);
        uint last = await rig.Peer.SendAsync(Parts[1]);
        await Until.Async(() => _seen.Count == 1);
        uint again = await rig.Peer.SendAsync(Parts[1]);
        Assert.Equal((again, CommandStatus.Ok), await rig.DeliveryAnswerAsync());
        _release.SetResult();
        Assert.Equal((last, CommandStatus.ReceiverTemporaryError), await rig.DeliveryAnswerAsync());
        await Until.Async(() => _seen.Count == 2);

        Assert.Equal([(Text, true), (Text, true)], _seen.Select(message => (message.Text, message.IsComplete)));
    }

    private Task<ClientRig> ConnectAsync(Func<CancellationToken, ValueTask<CommandStatus>> handler) => ClientRig.ConnectAsync(
        options =>
        {
            (options.HandlersAtOnce, options.EnquireLink) = (1, TimeSpan.Zero);
            options.LoggerFactory = new OneLogger(_log);
        },
        client => client.OnMessage((message, gone) =>
        {
            _seen.Enqueue(message);
            return handler(gone);
        }));

    private static async Task AcceptPartAsync(ClientRig rig)
    {
        await rig.Peer.SendAsync(Parts[0]);
        Assert.Equal(CommandStatus.Ok, (await rig.DeliveryAnswerAsync()).Status);
    }

    /// <summary>The time of a part's message is over while the only place is taken.</summary>
    private async Task LetPartWaitBehindSlowAsync(ClientRig rig)
    {
        await AcceptPartAsync(rig);
        await rig.Peer.SendAsync(Slow);
        await Until.Async(() => _seen.Count == 1);
        rig.Time.Advance(rig.Options.ReassemblyTimeout + TimeSpan.FromSeconds(1));
        Assert.Equal(CommandStatus.ReceiverTemporaryError, (await rig.DeliveryAnswerAsync()).Status);
    }
}
