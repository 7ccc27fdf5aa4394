using System.Security.Cryptography;
using System.Text;

namespace Smpp.Server;

/// <summary>
/// A password kept as text or as a <see cref="PasswordHash"/>. The first right answer costs the whole hash; its keyed digest is
/// remembered in memory, so that a customer that binds a hundred sessions again pays for one. Thread-safe; never shows the password.
/// </summary>
/// <remarks>A wrong password costs a hash even where the right one is kept as text: the time of a refusal tells nothing.</remarks>
public sealed class StoredPassword : IPasswordVerifier
{
    private static readonly Lazy<PasswordHash> Decoy =
        new(() => PasswordHash.Parse(PasswordHash.Create(Convert.ToHexString(RandomNumberGenerator.GetBytes(16))), out _)!);

    private readonly PasswordHash? _hash;
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(HMACSHA256.HashSizeInBytes);
    private volatile byte[]? _right;

    private StoredPassword(PasswordHash? hash, byte[]? right)
    {
        _hash = hash;
        _right = right;
    }

    /// <summary>No password is right, and each costs a hash: for whom there is no account.</summary>
    public static StoredPassword None { get; } = new(null, null);

    /// <summary>A password kept as text.</summary>
    public static StoredPassword Plain(string password)
    {
        ArgumentNullException.ThrowIfNull(password);
        var stored = new StoredPassword(null, null);
        stored._right = stored.Digest(password);
        return stored;
    }

    /// <summary>A password kept as a hash.</summary>
    public static StoredPassword Hashed(PasswordHash hash)
    {
        ArgumentNullException.ThrowIfNull(hash);
        return new StoredPassword(hash, null);
    }

    /// <inheritdoc/>
    public bool IsKnown(string password) =>
        _right is { } right && CryptographicOperations.FixedTimeEquals(right, Digest(password));

    /// <inheritdoc/>
    public bool Verify(string password)
    {
        if (IsKnown(password))
            return true;
        if (!(_hash ?? Decoy.Value).Matches(password) || _hash is null)
            return false;
        _right = Digest(password);
        return true;
    }

    private byte[] Digest(string password) => HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(password));
}
