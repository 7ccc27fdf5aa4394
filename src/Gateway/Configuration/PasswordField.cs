using Smpp.Protocol;

namespace Gateway.Configuration;

/// <summary>The password field of a bind: v3.4 §5.2.2 gives it 8 characters, many message centres hand out and take more.</summary>
public static class PasswordField
{
    /// <summary>What the specification gives it.</summary>
    public const int Specified = FieldLimits.Password - 1;

    private const int Longest = DecodeRules.TolerantPasswordMaximum - 1;

    /// <summary>What is wrong with a password that does not fit.</summary>
    public static string Misfit => $"it does not fit its field: up to {Longest} Latin-1 characters without NUL (v3.4 says 8)";

    /// <summary>Whether a bind can carry it to a session that reads it.</summary>
    public static bool Fits(string password) =>
        password.Length <= Longest && !password.AsSpan().ContainsAnyExceptInRange('\u0001', '\u00FF');
}
