using Gateway.Configuration;
using Smpp.Server;

namespace Gateway.Tests.Configuration;

public class PasswordTests
{
    private const int Few = 1_000;

    // Computed with another implementation: Python's hashlib.pbkdf2_hmac("sha512", b"correct horse", b"0123456789abcdef", 1000).
    private const string Known = "pbkdf2-sha512:1000:MDEyMzQ1Njc4OWFiY2RlZg==:"
        + "OM0FAoIqCVK1sWtxDiffVlBejtLa+ks4TP71JiecwuSZCG8iLbnlIEPOMoVX+i2B2wkSxjQ8CRGR9OkNGuIPMQ==";

    [Fact]
    public void A_hash_of_another_implementation_is_verified() => Assert.True(PasswordHash.Parse(Known, out _)!.Matches("correct horse"));

    [Fact]
    public void A_hash_matches_its_password_only()
    {
        var hash = PasswordHash.Parse(PasswordHash.Create("secret", Few), out _)!;

        Assert.True(hash.Matches("secret"));
        Assert.False(hash.Matches("Secret"));
        Assert.False(hash.Matches("secret "));
        Assert.False(hash.Matches(""));
    }

    [Fact]
    public void The_same_password_is_hashed_differently_each_time() =>
        Assert.NotEqual(PasswordHash.Create("secret", Few), PasswordHash.Create("secret", Few));

    [Theory]
    [InlineData("pbkdf2-sha512:", "a password hash reads")]
    [InlineData("pbkdf2-sha512:1000:AAAA", "a password hash reads")]
    [InlineData("pbkdf2-sha256:1000:MDEyMzQ1Njc4OWFiY2RlZg==:AAAA", "a password hash reads")]
    [InlineData("pbkdf2-sha512:999:MDEyMzQ1Njc4OWFiY2RlZg==:AAAA", "the iterations")]
    [InlineData("pbkdf2-sha512:99999999999:MDEyMzQ1Njc4OWFiY2RlZg==:AAAA", "the iterations")]
    [InlineData("pbkdf2-sha512:1000:MDEy:AAAA", "the salt")]
    [InlineData("pbkdf2-sha512:1000:%%%:AAAA", "the salt")]
    [InlineData("pbkdf2-sha512:1000:MDEyMzQ1Njc4OWFiY2RlZg==:AAAA", "the hash")]
    public void A_broken_hash_says_which_part_is_broken(string text, string reason)
    {
        Assert.Null(PasswordHash.Parse(text, out var said));
        Assert.StartsWith(reason, said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("secret")]
    [InlineData(Known)]
    public void A_verifier_takes_the_right_password_again_and_again_and_no_other(string stored)
    {
        var right = stored == Known ? "correct horse" : stored;
        var verifier = PasswordVerifier.Create(new Secret(stored, "plain:***"), out _)!;

        Assert.False(verifier.Verify("wrong"));
        Assert.True(verifier.Verify(right));
        Assert.True(verifier.Verify(right));
        Assert.False(verifier.Verify("wrong"));
        Assert.False(verifier.Verify(stored + "x"));
        Assert.False(verifier.Verify(""));
    }

    [Fact]
    public void A_hash_is_not_the_password() =>
        Assert.False(PasswordVerifier.Create(new Secret(Known, ""), out _)!.Verify(Known));

    [Fact]
    public void Nothing_prints_a_secret()
    {
        var secret = new Secret("hunter2", "env:PW");
        var account = new AccountConfig { SystemId = "demo", Password = PasswordVerifier.Create(secret, out _)! };
        var upstream = new UpstreamConfig { Name = "a", Address = new("a.example", 2775), SystemId = "gw", Password = secret };

        Assert.Equal("env:PW", $"{secret}");
        Assert.DoesNotContain("hunter2", $"{account} {upstream}", StringComparison.Ordinal);
        Assert.Equal("pbkdf2-sha512:***", PasswordVerifier.Create(new Secret(Known, "file:x"), out _)!.ToString());
    }

    [Fact]
    public void Verifiers_of_the_same_stored_text_are_equal()
    {
        Assert.Equal(
            PasswordVerifier.Create(new Secret("a", "plain:***"), out _), PasswordVerifier.Create(new Secret("a", "env:X"), out _));
        Assert.NotEqual(
            PasswordVerifier.Create(new Secret("a", "plain:***"), out _), PasswordVerifier.Create(new Secret("b", "plain:***"), out _));
    }
}
