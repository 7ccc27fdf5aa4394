using Smpp.Protocol;

namespace Smpp.Server;

/// <summary>How <see cref="AccountAuthorizer"/> answers. Immutable; configure with <c>with</c>.</summary>
public sealed record AuthorizerOptions
{
    /// <summary>
    /// The answer to an unknown system_id and to a wrong password alike, for peers up to v3.4; v5.0 peers get ESME_RBINDFAIL, since
    /// v5.0 §4.7.6 keeps ESME_RINVPASWD and ESME_RINVSYSID for fields of a bad length.
    /// </summary>
    public CommandStatus Refused { get; init; } = CommandStatus.InvalidPassword;

    /// <summary>
    /// Verified, with a password that is never right, where there is none to verify, so that the time of an answer does not tell which
    /// system_ids exist. Null takes the verifier of the account that was asked last, and <see cref="StoredPassword.None"/> before that.
    /// </summary>
    public IPasswordVerifier? Decoy { get; init; }

    /// <summary>Passwords that are verified at once, 1 or more; further ones wait, so that sessions are served meanwhile.</summary>
    public int Verifications { get; init; } = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
