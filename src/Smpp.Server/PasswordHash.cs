using System.Globalization;
using System.Security.Cryptography;

namespace Smpp.Server;

/// <summary>
/// A password as PBKDF2-HMAC-SHA-512 (RFC 8018 §5.2), written <c>pbkdf2-sha512:iterations:salt:hash</c> with salt and hash in base64.
/// </summary>
public sealed class PasswordHash
{
    /// <summary>What every written hash begins with.</summary>
    public const string Scheme = "pbkdf2-sha512:";

    /// <summary>What <see cref="Create"/> uses unless told otherwise: about a tenth of a second on one core.</summary>
    public const int DefaultIterations = 210_000;

    private const int LeastIterations = 1_000;
    private const int MostIterations = 10_000_000;
    private const int SaltOctets = 16;
    private const int HashOctets = 64;
    private const int LeastSaltOctets = 8;
    private const int LeastHashOctets = 32;
    private readonly int _iterations;
    private readonly byte[] _salt;
    private readonly byte[] _hash;

    private PasswordHash(int iterations, byte[] salt, byte[] hash)
    {
        _iterations = iterations;
        _salt = salt;
        _hash = hash;
    }

    /// <summary>Hashes a password under a fresh salt.</summary>
    /// <param name="password">The password, not empty.</param>
    /// <param name="iterations">1,000 to 10,000,000.</param>
    public static string Create(string password, int iterations = DefaultIterations)
    {
        ArgumentException.ThrowIfNullOrEmpty(password);
        ArgumentOutOfRangeException.ThrowIfLessThan(iterations, LeastIterations);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(iterations, MostIterations);
        var salt = RandomNumberGenerator.GetBytes(SaltOctets);
        var hash = Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, HashAlgorithmName.SHA512, HashOctets);
        var numbers = iterations.ToString(CultureInfo.InvariantCulture);
        return $"{Scheme}{numbers}:{Convert.ToBase64String(salt)}:{Convert.ToBase64String(hash)}";
    }

    /// <summary>Reads the written form, scheme included; null with the reason when it is none.</summary>
    public static PasswordHash? Parse(string text, out string reason)
    {
        ArgumentNullException.ThrowIfNull(text);
        reason = "";
        var parts = text.Split(':');
        if (parts.Length != 4 || parts[0] + ":" != Scheme)
            reason = $"a password hash reads {Scheme}iterations:salt:hash; smpp hash makes one";
        else if (!int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var iterations)
            || iterations is < LeastIterations or > MostIterations)
            reason = $"the iterations of a password hash are a number from {LeastIterations} to {MostIterations}";
        else if (Base64(parts[2], LeastSaltOctets) is not { } salt)
            reason = $"the salt of a password hash is base64 of at least {LeastSaltOctets} octets";
        else if (Base64(parts[3], LeastHashOctets) is not { } hash)
            reason = $"the hash of a password hash is base64 of {LeastHashOctets} to {HashOctets} octets";
        else
            return new PasswordHash(iterations, salt, hash);
        return null;
    }

    /// <summary>Whether it is the password. Deliberately slow; the comparison takes the same time wherever the difference is.</summary>
    public bool Matches(string password) => CryptographicOperations.FixedTimeEquals(
        _hash, Rfc2898DeriveBytes.Pbkdf2(password, _salt, _iterations, HashAlgorithmName.SHA512, _hash.Length));

    private static byte[]? Base64(string text, int least)
    {
        Span<byte> octets = stackalloc byte[HashOctets];
        return Convert.TryFromBase64String(text, octets, out var written) && written >= least ? octets[..written].ToArray() : null;
    }
}
