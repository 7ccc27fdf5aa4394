using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Smpp.Protocol;
using Smpp.Session;

namespace Smpp.Server;

/// <summary>The accounts of a message centre, and the sessions that they open. Thread-safe.</summary>
internal sealed class CentreAccounts : IAccountDirectory
{
    private readonly MessageCentre _centre;
    private readonly Func<string, ServerAccount?> _find;
    private readonly Func<X509Certificate2, bool>? _isOwned;
    private readonly AccountAuthorizer _authorizer;
    // What is said of a session that opens is only the kind of its bind.
    private readonly ConcurrentDictionary<SmppSession, Bind> _binding = new();

    public CentreAccounts(
        MessageCentre centre, MessageCentreOptions options, Func<string, ServerAccount?> find, Func<X509Certificate2, bool>? isOwned,
        ILogger logger, LoginGuard? guard)
    {
        _centre = centre;
        _find = find;
        _isOwned = isOwned;
        SystemId = options.SystemId;
        _authorizer = new AccountAuthorizer(this, logger, guard, new AuthorizerOptions { Time = options.TimeProvider });
    }

    public string SystemId { get; }

    public ServerAccount? Find(string systemId) => _find(systemId);

    public bool IsOwned(X509Certificate2 certificate) => _isOwned?.Invoke(certificate) == true;

    public ISessionHandler Open(ServerAccount account, SmppSession session, CommandId bind) =>
        _centre.Open(session, _binding[session], account);

    public async ValueTask<BindDecision> AuthorizeAsync(SmppSession session, Bind bind)
    {
        _binding[session] = bind;
        try
        {
            return await _authorizer.AuthorizeAsync(session, bind).ConfigureAwait(false);
        }
        finally
        {
            _binding.TryRemove(session, out _);
        }
    }
}
