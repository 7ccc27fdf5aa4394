using Smpp.Protocol;
using Smpp.Session;

namespace Peers;

/// <summary>Decides every bind alike.</summary>
public sealed class FixedAuthorizer(Func<SmppSession, Bind, BindDecision> decide) : IBindAuthorizer
{
    public static FixedAuthorizer Accepting(ISessionHandler handler, SessionOptions? options = null) =>
        new((_, _) => new BindDecision(CommandStatus.Ok, "centre", handler, options));

    public ValueTask<BindDecision> AuthorizeAsync(SmppSession session, Bind bind) => new(decide(session, bind));
}
