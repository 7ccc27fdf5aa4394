using Microsoft.Extensions.Logging.Abstractions;
using Smpp.Session;

namespace Smpp.Server.Tests;

public class ServerOptionsTests
{
    public static TheoryData<string, Func<ServerOptions, ServerOptions>> Faulty => new()
    {
        { "Connections is 0; it must be at least 1.", options => options with { Connections = 0 } },
        { "Connections is -1; it must be at least 1.", options => options with { Connections = -1 } },
        { "UnboundPerAddress is 0; it must be at least 1.", options => options with { UnboundPerAddress = 0 } },
        { "Unbound is 0; it must be at least 1.", options => options with { Unbound = 0 } },
        { "AcceptRate is -1; it must be at least 0.", options => options with { AcceptRate = -1 } },
        { "HandshakeTimeout is 00:00:00; it must be longer than zero.", options => options with { HandshakeTimeout = TimeSpan.Zero } },
        {
            "HandshakeTimeout is -00:00:00.0010000; it must be longer than zero.",
            options => options with { HandshakeTimeout = Timeout.InfiniteTimeSpan }
        },
        {
            "HandshakeTimeout is 25.00:00:00; it must be at most 24 days.",
            options => options with { HandshakeTimeout = TimeSpan.FromDays(25) }
        },
    };

    [Theory]
    [MemberData(nameof(Faulty), DisableDiscoveryEnumeration = true)]
    public void A_fault_names_its_option_and_its_value_and_a_server_and_a_message_centre_refuse_it(
        string fault, Func<ServerOptions, ServerOptions> spoil)
    {
        var options = spoil(TestServer.Options);

        Assert.Equal(fault, Assert.Single(options.Validate()));
        Assert.StartsWith($"server at 127.0.0.1:0: {fault}", Refused(options), StringComparison.Ordinal);
        var centre = new MessageCentreOptions
        {
            Connections = options.Connections,
            UnboundPerAddress = options.UnboundPerAddress,
            Unbound = options.Unbound,
            AcceptRate = options.AcceptRate,
            HandshakeTimeout = options.HandshakeTimeout,
        };
        Assert.Equal($"SMPP server 'smpp': {fault}", Assert.Single(centre.Validate()));
    }

    [Fact]
    public void The_least_and_the_most_that_is_possible_is_no_fault()
    {
        Assert.Empty(TestServer.Options.Validate());
        Assert.Empty((TestServer.Options with { Connections = 1, UnboundPerAddress = 1, Unbound = 1, AcceptRate = 0 }).Validate());
        Assert.Empty((TestServer.Options with { AcceptRate = int.MaxValue }).Validate());
        Assert.Empty((TestServer.Options with { HandshakeTimeout = TimeSpan.FromTicks(1) }).Validate());
        Assert.Empty((TestServer.Options with { HandshakeTimeout = SessionOptions.MaxDuration }).Validate());
    }

    [Fact]
    public void A_server_names_every_fault_those_of_its_sessions_too()
    {
        string refused = Refused(TestServer.Options with
        {
            Connections = 0,
            UnboundPerAddress = -7,
            Session = SessionOptions.Default with { Window = 0, BindTimeout = TimeSpan.MaxValue },
        });

        Assert.All(
            ["Connections is 0", "UnboundPerAddress is -7", "Window is 0", "BindTimeout is"],
            fault => Assert.Contains(fault, refused, StringComparison.Ordinal));
    }

    [Fact]
    public void The_limits_of_a_message_centre_are_those_of_its_servers()
    {
        var options = new MessageCentreOptions
        {
            Connections = 3,
            UnboundPerAddress = 2,
            Unbound = 4,
            AcceptRate = 1,
            HandshakeTimeout = TimeSpan.FromSeconds(7),
        };

        var server = options.AllListeners.Single().ToServer(options, NullLogger.Instance);

        Assert.Equal(
            (3, 2, 4, 1, TimeSpan.FromSeconds(7)),
            (server.Connections, server.UnboundPerAddress, server.Unbound, server.AcceptRate, server.HandshakeTimeout));
        var defaults = new MessageCentreOptions();
        Assert.Equal((10_000, 50, 5_000), (defaults.Connections, defaults.UnboundPerAddress, defaults.AcceptRate));
    }

    private static string Refused(ServerOptions options)
    {
        using var heartbeat = new Heartbeat(TimeProvider.System);
        var authorizer = new AccountAuthorizer(new Accounts([Accounts.Account()]), NullLogger.Instance);
        return Assert.Throws<ArgumentException>(
            nameof(options), () => new SmppServer(options, authorizer, heartbeat, NullLogger.Instance)).Message;
    }
}
