using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Logging;
using Smpp.Protocol;
using Smpp.Session;

namespace Smpp.Server;

/// <summary>What the owner of the accounts gives to <see cref="AccountAuthorizer"/>.</summary>
public interface IAccountDirectory
{
    /// <summary>Our system_id, sent in bind responses.</summary>
    string SystemId { get; }

    /// <summary>The account with this system_id as it is configured now, or null.</summary>
    ServerAccount? Find(string systemId);

    /// <summary>The handler of a session that is about to be bound; the authoriser calls its OnEnd when the session ends.</summary>
    ISessionHandler Open(ServerAccount account, SmppSession session, CommandId bind);
}

/// <summary>
/// Decides about binds by account: address before password, the same answer for an unknown system_id and a wrong password,
/// then the kind of bind and the number of sessions.
/// </summary>
public sealed class AccountAuthorizer(IAccountDirectory directory, ILogger logger, LoginGuard? guard = null) : IBindAuthorizer
{
    private readonly ConcurrentDictionary<string, int> _binds = new(StringComparer.Ordinal);

    private volatile IPasswordVerifier? _decoy;

    /// <summary>Sessions bound to <paramref name="systemId"/> now.</summary>
    public int Binds(string systemId) => _binds.GetValueOrDefault(systemId);

    /// <inheritdoc/>
    public ValueTask<BindDecision> AuthorizeAsync(SmppSession session, Bind bind)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(bind);
        var remote = session.RemoteEndPoint as IPEndPoint;
        var address = remote?.Address ?? IPAddress.None;
        var account = directory.Find(bind.SystemId);
        string? refusal = null;
        if (account is null)
        {
            // As slow as a wrong password, so that the time of an answer does not tell which system_ids exist.
            _decoy?.Verify(bind.Password);
            refusal = "unknown system_id";
        }
        else if (!account.Allows(address))
        {
            refusal = "address not allowed";
        }
        else if (!(_decoy = account.Password).Verify(bind.Password))
        {
            refusal = "wrong password";
        }
        if (refusal is not null)
        {
            guard?.OnFailure(address);
            Log.BindRefused(logger, bind.SystemId, remote, refusal);
            // v5.0 §4.7.6 keeps RINVPASWD for bad lengths; v3.4 peers expect it for a wrong password.
            return new(BindDecision.Refuse((byte)bind.InterfaceVersion >= 0x50 ? CommandStatus.BindFailed : CommandStatus.InvalidPassword));
        }
        if (!account!.Allows(bind.Id))
        {
            Log.BindRefused(logger, bind.SystemId, remote, $"{bind.Id.Name} not allowed");
            return new(BindDecision.Refuse(CommandStatus.InvalidCommandId));
        }
        if (_binds.AddOrUpdate(account.SystemId, 1, static (_, count) => count + 1) > account.Binds)
        {
            Uncount(account.SystemId);
            Log.BindRefused(logger, bind.SystemId, remote, $"{account.Binds} sessions are bound already");
            return new(BindDecision.Refuse(CommandStatus.BindFailed));
        }
        ISessionHandler inner;
        try
        {
            inner = directory.Open(account, session, bind.Id);
        }
        catch
        {
            Uncount(account.SystemId);
            throw;
        }
        guard?.OnBound(address);
        Log.Bound(logger, bind.SystemId, remote, bind.Id.Name);
        var handler = new CountedHandler(this, account.SystemId, address, inner);
        return new(new BindDecision(CommandStatus.Ok, directory.SystemId, handler, account.Session));
    }

    private void Uncount(string systemId) => _binds.AddOrUpdate(systemId, 0, static (_, count) => count - 1);

    private void Release(string systemId, IPAddress address)
    {
        Uncount(systemId);
        guard?.OnUnbound(address);
    }

    /// <summary>Gives the session's place back at its end, before its owner hears of it.</summary>
    private sealed class CountedHandler(AccountAuthorizer authorizer, string systemId, IPAddress address, ISessionHandler inner)
        : ISessionHandler
    {
        public void OnMessage(in Inbound request, scoped in MessageView message) => inner.OnMessage(request, message);

        public void OnRequest(in Inbound request, ReadOnlySpan<byte> body) => inner.OnRequest(request, body);

        public void OnReady(SmppSession session) => inner.OnReady(session);

        public void OnEnd(SmppSession session, SessionEnd end)
        {
            authorizer.Release(systemId, address);
            inner.OnEnd(session, end);
        }
    }
}
