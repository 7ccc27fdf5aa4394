using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Smpp.Server;

/// <summary>
/// Which client certificate belongs to an account: the one with this SHA-256 thumbprint, or any that bears this name. Immutable.
/// </summary>
/// <remarks>
/// A name proves nothing by itself: the listener must accept certificates of an authority only that gives each name to one customer.
/// </remarks>
public sealed class CertificateRule : IEquatable<CertificateRule>
{
    private const int MaxLength = 512;

    private readonly string _text;
    private readonly byte[]? _thumbprint;
    private readonly X500DistinguishedName? _subject;

    private CertificateRule(string text, byte[]? thumbprint, X500DistinguishedName? subject)
    {
        _text = text;
        _thumbprint = thumbprint;
        _subject = subject;
    }

    /// <summary>
    /// Reads a rule: 64 hexadecimal digits, with or without colons, are a thumbprint; a text with '=' is a whole subject, such as
    /// <c>CN=acme, O=Acme Ltd</c>; anything else is the common name, a DNS name or an e-mail address of the certificate.
    /// </summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out CertificateRule? rule)
    {
        ArgumentNullException.ThrowIfNull(text);
        rule = null;
        text = text.Trim();
        if (text.Length is 0 or > MaxLength)
            return false;
        string digits = text.Replace(":", "", StringComparison.Ordinal);
        if (digits.Length == SHA256.HashSizeInBytes * 2 && digits.All(char.IsAsciiHexDigit))
        {
            rule = new CertificateRule(text, Convert.FromHexString(digits), null);
            return true;
        }
        if (!text.Contains('=', StringComparison.Ordinal))
        {
            rule = new CertificateRule(text, null, null);
            return true;
        }
        try
        {
            rule = new CertificateRule(text, null, new X500DistinguishedName(text));
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <summary>True when the certificate is of the account.</summary>
    public bool Matches(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        if (_thumbprint is not null)
            return certificate.GetCertHash(HashAlgorithmName.SHA256).AsSpan().SequenceEqual(_thumbprint);
        if (_subject is not null)
            return string.Equals(certificate.SubjectName.Name, _subject.Name, StringComparison.OrdinalIgnoreCase);
        if (string.Equals(CommonName(certificate), _text, StringComparison.OrdinalIgnoreCase))
            return true;
        foreach (var extension in certificate.Extensions)
        {
            if (extension is X509SubjectAlternativeNameExtension names && names.EnumerateDnsNames().Any(IsOurs))
                return true;
        }
        return IsOurs(certificate.GetNameInfo(X509NameType.EmailName, forIssuer: false));
    }

    /// <inheritdoc/>
    public bool Equals(CertificateRule? other) => other is not null && other._text == _text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CertificateRule);

    /// <inheritdoc/>
    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);

    /// <summary>The rule as it was written.</summary>
    public override string ToString() => _text;

    private bool IsOurs(string name) => string.Equals(name, _text, StringComparison.OrdinalIgnoreCase);

    /// <summary>The subject's one common name; with several, none of them counts.</summary>
    private static string? CommonName(X509Certificate2 certificate)
    {
        const string commonName = "2.5.4.3";
        string? found = null;
        foreach (var name in certificate.SubjectName.EnumerateRelativeDistinguishedNames())
        {
            if (name.HasMultipleElements || name.GetSingleElementType().Value != commonName)
                continue;
            if (found is not null)
                return null;
            found = name.GetSingleElementValue();
        }
        return found;
    }
}
