using System.Security.Cryptography;
using System.Text;
using Smpp.Server;

namespace Gateway.Configuration;

/// <summary>Checks the password of an account, whether it is kept as text or as a hash. <see cref="ToString"/> never shows it.</summary>
/// <remarks>
/// Thread-safe. The first check of a hashed password takes about a tenth of a second of CPU, so it belongs on no reader loop; once a
/// password was right, its keyed digest is remembered, and a customer that binds a hundred sessions pays for one.
/// </remarks>
public sealed class PasswordVerifier : IPasswordVerifier, IEquatable<PasswordVerifier>
{
    private readonly Secret _stored;
    private readonly PasswordHash? _hash;
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(HMACSHA256.HashSizeInBytes);
    private volatile byte[]? _right;

    private PasswordVerifier(Secret stored, PasswordHash? hash)
    {
        _stored = stored;
        _hash = hash;
        if (hash is null)
            _right = Digest(stored.Reveal());
    }

    /// <summary>
    /// For a stored secret: a hash when it reads like one, otherwise the password itself. Null with the reason for a broken hash.
    /// </summary>
    public static PasswordVerifier? Create(Secret stored, out string reason)
    {
        reason = "";
        if (!stored.Reveal().StartsWith(PasswordHash.Scheme, StringComparison.Ordinal))
            return new PasswordVerifier(stored, null);
        return PasswordHash.Parse(stored.Reveal(), out reason) is { } hash ? new PasswordVerifier(stored, hash) : null;
    }

    /// <summary>Whether it is the password of the account. Takes the same time wherever a wrong one differs.</summary>
    public bool Verify(string password)
    {
        var digest = Digest(password);
        if (_right is { } right && CryptographicOperations.FixedTimeEquals(right, digest))
            return true;
        if (_hash is null || !_hash.Matches(password))
            return false;
        _right = digest;
        return true;
    }

    public bool Equals(PasswordVerifier? other) => other is not null && other._stored.Equals(_stored);

    public override bool Equals(object? obj) => Equals(obj as PasswordVerifier);

    public override int GetHashCode() => _stored.GetHashCode();

    public override string ToString() => _hash is null ? _stored.ToString() : $"{PasswordHash.Scheme}***";

    private byte[] Digest(string password) => HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(password));
}
