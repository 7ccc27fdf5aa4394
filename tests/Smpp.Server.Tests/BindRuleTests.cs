using System.Reflection;
using Shared;
using Smpp.Protocol;
using Smpp.Session;

namespace Smpp.Server.Tests;

public class BindRuleTests
{
    [Fact]
    public async Task After_a_kind_of_bind_that_is_turned_off_the_peer_tries_another_on_the_same_connection()
    {
        await using var server = new TestServer(accounts: [Accounts.Account() with { Transceiver = false }]);
        await using var peer = await server.ConnectAsync();
        Assert.Equal(CommandStatus.InvalidCommandId, (await peer.BindAsync()).Status);
        Assert.Equal(CommandStatus.InvalidCommandId, (await peer.BindAsync()).Status);

        Assert.Equal(CommandStatus.Ok, (await peer.BindAsync(CommandId.BindTransmitter)).Status);
        await peer.SendAsync(WirePdu.Submit(2));
        await peer.ReceiveAsync(CommandId.SubmitSmResp);
        Assert.Equal(1, server.Authorizer.Binds("demo"));
    }

    [Fact]
    public async Task A_peer_that_tries_other_kinds_does_so_within_its_bind_timer()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        await using var server = new TestServer(accounts: [Accounts.Account() with { Transceiver = false }], time: time);
        await using var peer = await server.ConnectAsync();
        await peer.BindAsync();
        time.Advance(TimeSpan.FromSeconds(11));

