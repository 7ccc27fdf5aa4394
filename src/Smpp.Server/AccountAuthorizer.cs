using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Smpp.Protocol;
using Smpp.Session;

namespace Smpp.Server;

/// <summary>
/// Decides about binds by account: address and certificate before password, the same answer in the same time for an unknown
/// system_id and a wrong password, then the kind of bind, the address_range and the number of sessions.
/// </summary>
public sealed class AccountAuthorizer : IBindAuthorizer
{
    private readonly IAccountDirectory _directory;
    private readonly ILogger _logger;
    private readonly LoginGuard? _guard;
    private readonly AuthorizerOptions _options;
    private readonly Takeover _takeover;
    // A token for each verification that may run at once.
    private readonly Channel<bool> _verifying = Channel.CreateUnbounded<bool>();
    private readonly ConcurrentDictionary<string, AccountPlaces> _places = new(StringComparer.Ordinal);
    // As long as a bind's may be. The peer's own password may be the right one of the decoy's account, which costs nothing to see.
    private readonly string _wrong = Convert.ToBase64String(RandomNumberGenerator.GetBytes(6));
    private volatile IPasswordVerifier? _last;

    /// <summary>Makes an authoriser.</summary>
    /// <param name="directory">The accounts.</param>
    /// <param name="logger">Hears who bound and who was refused, and why; never a password.</param>
    /// <param name="guard">Counts refusals, or null.</param>
    /// <param name="options">How it answers; null takes the defaults.</param>
    /// <exception cref="ArgumentException">The options are at fault; the message names them.</exception>
    public AccountAuthorizer(IAccountDirectory directory, ILogger logger, LoginGuard? guard = null, AuthorizerOptions? options = null)
    {
        _directory = directory;
        _logger = logger;
        _guard = guard;
        _options = options ?? new AuthorizerOptions();
        if (_options.Verifications < 1)
            throw new ArgumentException($"Verifications is {_options.Verifications}; it must be at least 1.", nameof(options));
        _takeover = new Takeover(_options.Time, logger);
        for (int i = 0; i < _options.Verifications; i++)
            _verifying.Writer.TryWrite(true);
    }

    /// <summary>A token for each verification that may begin now.</summary>
    internal ChannelReader<bool> FreeVerifications => _verifying.Reader;

    /// <summary>Sessions bound to <paramref name="systemId"/> now.</summary>
    public int Binds(string systemId) => _places.TryGetValue(systemId, out var places) ? places.Count : 0;

