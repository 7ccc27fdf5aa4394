using Microsoft.Extensions.Time.Testing;
using Smpp.Protocol;
using Smpp.Session;
using Smpp.Testing;
using static Smpp.Server.Tests.CentreRig;

namespace Smpp.Server.Tests;

/// <summary>What becomes of connections that come another way than through a port when the message centre stops.</summary>
public class MessageCentreStopTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task One_that_was_stopped_does_not_start()
    {
        await using var centre = new MessageCentre(new MessageCentreOptions { Name = "main", Port = 0 });
        await centre.StopAsync();

        Assert.Contains("'main'", Assert.Throws<InvalidOperationException>(centre.Start).Message, StringComparison.Ordinal);
        Assert.False(centre.IsListening);
    }

    [Fact]
    public async Task A_connection_that_comes_while_the_message_centre_stops_is_closed_and_holds_up_nothing()
    {
        var centre = Accepting();
        await using var esme = await BindAsync(centre);
        var stopping = centre.StopAsync();
        var unbind = await esme.ExpectAsync(CommandId.Unbind);
        var late = new MemoryLink();
        var end = await centre.RunAsync(late.Second).InTime();
        await using var peer = new ScriptedPeer(late.First);
        await peer.ExpectEndAsync();
        Assert.Equal(SessionEndReason.ClosedLocally, end.Reason);
        Assert.False(stopping.IsCompleted);
        await esme.ReplyAsync(unbind, CommandStatus.Ok);
        esme.HangUp();

        await stopping.InTime();
    }

    [Fact]
    public async Task A_connection_that_comes_after_the_stop_is_closed_at_once()
    {
        var centre = Accepting();
        await centre.StopAsync().InTime();
        Assert.Equal(SessionEndReason.ClosedLocally, (await centre.RunAsync(new MemoryLink().Second).InTime()).Reason);
        await centre.DisposeAsync().AsTask().InTime();

        Assert.Equal(SessionEndReason.ClosedLocally, (await centre.RunAsync(new MemoryLink().Second).InTime()).Reason);
    }

    [Fact]
    public async Task A_stop_closes_what_does_not_unbind_in_its_time()
    {
        var centre = Accepting();
        await using var mute = await BindAsync(centre);
        var stopping = centre.StopAsync();
        await mute.ExpectAsync(CommandId.Unbind);
        _time.Advance(TimeSpan.FromSeconds(3));

        await stopping.InTime();
        await mute.ExpectEndAsync();
        Assert.Empty(centre.Sessions);
        await centre.DisposeAsync().AsTask().InTime();
    }

    [Fact]
    public async Task A_stop_that_is_cancelled_closes_at_once_what_has_not_unbound()
    {
        // No time passes.
        var centre = Accepting();
        await using var mute = await BindAsync(centre);
        using var stop = new CancellationTokenSource();
        var stopping = centre.StopAsync(stop.Token);
        await mute.ExpectAsync(CommandId.Unbind);
        Assert.False(stopping.IsCompleted);
        await stop.CancelAsync();

        await stopping.InTime();
        await mute.ExpectEndAsync();
        Assert.Empty(centre.Sessions);
        await centre.DisposeAsync().AsTask().InTime();
    }

    private MessageCentre Accepting() => new MessageCentre(new MessageCentreOptions
    {
        Port = 0,
        StopTimeout = TimeSpan.FromSeconds(3),
        TimeProvider = _time,
    }).OnBind(_ => CommandStatus.Ok);
}
