using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using Shared;
using Smpp.Protocol;
using Smpp.Session;
using Smpp.Testing;

namespace Smpp.Client.Tests;

/// <summary>When a client has started, and when that has failed.</summary>
public class SmppClientStartTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly MemoryNetwork _network = new();
    private readonly ConcurrentQueue<string> _tried = new();

    [Fact]
    public async Task A_start_goes_on_with_the_next_host_when_the_first_is_down()
    {
        await using var client = new SmppClient(Options(up: "second.test"));
        var starting = client.StartAsync();
        await using var peer = await ScriptedPeer.AcceptAsync(_network).InTime();
        await peer.AcceptBindAsync();
        await starting.InTime();

        Assert.Equal(["first.test", "second.test"], _tried);
        Assert.True(client.IsBound);
        peer.HangUp();
    }

    [Fact]
    public async Task A_start_goes_on_with_the_next_host_when_the_first_refuses()
    {
        await using var client = new SmppClient(Options(up: ".test"));
        var starting = client.StartAsync();
        await using (var peer = await ScriptedPeer.AcceptAsync(_network).InTime())
            await peer.ReplyAsync(await peer.ExpectAsync<Bind>(), CommandStatus.SystemError);
        var accepting = ScriptedPeer.AcceptAsync(_network);
        await PassUntilAsync(() => accepting.IsCompleted);
        await using var next = await accepting;
        await next.AcceptBindAsync();
        await starting.InTime();

        Assert.Equal(["first.test", "second.test"], _tried);
        next.HangUp();
    }

    [Fact]
    public async Task A_start_fails_once_every_host_has_failed()
    {
        var failed = await Assert.ThrowsAsync<SmppBindException>(() => SmppClient.ConnectAsync(Options(up: "none")).InTime());

        Assert.Equal((BindFailure.NotConnected, (CommandStatus?)null, RetryClass.Temporary), (failed.Reason, failed.Status, failed.Retry));
        Assert.Equal(SocketError.ConnectionRefused, Assert.IsType<SocketException>(failed.InnerException).SocketErrorCode);
        Assert.Contains("third.test:2775", failed.Message, StringComparison.Ordinal);
        Assert.Equal(["first.test", "second.test", "third.test"], _tried);
    }

    [Fact]
    public async Task A_start_that_nobody_answers_has_timed_out_whether_the_connection_is_missing_or_the_bind_response()
    {
        var unreachable = Options(up: ".test");
        unreachable.AlternateHosts = [];
        unreachable.Connect = async (_, stop) =>
        {
            await Task.Delay(Timeout.Infinite, stop);
            throw new InvalidOperationException();
        };
        var connecting = SmppClient.ConnectAsync(unreachable);
        await PassUntilAsync(() => connecting.IsCompleted);
        var failed = await Assert.ThrowsAsync<SmppBindException>(() => connecting);
        Assert.Equal((BindFailure.TimedOut, (CommandStatus?)null), (failed.Reason, failed.Status));
        Assert.IsType<TimeoutException>(failed.InnerException);
        Assert.Contains("no connection within 10 s", failed.Message, StringComparison.Ordinal);

        var mute = Options(up: ".test");
        mute.AlternateHosts = [];
        connecting = SmppClient.ConnectAsync(mute);
        await using var peer = await ScriptedPeer.AcceptAsync(_network).InTime();
        await peer.ExpectAsync<Bind>();
        await PassUntilAsync(() => connecting.IsCompleted);
        failed = await Assert.ThrowsAsync<SmppBindException>(() => connecting);
        Assert.Equal((BindFailure.TimedOut, (CommandStatus?)null), (failed.Reason, failed.Status));
        Assert.Contains("BindTimeout", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_ends_before_the_bind_is_answered_is_told_from_a_refusal()
    {
        var options = Options(up: ".test");
        options.AlternateHosts = [];
        var connecting = SmppClient.ConnectAsync(options);
        await using (var peer = await ScriptedPeer.AcceptAsync(_network).InTime())
        {
            await peer.ExpectAsync<Bind>();
            peer.HangUp();
        }

        var failed = await Assert.ThrowsAsync<SmppBindException>(() => connecting.InTime());
        Assert.Equal((BindFailure.ConnectionEnded, (CommandStatus?)null), (failed.Reason, failed.Status));
        Assert.IsType<SmppRequestLostException>(failed.InnerException);
    }

    [Fact]
    public async Task A_receiver_that_is_refused_again_and_again_does_not_end_a_start_whose_transmitter_is_still_connecting()
    {
        var transmitter = new TaskCompletionSource();
        int refused = 0;
        await using var client = new SmppClient(Pair(async bind =>
        {
            if (bind == CommandId.BindTransmitter)
                await transmitter.Task;
            else
                Interlocked.Increment(ref refused);
            return bind == CommandId.BindTransmitter ? CommandStatus.Ok : CommandStatus.SystemError;
        }));
        var starting = client.StartAsync();
        await PassUntilAsync(() => Volatile.Read(ref refused) >= 3);
        Assert.False(starting.IsCompleted);
        transmitter.SetResult();

        await starting.InTime();
        Assert.True(client.IsBound);
        _network.Cut();
    }

    [Fact]
    public async Task A_pair_whose_transmitter_is_refused_fails_to_start_though_its_receiver_is_bound()
    {
        var receiver = new TaskCompletionSource();
        await using var client = new SmppClient(Pair(async bind =>
        {
            if (bind == CommandId.BindTransmitter)
                await receiver.Task;
            return bind == CommandId.BindTransmitter ? CommandStatus.InvalidPassword : CommandStatus.Ok;
        }));
        var starting = client.StartAsync();
        await Until.Async(() => client.Binds.Any(bind => bind.Session is { State: SessionState.BoundReceiver }));
        receiver.SetResult();

        Assert.Equal(CommandStatus.InvalidPassword, (await Assert.ThrowsAsync<SmppBindException>(() => starting.InTime())).Status);
    }

    [Fact]
    public async Task A_client_that_is_disposed_while_it_starts_ends_the_start()
    {
        var client = new SmppClient(Options(up: ".test"));
        var starting = client.StartAsync();
        await using (var peer = await ScriptedPeer.AcceptAsync(_network).InTime())
            await peer.ReplyAsync(await peer.ExpectAsync<Bind>(), CommandStatus.SystemError);
        await Until.Async(() => client.Binds.Single().LastError is not null);
        await client.DisposeAsync().AsTask().InTime();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => starting.InTime());
    }

    [Fact]
    public async Task A_second_start_is_refused_and_the_client_goes_on_as_it_is()
    {
        await using var client = new SmppClient(Options(up: ".test"));
        var starting = client.StartAsync();
        Assert.Throws<InvalidOperationException>(client.Start);
        await using var peer = await ScriptedPeer.AcceptAsync(_network).InTime();
        await peer.AcceptBindAsync();
        await starting.InTime();
        await Assert.ThrowsAsync<InvalidOperationException>(() => client.StartAsync().InTime());

        Assert.True(client.IsBound);
        Assert.Equal(["first.test"], _tried);
        peer.HangUp();
    }

    private SmppClientOptions Options(string up) => new()
    {
        Host = "first.test",
        AlternateHosts = ["second.test", "third.test"],
        SystemId = "demo",
        TimeProvider = _time,
        Connect = async (endPoint, stop) =>
        {
            string host = ((DnsEndPoint)endPoint).Host;
            _tried.Enqueue(host);
            if (!host.EndsWith(up, StringComparison.Ordinal))
                throw new SocketException((int)SocketError.ConnectionRefused);
            return await _network.ConnectAsync(endPoint, stop);
        },
    };

    /// <summary>A pair whose binds are answered as a test says, however often they come.</summary>
    private SmppClientOptions Pair(Func<CommandId, Task<CommandStatus>> answer)
    {
        _ = _network.Serve(async transport =>
        {
            await using var peer = new ScriptedPeer(transport);
            var bind = await peer.ExpectAsync<Bind>();
            var status = await answer(bind.Header.Id);
            await peer.ReplyAsync(bind, new BindResp(bind.Header.Id.Response) { SystemId = "peer" }, status);
            if (status == CommandStatus.Ok)
                await peer.ExpectAsync(CommandId.Unbind);
        });
        return new SmppClientOptions
        {
            Host = "centre.test",
            SystemId = "demo",
            Mode = BindMode.Pair,
            TimeProvider = _time,
            Session = SessionOptions.Default with { EnquireLink = TimeSpan.Zero, BindTimeout = TimeSpan.FromHours(1) },
            Connect = _network.ConnectAsync,
        };
    }

    private Task PassUntilAsync(Func<bool> condition) => Until.Async(() =>
    {
        _time.Advance(TimeSpan.FromMilliseconds(200));
        return condition();
    });
}
