using System.Net;
using Smpp.Protocol;
using Smpp.Session;

namespace Smpp.Server.Tests;

public class ServerAccountTests
{
    [Fact]
    public void Every_kind_of_bind_is_allowed_unless_it_was_turned_off()
    {
        var open = Accounts.Account();
        var receiver = open with { Transmitter = false, Transceiver = false };

        Assert.All(Binds, bind => Assert.True(open.Allows(bind)));
        Assert.Equal([false, true, false], Binds.Select(receiver.Allows));
        Assert.False(open.Allows(CommandId.SubmitSm));
    }

    [Theory]
    [InlineData("", "203.0.113.7", true)]
    [InlineData("192.0.2.0/24", "192.0.2.77", true)]
    [InlineData("192.0.2.0/24", "192.0.3.1", false)]
    [InlineData("192.0.2.0/24", "::ffff:192.0.2.77", true)]
    [InlineData("192.0.2.0/24,2001:db8::/32", "2001:db8:1::1", true)]
    [InlineData("192.0.2.0/24,2001:db8::/32", "2001:db9::1", false)]
    [InlineData("192.0.2.1/32", "192.0.2.1", true)]
    public void An_address_is_allowed_by_any_of_the_networks(string networks, string address, bool allowed)
    {
        var account = Accounts.Account() with
        {
            Networks = [.. networks.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(IPNetwork.Parse)],
        };

        Assert.Equal(allowed, account.Allows(IPAddress.Parse(address)));
    }

    [Fact]
    public void Faults_of_an_account_and_of_its_sessions_are_named_and_refused_by_a_message_centre()
    {
        var account = Accounts.Account() with
        {
            Takeover = TimeSpan.FromSeconds(-1), Session = SessionOptions.Default with { InboundWindow = 0, OutputLimit = 3 },
        };

        Assert.Equal(["Takeover", "InboundWindow", "OutputLimit"], account.Validate().Select(fault => fault.Split(' ')[0]));
        Assert.Empty((Accounts.Account() with { Takeover = SessionOptions.MaxDuration, Session = SessionOptions.Default }).Validate());
        var refused = Assert.Throws<ArgumentException>(() => new MessageCentre().UseAccounts(account, Accounts.Account("other")));
        Assert.Contains("account 'demo': InboundWindow is 0", refused.Message, StringComparison.Ordinal);
    }

    private static CommandId[] Binds => [CommandId.BindTransmitter, CommandId.BindReceiver, CommandId.BindTransceiver];
}
