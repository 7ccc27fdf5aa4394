using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Smpp.Protocol;
using Smpp.Session;

namespace Smpp.Server.Tests;

public sealed class AccountAuthorizerTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly Heartbeat _heartbeat;
    private readonly RecordingLogger _logger = new();

    public AccountAuthorizerTests() => _heartbeat = new Heartbeat(_time);

    public void Dispose() => _heartbeat.Dispose();

    [Fact]
    public async Task The_right_password_is_accepted_with_our_system_id_and_the_accounts_session_options()
    {
        var account = Accounts.Account() with { Session = SessionOptions.Default with { Window = 7 } };
        var authorizer = Authorizer(new Accounts(account));
        var decision = await DecideAsync(authorizer);

        Assert.Equal((CommandStatus.Ok, "centre", account.Session), (decision.Status, decision.SystemId, decision.Options));
        Assert.Equal(1, authorizer.Binds("demo"));
        Assert.True(_logger.Has("demo bound"));
    }

    [Theory]
    [InlineData(0x33, CommandStatus.InvalidPassword)]
    [InlineData(0x34, CommandStatus.InvalidPassword)]
    [InlineData(0x50, CommandStatus.BindFailed)]
    public async Task Unknown_system_id_wrong_password_and_wrong_address_get_the_same_answer(byte version, CommandStatus expected)
    {
        var authorizer = Authorizer(new Accounts(
            Accounts.Account(), Accounts.Account("fenced") with { Networks = [IPNetwork.Parse("192.0.2.0/24")] }));

        var unknown = await DecideAsync(authorizer, systemId: "nobody", version: version);
        var wrong = await DecideAsync(authorizer, password: "guess", version: version);
        var fenced = await DecideAsync(authorizer, systemId: "fenced", version: version);

        Assert.Equal(BindDecision.Refuse(expected), unknown);
        Assert.Equal(unknown, wrong);
        Assert.Equal(unknown, fenced);
        Assert.True(_logger.Has("unknown system_id") && _logger.Has("wrong password") && _logger.Has("address not allowed"));
        Assert.DoesNotContain(_logger.Lines, line => line.Text.Contains("guess", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_address_is_checked_before_the_password()
    {
        var account = Accounts.Account() with { Networks = [IPNetwork.Parse("192.0.2.0/24")] };
        var password = (Accounts.PlainPassword)account.Password!;
        var authorizer = Authorizer(new Accounts(account));

        await DecideAsync(authorizer, from: "203.0.113.1");
        Assert.Equal(0, password.Checks);
        Assert.Equal(CommandStatus.Ok, (await DecideAsync(authorizer, from: "192.0.2.1")).Status);
        Assert.Equal(1, password.Checks);
    }

    [Fact]
    public async Task An_unknown_system_id_costs_the_time_of_a_password_check_too()
    {
        var account = Accounts.Account();
        var password = (Accounts.PlainPassword)account.Password!;
        var authorizer = Authorizer(new Accounts(account));
        await DecideAsync(authorizer, password: "wrong");
        await DecideAsync(authorizer, systemId: "nobody");

        Assert.Equal(2, password.Checks);
    }

    [Fact]
    public async Task An_unknown_system_id_a_wrong_password_and_a_wrong_address_cost_one_verification_each()
    {
        var decoy = new Accounts.PlainPassword("");
        var account = Accounts.Account();
        var password = (Accounts.PlainPassword)account.Password!;
        var fenced = Accounts.Account("fenced") with { Networks = [IPNetwork.Parse("192.0.2.0/24")] };
        var authorizer = new AccountAuthorizer(
            new Accounts(account, fenced), _logger, options: new AuthorizerOptions { Decoy = decoy });

        await DecideAsync(authorizer, systemId: "nobody");
        Assert.Equal((1, 0), (decoy.Checks, password.Checks));
        await DecideAsync(authorizer, password: "wrong");
        Assert.Equal((1, 1), (decoy.Checks, password.Checks));
        await DecideAsync(authorizer, systemId: "fenced");
        Assert.Equal((2, 1), (decoy.Checks, password.Checks));
        Assert.Equal(0, ((Accounts.PlainPassword)fenced.Password!).Checks);
    }

    [Fact]
    public async Task A_password_that_is_right_elsewhere_costs_a_verification_too()
    {
        using var verifying = new SemaphoreSlim(2);
        var slow = new SlowPassword(verifying);
        var authorizer = new AccountAuthorizer(new Accounts(Accounts.Account() with { Password = slow }), _logger);
        Assert.Equal(CommandStatus.Ok, (await DecideAsync(authorizer, password: "known")).Status);
        await DecideAsync(authorizer, systemId: "nobody", password: "known");

        Assert.False(slow.IsKnown(Assert.Single(slow.Passwords)));
    }

    [Fact]
    public void An_unknown_system_id_costs_a_verification_before_any_account_was_asked()
    {
        var authorizer = new AccountAuthorizer(new Accounts(), _logger, options: new AuthorizerOptions { Verifications = 1 });
        // It is not given back: whoever needs one waits.
        Assert.True(authorizer.FreeVerifications.TryRead(out _));

        Assert.False(DecideAsync(authorizer, systemId: "nobody").IsCompleted);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Verifications_that_never_begin_are_refused(int verifications) => Assert.Contains(
        $"Verifications is {verifications}; it must be at least 1.",
        Assert.Throws<ArgumentException>(
            () => new AccountAuthorizer(new Accounts(), _logger, options: new AuthorizerOptions { Verifications = verifications })).Message,
        StringComparison.Ordinal);

    [Fact]
    public async Task An_account_at_fault_is_bound_by_nobody_and_keeps_no_place()
    {
        var authorizer = Authorizer(new Accounts(Accounts.Account(binds: 0) with { Takeover = TimeSpan.FromTicks(-1) }));
        await DecideAsync(authorizer, password: "wrong");

        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => DecideAsync(authorizer));
        Assert.Contains("the account demo is at fault: Takeover is", fault.Message, StringComparison.Ordinal);
        Assert.Equal(0, authorizer.Binds("demo"));
    }

    [Fact]
    public async Task The_refusal_of_older_peers_is_configurable_and_the_same_for_all()
    {
        var authorizer = new AccountAuthorizer(
            new Accounts(Accounts.Account()), _logger, options: new AuthorizerOptions { Refused = CommandStatus.InvalidSystemId });

        Assert.Equal(CommandStatus.InvalidSystemId, (await DecideAsync(authorizer, systemId: "nobody")).Status);
        Assert.Equal(CommandStatus.InvalidSystemId, (await DecideAsync(authorizer, password: "wrong")).Status);
        Assert.Equal(CommandStatus.BindFailed, (await DecideAsync(authorizer, password: "wrong", version: 0x50)).Status);
    }

    [Fact]
    public async Task Who_is_known_does_not_wait_behind_those_whose_passwords_are_verified()
    {
        using var verifying = new SemaphoreSlim(0);
        var slow = new SlowPassword(verifying);
        var authorizer = new AccountAuthorizer(
            new Accounts(Accounts.Account() with { Password = slow }), _logger, options: new AuthorizerOptions { Verifications = 1 });
        var wrong = Enumerable.Range(0, 5)
            .Select(_ => Task.Run(() => DecideAsync(authorizer, password: "wrong"), TestContext.Current.CancellationToken)).ToArray();
        await Shared.Until.Async(() => slow.Verifying == 1);

        Assert.Equal(CommandStatus.Ok, (await DecideAsync(authorizer, password: "known")).Status);
        Assert.Equal(1, slow.Verifying);
        verifying.Release(5);
        Assert.All(await Task.WhenAll(wrong), decision => Assert.Equal(CommandStatus.InvalidPassword, decision.Status));
        Assert.Equal(1, slow.MostAtOnce);
    }

    [Fact]
    public async Task A_password_is_not_verified_on_a_thread_that_serves_sessions()
    {
        using var verifying = new SemaphoreSlim(1);
        var slow = new SlowPassword(verifying);
        var authorizer = new AccountAuthorizer(new Accounts(Accounts.Account() with { Password = slow }), _logger);
        await DecideAsync(authorizer, password: "wrong");

        Assert.Equal(1, slow.Verified);
        Assert.False(slow.WasOnThreadPool);
    }

    [Fact]
    public async Task An_address_that_was_banned_while_it_waited_costs_no_more_verifications()
    {
        using var verifying = new SemaphoreSlim(0);
        var slow = new SlowPassword(verifying);
        var authorizer = new AccountAuthorizer(
            new Accounts(Accounts.Account() with { Password = slow }), _logger, new LoginGuard(_time),
            new AuthorizerOptions { Verifications = 1 });
        var wrong = Enumerable.Range(0, 50)
            .Select(_ => Task.Run(() => DecideAsync(authorizer, password: "wrong"), TestContext.Current.CancellationToken)).ToArray();
        verifying.Release(50);
        await Task.WhenAll(wrong);

        Assert.InRange(slow.Verified, 1, LoginGuard.FreeFailures + 2);
    }

    [Theory]
    [InlineData(CommandId.BindTransmitter)]
    [InlineData(CommandId.BindReceiver)]
    [InlineData(CommandId.BindTransceiver)]
    public async Task A_kind_of_bind_that_is_turned_off_is_an_invalid_command(CommandId kind)
    {
        var account = Accounts.Account() with
        {
            Transmitter = kind != CommandId.BindTransmitter,
            Receiver = kind != CommandId.BindReceiver,
            Transceiver = kind != CommandId.BindTransceiver,
        };
        var authorizer = Authorizer(new Accounts(account));

        Assert.Equal(CommandStatus.InvalidCommandId, (await DecideAsync(authorizer, kind)).Status);
        Assert.Equal(0, authorizer.Binds("demo"));
    }

    [Fact]
    public async Task A_wrong_password_does_not_learn_which_binds_are_turned_off()
    {
        var authorizer = Authorizer(new Accounts(Accounts.Account() with { Receiver = false }));

        Assert.Equal(CommandStatus.InvalidPassword, (await DecideAsync(authorizer, CommandId.BindReceiver, password: "wrong")).Status);
    }

    [Fact]
    public async Task Beyond_the_accounts_binds_a_bind_fails_until_a_session_ends_and_each_place_is_given_back_once()
    {
        var authorizer = Authorizer(new Accounts(Accounts.Account(binds: 2), Accounts.Account("other")));
        var first = await DecideAsync(authorizer);
        await DecideAsync(authorizer);
        Assert.Equal(CommandStatus.BindFailed, (await DecideAsync(authorizer)).Status);
        Assert.Equal(CommandStatus.Ok, (await DecideAsync(authorizer, systemId: "other")).Status);
        Assert.Equal(2, authorizer.Binds("demo"));

        first.Handler!.OnEnd(Session(), new SessionEnd(SessionEndReason.Unbound));
        Assert.Equal((1, 1), (authorizer.Binds("demo"), authorizer.Binds("other")));
        Assert.Equal(CommandStatus.Ok, (await DecideAsync(authorizer)).Status);
        Assert.Equal(CommandStatus.BindFailed, (await DecideAsync(authorizer)).Status);
    }

    [Fact]
    public async Task A_handler_that_cannot_be_opened_costs_no_place()
    {
        var accounts = new Accounts(Accounts.Account(binds: 1)) { WhenOpening = () => throw new InvalidOperationException() };
        var authorizer = Authorizer(accounts);
        await Assert.ThrowsAsync<InvalidOperationException>(() => DecideAsync(authorizer));
        accounts.WhenOpening = null;

        Assert.Equal(CommandStatus.Ok, (await DecideAsync(authorizer)).Status);
    }

    [Fact]
    public async Task Binds_at_once_never_exceed_the_limit()
    {
        var authorizer = Authorizer(new Accounts(Accounts.Account(binds: 3)));
        var decisions = await Task.WhenAll(
            Enumerable.Range(0, 50).Select(_ => Task.Run(() => DecideAsync(authorizer), TestContext.Current.CancellationToken)));

        Assert.Equal(3, decisions.Count(decision => decision.Status == CommandStatus.Ok));
        Assert.Equal(3, authorizer.Binds("demo"));
    }

    [Fact]
    public async Task The_owner_hears_what_the_session_says_and_its_end_after_the_place_is_free()
    {
        var accounts = new Accounts(Accounts.Account());
        var authorizer = Authorizer(accounts);
        var handler = (await DecideAsync(authorizer)).Handler!;
        Assert.True(accounts.Handlers.TryDequeue(out var owner));
        int bindsAtEnd = -1;
        owner.WhenEnded = () => bindsAtEnd = authorizer.Binds("demo");
        handler.OnReady(Session());
        handler.OnEnd(Session(), new SessionEnd(SessionEndReason.ClosedByPeer));

        Assert.Equal((1, 0), (owner.Readies, bindsAtEnd));
        Assert.Equal(SessionEndReason.ClosedByPeer, Assert.Single(owner.Ends).Reason);
    }

    [Fact]
    public async Task Refusals_count_towards_a_ban_and_a_bind_clears_them()
    {
        var guard = new LoginGuard(_time);
        var authorizer = new AccountAuthorizer(new Accounts(Accounts.Account()), NullLogger.Instance, guard);
        for (int i = 0; i < LoginGuard.FreeFailures; i++)
            await DecideAsync(authorizer, password: "wrong");
        await DecideAsync(authorizer);
        Assert.False(guard.IsBanned(IPAddress.Loopback));
        (await DecideAsync(authorizer)).Handler!.OnEnd(Session(), default);
        for (int i = 0; i < LoginGuard.FreeFailures + 1; i++)
            await DecideAsync(authorizer, systemId: "nobody", from: "192.0.2.9");

        Assert.True(guard.IsBanned(IPAddress.Parse("192.0.2.9")));
    }

    private AccountAuthorizer Authorizer(Accounts accounts) => new(accounts, _logger);

    private async Task<BindDecision> DecideAsync(
        AccountAuthorizer authorizer, CommandId kind = CommandId.BindTransceiver, string systemId = "demo", string password = "demo",
        byte version = 0x34, string from = "127.0.0.1") =>
        await authorizer.AuthorizeAsync(
            Session(from), new Bind(kind) { SystemId = systemId, Password = password, InterfaceVersion = (InterfaceVersion)version });

    private SmppSession Session(string from = "127.0.0.1") =>
        new(SessionRole.MessageCentre, SessionOptions.Default, _heartbeat, authorizer: FixedAuthorizer.Accepting(new RecordingHandler()))
        {
            RemoteEndPoint = new IPEndPoint(IPAddress.Parse(from), 40_000),
        };
}