        Assert.Null(await peer.ReceiveAsync());
    }

    [Fact]
    public async Task A_receiver_s_address_range_is_its_session_s()
    {
        await using var server = new TestServer();
        await using var receiver = await server.ConnectAsync();
        await receiver.SendAsync(Bind(CommandId.BindReceiver, "^4477"));
        Assert.Equal(CommandStatus.Ok, (await receiver.ReceiveAsync(CommandId.BindReceiverResp)).Status);

        var range = Assert.Single(server.Server.Sessions).AddressRange!;
        Assert.Equal((true, false), (range.Contains(Address.Parse("+447700900123")), range.Contains(Address.Parse("+33612345678"))));
    }

    [Theory]
    [InlineData(CommandId.BindReceiver, CommandStatus.BindFailed)]
    [InlineData(CommandId.BindTransceiver, CommandStatus.BindFailed)]
    [InlineData(CommandId.BindTransmitter, CommandStatus.Ok)]
    public async Task An_address_range_that_is_no_expression_fails_a_receiver_s_bind(CommandId kind, CommandStatus expected)
    {
        await using var server = new TestServer();
        await using var peer = await server.ConnectAsync();
        await peer.SendAsync(Bind(kind, "[44"));

        Assert.Equal(expected, (await peer.ReceiveAsync(kind.Response)).Status);
        Assert.Equal(expected == CommandStatus.Ok ? 1 : 0, server.Authorizer.Binds("demo"));
    }

    [Fact]
    public async Task An_account_may_have_its_address_range_overlooked()
    {
        await using var server = new TestServer(accounts: [Accounts.Account() with { ObeysAddressRange = false }]);
        await using var peer = await server.ConnectAsync();
        await peer.SendAsync(Bind(CommandId.BindReceiver, "[44"));

        Assert.Equal(CommandStatus.Ok, (await peer.ReceiveAsync(CommandId.BindReceiverResp)).Status);
        Assert.Null(Assert.Single(server.Server.Sessions).AddressRange);
    }

    [Fact]
    public async Task The_answer_to_a_bind_too_many_is_the_account_s()
    {
        await using var server = new TestServer(accounts: [Accounts.Account(binds: 1) with { TooManyBinds = CommandStatus.AlreadyBound }]);
        await using var first = await server.ConnectAsync();
        await first.BindAsync();
        await using var second = await server.ConnectAsync();

        Assert.Equal(CommandStatus.AlreadyBound, (await second.BindAsync()).Status);
    }

    [Fact]
    public async Task A_session_that_does_not_answer_gives_its_place_to_the_next_bind()
    {
        await using var server = new TestServer(
            accounts: [Accounts.Account(binds: 2) with { Takeover = TimeSpan.FromMilliseconds(300) }]);
        await using var dead = await server.ConnectAsync();
        await dead.BindAsync();
        await using var alive = await server.ConnectAsync();
        await alive.BindAsync();
        await using var next = await server.ConnectAsync();

        Assert.Equal(CommandStatus.Ok, (await next.BindAsync()).Status);
        await dead.ReceiveAsync(CommandId.EnquireLink);
        Assert.Null(await dead.ReceiveAsync());
        await alive.SendAsync(WirePdu.Submit(2));
        await alive.ReceiveAsync(CommandId.SubmitSmResp);
        Assert.Equal(2, server.Authorizer.Binds("demo"));
        Assert.True(server.Log.Has("gives its place to"));
    }

    [Fact]
    public async Task A_session_that_answers_is_not_taken_over()
    {
        // Long enough that only an answer ends the wait.
        await using var server = new TestServer(accounts: [Accounts.Account(binds: 1) with { Takeover = RawPeer.Limit }]);
        await using var alive = await server.ConnectAsync();
        await alive.BindAsync();
        await using var next = await server.ConnectAsync();
        var binding = next.BindAsync();
        var enquire = await alive.ReceiveAsync(CommandId.EnquireLink);
        await alive.SendAsync(WirePdu.Empty(CommandId.EnquireLinkResp, enquire.Sequence));

        Assert.Equal(CommandStatus.BindFailed, (await binding).Status);
        await alive.SendAsync(WirePdu.Submit(2));
        await alive.ReceiveAsync(CommandId.SubmitSmResp);
        Assert.Equal(0, Assert.Single(server.Server.Sessions, session => session.State.IsBound).Counters.UnmatchedResponses);
    }

    [Fact]
    public async Task A_session_whose_bind_is_still_decided_about_is_asked_once_it_is_bound()
    {
        var time = new WatchedTime();
        // Only the takeover asks, and nobody's bind timer runs out.
        var session = SessionOptions.Default with { EnquireLink = TimeSpan.Zero, BindTimeout = SessionOptions.MaxDuration };
        await using var server = new TestServer(
            TestServer.Options with { Session = session }, [Accounts.Account(binds: 1) with { Takeover = TimeSpan.FromMinutes(1) }],
            time: time, authorizer: new AuthorizerOptions { Time = time });
        using var opening = new ManualResetEventSlim();
        using var open = new ManualResetEventSlim();
        server.Directory.WhenOpening = () =>
        {
            opening.Set();
            open.Wait(RawPeer.Limit);
        };
        await using var alive = await server.ConnectAsync();
        var first = alive.BindAsync();
        await Until.Async(() => opening.IsSet);
        await using var next = await server.ConnectAsync();
        int before = time.Timers;
        var second = next.BindAsync();
        // It waits, and for longer than a session has for its answer.
        await time.PassAsync(TimeSpan.FromSeconds(10), until: () => time.Timers >= before + 10);
        open.Set();
        Assert.Equal(CommandStatus.Ok, (await first).Status);
        int looked = time.Timers;
        // The first of these looks may have begun before the bind was answered.
        await time.PassAsync(TimeSpan.FromMilliseconds(50), until: () => time.Timers >= looked + 2);
        var enquire = await alive.ReceiveAsync(CommandId.EnquireLink);
        await alive.SendAsync(WirePdu.Empty(CommandId.EnquireLinkResp, enquire.Sequence));
        await Until.Async(() => server.Server.Sessions.Any(bound => bound.Counters.PdusIn == 2));
        await time.PassAsync(TimeSpan.FromMilliseconds(50), until: () => second.IsCompleted);

        Assert.Equal(CommandStatus.BindFailed, (await second).Status);
        await alive.SendAsync(WirePdu.Submit(2));
        await alive.ReceiveAsync(CommandId.SubmitSmResp);
    }

    [Fact]
    public async Task A_session_is_not_given_up_for_a_peer_that_has_gone_meanwhile()
    {
        var time = new WatchedTime();
        var session = SessionOptions.Default with { EnquireLink = TimeSpan.Zero, BindTimeout = SessionOptions.MaxDuration };
        await using var server = new TestServer(
            TestServer.Options with { Session = session }, [Accounts.Account(binds: 1) with { Takeover = TimeSpan.FromMinutes(1) }],
            time: time, authorizer: new AuthorizerOptions { Time = time });
        await using var old = await server.ConnectAsync();
        await old.BindAsync();
        await using (var next = await server.ConnectAsync())
        {
            await next.SendAsync(WirePdu.Bind());
            await Until.Async(() => server.Server.Sessions.Count == 2);
            time.Advance(TimeSpan.FromMilliseconds(50));
            await old.ReceiveAsync(CommandId.EnquireLink);
        }
        await time.PassAsync(TimeSpan.FromSeconds(1), until: () => server.Log.Has("refused") || server.Log.Has("gives its place"));

        Assert.False(server.Log.Has("gives its place"));
        await old.SendAsync(WirePdu.Submit(2));
        await old.ReceiveAsync(CommandId.SubmitSmResp);
        Assert.Equal(1, server.Authorizer.Binds("demo"));
    }

    [Fact]
    public async Task Without_a_policy_nobody_is_asked_or_replaced()
    {
        await using var server = new TestServer(accounts: [Accounts.Account(binds: 1)]);
        await using var first = await server.ConnectAsync();
        await first.BindAsync();
        await using var second = await server.ConnectAsync();
        Assert.Equal(CommandStatus.BindFailed, (await second.BindAsync()).Status);
        await first.SendAsync(WirePdu.Submit(2));

        await first.ReceiveAsync(CommandId.SubmitSmResp);
    }

    [Fact]
    public void A_bound_session_s_owner_hears_all_that_a_session_tells()
    {
        var counted = typeof(AccountAuthorizer).GetNestedTypes(BindingFlags.NonPublic)
            .Single(type => typeof(ISessionHandler).IsAssignableFrom(type));

        Assert.All(counted.GetInterfaceMap(typeof(ISessionHandler)).TargetMethods, method => Assert.Equal(counted, method.DeclaringType));
    }

    /// <summary>A clock that counts who waits for it.</summary>
    private sealed class WatchedTime : Microsoft.Extensions.Time.Testing.FakeTimeProvider
    {
        private int _timers;

        public int Timers => Volatile.Read(ref _timers);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            Interlocked.Increment(ref _timers);
            return timer;
        }

        public Task PassAsync(TimeSpan step, Func<bool> until) => Until.Async(() =>
        {
            if (until())
                return true;
            Advance(step);
            return false;
        });
    }

    private static byte[] Bind(CommandId kind, string addressRange) =>
        WirePdu.Of(new Bind(kind) { SystemId = "demo", Password = "demo", AddressRange = addressRange }, 1);
}
