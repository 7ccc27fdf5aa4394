namespace Smpp.Server.Tests;

public class StoredPasswordTests
{
    [Fact]
    public void A_hashed_password_is_known_once_it_was_right_and_never_before()
    {
        var stored = StoredPassword.Hashed(PasswordHash.Parse(PasswordHash.Create("secret", 1_000), out _)!);

        Assert.False(stored.IsKnown("secret"));
        Assert.False(stored.Verify("wrong"));
        Assert.False(stored.IsKnown("wrong") || stored.IsKnown("secret"));
        Assert.True(stored.Verify("secret"));
        Assert.True(stored.IsKnown("secret"));
        Assert.False(stored.IsKnown("wrong") || stored.Verify("wrong"));
    }

    [Fact]
    public void A_plain_password_is_known_at_once_and_a_wrong_one_never()
    {
        var stored = StoredPassword.Plain("secret");

        Assert.True(stored.IsKnown("secret") && stored.Verify("secret"));
        Assert.False(stored.IsKnown("Secret") || stored.Verify("Secret") || stored.Verify(""));
    }

    [Fact]
    public void Where_there_is_no_password_none_is_right() =>
        Assert.False(StoredPassword.None.Verify("") || StoredPassword.None.IsKnown(""));

    [Fact]
    public void It_never_shows_the_password() =>
        Assert.DoesNotContain("secret", StoredPassword.Plain("secret").ToString(), StringComparison.Ordinal);
}
