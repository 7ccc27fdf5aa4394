using System.Security.Cryptography;

namespace Smpp.Server.Tests;

public class CertificateRuleTests
{
    [Theory]
    [InlineData("acme.example", true)]
    [InlineData("ACME.example", true)]
    [InlineData("smpp.acme.example", true)]
    [InlineData("second.example", true)]
    [InlineData("example", false)]
    [InlineData("Acme", false)]
    [InlineData("CN=acme.example, O=Acme", true)]
    [InlineData("CN=acme.example", false)]
    [InlineData("O=Acme", false)]
    public void A_name_is_the_whole_common_name_or_subject_or_one_of_the_DNS_names(string text, bool matches)
    {
        using var authority = new Authority();
        using var certificate = authority.Sign("CN=acme.example, O=Acme", "smpp.acme.example", "second.example");

        Assert.True(CertificateRule.TryParse(text, out var rule));
        Assert.Equal((matches, text), (rule.Matches(certificate), rule.ToString()));
    }

    [Fact]
    public void A_thumbprint_is_of_one_certificate_and_no_other_of_the_same_name()
    {
        using var authority = new Authority();
        using var one = authority.Sign("CN=acme.example");
        using var two = authority.Sign("CN=acme.example");
        string digits = one.GetCertHashString(HashAlgorithmName.SHA256);
        string colons = string.Join(':', digits.Chunk(2).Select(pair => new string(pair))).ToLowerInvariant();

        foreach (var text in (string[])[digits, colons])
        {
            Assert.True(CertificateRule.TryParse(text, out var rule));
            Assert.Equal((true, false), (rule.Matches(one), rule.Matches(two)));
        }
    }

    [Fact]
    public void Of_two_common_names_neither_counts()
    {
        using var authority = new Authority();
        using var certificate = authority.Sign("CN=acme.example, CN=other.example");
        Assert.True(CertificateRule.TryParse("acme.example", out var acme));
        Assert.True(CertificateRule.TryParse("other.example", out var other));

        Assert.False(acme.Matches(certificate) || other.Matches(certificate));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("no such thing=x")]
    public void What_is_no_rule_is_not_taken_for_one(string text) => Assert.False(CertificateRule.TryParse(text, out _));
}
