namespace Smpp.Server;

/// <summary>Checks passwords in time that does not depend on what is compared.</summary>
public interface IPasswordVerifier
{
    /// <summary>
    /// True when <paramref name="password"/> is right and that is known without the cost of <see cref="Verify"/>, such as from an
    /// earlier time. Must be quick.
    /// </summary>
    bool IsKnown(string password) => false;

    /// <summary>
    /// True when <paramref name="password"/> is right. May be slow on purpose, and may block: called on threads of lower priority that
    /// serve no sessions, on at most <see cref="AuthorizerOptions.Verifications"/> of them at once.
    /// </summary>
    bool Verify(string password);
}
