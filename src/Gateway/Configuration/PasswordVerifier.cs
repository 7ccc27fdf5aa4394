using Smpp.Server;

namespace Gateway.Configuration;

/// <summary>The password of an account with the place it came from. <see cref="ToString"/> never shows it.</summary>
public sealed class PasswordVerifier : IPasswordVerifier, IEquatable<PasswordVerifier>
{
    private readonly Secret _stored;
    private readonly bool _isHash;
    private readonly StoredPassword _password;

    private PasswordVerifier(Secret stored, PasswordHash? hash)
    {
        _stored = stored;
        _isHash = hash is not null;
        _password = hash is null ? StoredPassword.Plain(stored.Reveal()) : StoredPassword.Hashed(hash);
    }

    /// <summary>
    /// For a stored secret: a hash when it reads like one, otherwise the password itself. Null with the reason for a broken hash, and for
    /// a password that no bind can carry.
    /// </summary>
    public static PasswordVerifier? Create(Secret stored, out string reason)
    {
        if (!stored.Reveal().StartsWith(PasswordHash.Scheme, StringComparison.Ordinal))
        {
            bool fits = PasswordField.Fits(stored.Reveal());
            reason = fits ? "" : PasswordField.Misfit;
            return fits ? new PasswordVerifier(stored, null) : null;
        }
        return PasswordHash.Parse(stored.Reveal(), out reason) is { } hash ? new PasswordVerifier(stored, hash) : null;
    }

    public bool IsKnown(string password) => _password.IsKnown(password);

    public bool Verify(string password) => _password.Verify(password);

    public bool Equals(PasswordVerifier? other) => other is not null && other._stored.Equals(_stored);

    public override bool Equals(object? obj) => Equals(obj as PasswordVerifier);

    public override int GetHashCode() => _stored.GetHashCode();

    public override string ToString() => _isHash ? $"{PasswordHash.Scheme}***" : _stored.ToString();
}
