using System.Security;

namespace Gateway.Configuration;

/// <summary>A password or other secret with the place it came from. <see cref="ToString"/> never shows it.</summary>
public sealed class Secret : IEquatable<Secret>
{
    private readonly string _value;

    /// <param name="value">The secret itself.</param>
    /// <param name="origin">Where it came from, such as <c>env:NAME</c>; printed in its place.</param>
    public Secret(string value, string origin)
    {
        _value = value;
        Origin = origin;
    }

    public string Origin { get; }

    /// <summary>The secret itself, to be used and not kept, logged or shown.</summary>
    public string Reveal() => _value;

    public bool Equals(Secret? other) => other is not null && other._value == _value;

    public override bool Equals(object? obj) => Equals(obj as Secret);

    public override int GetHashCode() => _value.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Origin;
}

/// <summary>
/// Fetches what <c>plain:</c>, <c>env:</c> and <c>file:</c> stand for. Paths are relative to the folder of the configuration.
/// </summary>
internal sealed class SecretResolver(string folder, Func<string, string?> environment)
{
    public const string Plain = "plain:";
    private const string Environment = "env:";
    private const string FromFile = "file:";
    private const int LargestFile = 64 * 1024;

    /// <summary>
    /// The secret, or null with the reason, which is empty when the text says no such scheme. The reason never shows what was written:
    /// it may be a password without its scheme.
    /// </summary>
    public Secret? Resolve(string text, out string reason)
    {
        reason = "";
        if (text.StartsWith(Plain, StringComparison.Ordinal))
            return NotEmpty(text[Plain.Length..], Plain + "***", "plain: is followed by nothing", out reason);
        if (text.StartsWith(Environment, StringComparison.Ordinal))
        {
            var name = text[Environment.Length..];
            return NotEmpty(environment(name), text, $"environment variable {name} is not set", out reason);
        }
        if (text.StartsWith(FromFile, StringComparison.Ordinal))
            return Read(text, out reason);
        return null;
    }

    /// <summary>The file that a secret came from, or null when it came from none.</summary>
    public string? FileOf(Secret secret) =>
        secret.Origin.StartsWith(FromFile, StringComparison.Ordinal) ? Path.Combine(folder, secret.Origin[FromFile.Length..]) : null;

    private Secret? Read(string text, out string reason)
    {
        var path = Path.Combine(folder, text[FromFile.Length..]);
        try
        {
            var file = new FileInfo(path);
            if (file is { Exists: true, Length: > LargestFile })
            {
                reason = $"{path} is larger than {LargestFile / 1024} KiB; it cannot be a secret";
                return null;
            }
            return NotEmpty(File.ReadAllText(path).TrimEnd('\r', '\n'), text, $"{path} is empty", out reason);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            reason = $"there is no file {path}";
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or SecurityException)
        {
            reason = $"{path} cannot be read: {error.Message}";
            return null;
        }
    }

    private static Secret? NotEmpty(string? value, string origin, string otherwise, out string reason)
    {
        reason = string.IsNullOrEmpty(value) ? otherwise : "";
        return reason.Length > 0 ? null : new Secret(value!, origin);
    }
}
