using System.Net;
using Microsoft.Extensions.Time.Testing;

namespace Smpp.Server.Tests;

public class LoginGuardTests
{
    private static readonly IPAddress Address = IPAddress.Parse("192.0.2.1");

    private readonly FakeTimeProvider _time = new();
    private readonly LoginGuard _guard;

    public LoginGuardTests() => _guard = new LoginGuard(_time);

    [Fact]
    public void The_first_failures_go_unpunished_and_the_next_bans_for_5_seconds()
    {
        Fail(LoginGuard.FreeFailures);
        Assert.False(_guard.IsBanned(Address));
        Fail(1);
        Assert.True(_guard.IsBanned(Address));
        _time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.True(_guard.IsBanned(Address));
        _time.Advance(TimeSpan.FromSeconds(0.2));

        Assert.False(_guard.IsBanned(Address));
    }

    [Fact]
    public void Bans_double_up_to_10_minutes()
    {
        Fail(LoginGuard.FreeFailures);
        foreach (double seconds in (double[])[5, 10, 20, 40, 80, 160, 320, 600, 600])
        {
            Fail(1);
            _time.Advance(TimeSpan.FromSeconds(seconds - 0.1));
            Assert.True(_guard.IsBanned(Address));
            _time.Advance(TimeSpan.FromSeconds(0.2));
            Assert.False(_guard.IsBanned(Address));
        }
    }

    [Fact]
    public void Bans_of_those_that_speak_another_protocol_double_up_to_a_minute()
    {
        for (int i = 0; i < LoginGuard.FreeFailures; i++)
            _guard.OnAlien(Address);
        foreach (double seconds in (double[])[5, 10, 20, 40, 60, 60])
        {
            _guard.OnAlien(Address);
            _time.Advance(TimeSpan.FromSeconds(seconds - 0.1));
            Assert.True(_guard.IsBanned(Address));
            _time.Advance(TimeSpan.FromSeconds(0.2));
            Assert.False(_guard.IsBanned(Address));
        }
    }

    [Fact]
    public void Another_protocol_beside_a_bound_session_is_not_held_against_the_address()
    {
        _guard.OnBound(Address);
        for (int i = 0; i <= LoginGuard.FreeFailures; i++)
            _guard.OnAlien(Address);
        _guard.OnUnbound(Address);

        Assert.False(_guard.IsBanned(Address));
        Assert.Equal(0, _guard.Count);
    }

    [Fact]
    public void Another_protocol_shortens_no_ban_for_passwords()
    {
        Fail(LoginGuard.FreeFailures + 8);
        _guard.OnAlien(Address);
        _time.Advance(TimeSpan.FromMinutes(9.9));

        Assert.True(_guard.IsBanned(Address));
    }

    [Fact]
    public void An_hour_without_a_failure_clears_the_record()
    {
        Fail(LoginGuard.FreeFailures + 3);
        _time.Advance(TimeSpan.FromHours(1));
        Fail(LoginGuard.FreeFailures);
        Assert.False(_guard.IsBanned(Address));
        Fail(1);
        _time.Advance(TimeSpan.FromSeconds(5.1));

        Assert.False(_guard.IsBanned(Address));
    }

    [Fact]
    public void A_ban_concerns_its_address_only()
    {
        Fail(LoginGuard.FreeFailures + 1);

        Assert.False(_guard.IsBanned(IPAddress.Parse("192.0.2.2")));
    }

    [Theory]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:1:ffff:ffff:ffff:ffff", true)]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:2::1", false)]
    [InlineData("fe80::1%2", "fe80::2%2", true)]
    [InlineData("fe80::1%2", "fe80::1%3", false)]
    [InlineData("::ffff:192.0.2.1", "::ffff:192.0.2.2", false)]
    [InlineData("64:ff9b::192.0.2.1", "64:ff9b::192.0.2.2", false)]
    public void A_ban_concerns_all_of_an_ipv6_network_that_a_host_may_have_to_itself(string failing, string other, bool banned)
    {
        // From another address of its network each time, where it has one.
        for (int i = 0; i <= LoginGuard.FreeFailures; i++)
            _guard.OnFailure(IPAddress.Parse(i % 2 == 1 && banned ? other : failing));
        Assert.True(_guard.IsBanned(IPAddress.Parse(failing)));
        Assert.Equal(banned, _guard.IsBanned(IPAddress.Parse(other)));
        _guard.OnBound(IPAddress.Parse(other));

        Assert.Equal(!banned, _guard.IsBanned(IPAddress.Parse(failing)));
    }

    [Fact]
    public void A_bind_clears_the_record_of_its_address()
    {
        Fail(LoginGuard.FreeFailures + 1);
        _guard.OnBound(Address);
        _guard.OnUnbound(Address);
        Assert.Equal(0, _guard.Count);
        Fail(LoginGuard.FreeFailures);

        Assert.False(_guard.IsBanned(Address));
    }

    [Fact]
    public void An_address_with_a_bound_session_is_not_banned_until_that_has_ended()
    {
        _guard.OnBound(Address);
        Fail(LoginGuard.FreeFailures + 1);
        Assert.False(_guard.IsBanned(Address));
        _guard.OnUnbound(Address);

        Assert.True(_guard.IsBanned(Address));
    }

    [Fact]
    public void Attackers_with_many_addresses_do_not_grow_it_without_bound()
    {
        for (int i = 0; i < LoginGuard.MostAddresses + 1_000; i++)
        {
            var address = new IPAddress(0x0A000000 + i);
            for (int n = 0; n <= LoginGuard.FreeFailures; n++)
                _guard.OnFailure(address);
        }
        Assert.Equal(LoginGuard.MostAddresses, _guard.Count);
        _time.Advance(TimeSpan.FromSeconds(6));
        Fail(1);

        Assert.Equal(1, _guard.Count);
    }

    private void Fail(int times)
    {
        for (int i = 0; i < times; i++)
            _guard.OnFailure(Address);
    }
}