    /// <inheritdoc/>
    public async ValueTask<BindDecision> AuthorizeAsync(SmppSession session, Bind bind)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(bind);
        var address = (session.RemoteEndPoint as IPEndPoint)?.Address ?? IPAddress.None;
        var account = _directory.Find(bind.SystemId);
        if (await ImpostureAsync(account, session, bind, address).ConfigureAwait(false) is { } imposture)
        {
            _guard?.OnFailure(address);
            Log.BindRefused(_logger, bind.SystemId, session.RemoteEndPoint, imposture);
            return BindDecision.Refuse((byte)bind.InterfaceVersion >= 0x50 ? CommandStatus.BindFailed : _options.Refused);
        }
        if (account!.Validate().ToArray() is { Length: > 0 } faults)
            throw new InvalidOperationException($"the account {account.SystemId} is at fault: {string.Join(" ", faults)}");
        if (!account.Allows(bind.Id))
        {
            Log.BindRefused(_logger, bind.SystemId, session.RemoteEndPoint, $"{bind.Id.Name} not allowed");
            // So that the peer can try another kind of bind (v3.4 §4.1).
            return BindDecision.Refuse(CommandStatus.InvalidCommandId, mayRetry: true);
        }
        AddressRange? range = null;
        if (account.ObeysAddressRange && bind.Id != CommandId.BindTransmitter && !AddressRange.TryParse(bind.AddressRange, out range))
        {
            Log.BindRefused(_logger, bind.SystemId, session.RemoteEndPoint, "its address_range is no regular expression that can be used");
            return BindDecision.Refuse(CommandStatus.BindFailed);
        }
        var places = _places.GetOrAdd(account.SystemId, static _ => new AccountPlaces());
        if (!places.TryTake(session, account.Binds)
            && (account.Takeover == TimeSpan.Zero || !await _takeover.TryAsync(places, account, session).ConfigureAwait(false)))
        {
            Log.BindRefused(_logger, bind.SystemId, session.RemoteEndPoint, $"{account.Binds} sessions are bound already");
            return BindDecision.Refuse(account.TooManyBinds);
        }
        return Open(account, places, session, bind, address) with { Range = range };
    }

    private BindDecision Open(ServerAccount account, AccountPlaces places, SmppSession session, Bind bind, IPAddress address)
    {
        ISessionHandler inner;
        try
        {
            inner = _directory.Open(account, session, bind.Id);
        }
        catch
        {
            places.GiveBack(session);
            throw;
        }
        _guard?.OnBound(address);
        Log.Bound(_logger, bind.SystemId, session.RemoteEndPoint, bind.Id.Name);
        var handler = new CountedHandler(places, session, _guard, address, _logger, inner);
        return new BindDecision(CommandStatus.Ok, _directory.SystemId, handler, account.Session);
    }

    /// <summary>Why the peer is not who it says it is, or null when it is.</summary>
    private async ValueTask<string?> ImpostureAsync(ServerAccount? account, SmppSession session, Bind bind, IPAddress address)
    {
        string? reason = account is null ? "unknown system_id"
            : account is { Password: null, Certificate: null } ? "the account has neither password nor certificate"
            : !account.Allows(address) ? "address not allowed"
            : WrongCertificate(account, session);
        if (reason is not null)
        {
            // As slow as a wrong password, so that the time of an answer does not tell which system_ids exist.
            await VerifyAsync(_options.Decoy ?? _last ?? StoredPassword.None, session, _wrong, address).ConfigureAwait(false);
            return reason;
        }
        if (account!.Password is not { } password)
            return null;
        _last = password;
        return password.IsKnown(bind.Password) || await VerifyAsync(password, session, bind.Password, address).ConfigureAwait(false)
            ? null
            : "wrong password";
    }

    private string? WrongCertificate(ServerAccount account, SmppSession session)
    {
        if (session.PeerCertificate is not { } certificate)
            return account.Certificate is null ? null : "the account needs a certificate, and the connection showed none";
        if (account.Certificate is { } rule)
            return rule.Matches(certificate) ? null : "the connection's certificate is not the account's";
        return _directory.IsOwned(certificate) ? "the connection's certificate is another account's" : null;
    }

    /// <summary>Verifies a few passwords at a time: a storm of wrong ones takes some processors, never all.</summary>
    private async ValueTask<bool> VerifyAsync(IPasswordVerifier verifier, SmppSession session, string password, IPAddress address)
    {
        await FreeVerifications.ReadAsync().ConfigureAwait(false);
        try
        {
            // Whoever has gone, or was banned for what it sent beside this, has no answer to wait for.
            bool isMoot = session.IsPeerGone || (_guard is not null && _guard.IsBanned(address));
            return !isMoot && await PatientThreads.RunAsync(() => verifier.Verify(password)).ConfigureAwait(false);
        }
        finally
        {
            _verifying.Writer.TryWrite(true);
        }
    }

    /// <summary>Gives the session's place back at its end, before its owner hears of it, and logs why it is made to leave.</summary>
    private sealed class CountedHandler(
        AccountPlaces places, SmppSession counted, LoginGuard? guard, IPAddress address, ILogger logger, ISessionHandler inner)
        : ISessionHandler
    {
        public void OnMessage(in Inbound request, scoped in MessageView message) => inner.OnMessage(request, message);

        public void OnRequest(in Inbound request, ReadOnlySpan<byte> body) => inner.OnRequest(request, body);

        public void OnResponse(SmppSession session, in PduHeader header, ReadOnlySpan<byte> body) =>
            inner.OnResponse(session, header, body);

        public void OnTimeout(SmppSession session, int requests) => inner.OnTimeout(session, requests);

        public void OnUnanswered(SmppSession session, int requests)
        {
            Log.Mute(logger, session.PeerSystemId, session.RemoteEndPoint, requests);
            inner.OnUnanswered(session, requests);
        }

        public void OnReady(SmppSession session) => inner.OnReady(session);

        public void OnEnd(SmppSession session, SessionEnd end)
        {
            places.GiveBack(counted);
            guard?.OnUnbound(address);
            inner.OnEnd(session, end);
        }
    }
}
