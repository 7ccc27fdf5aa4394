using System.Net;
using Microsoft.Extensions.Logging;
using Smpp.Protocol;
using Smpp.Session;

namespace Smpp.Server.Tests;

/// <summary>What the owner's own code does wrong while a connection is accepted.</summary>
public class AcceptingTests
{
    [Fact]
    public async Task A_list_of_proxies_that_fails_costs_its_connection_and_not_the_listener()
    {
        int asked = 0;
        await using var server = new TestServer(TestServer.Options with
        {
            ProxiesSource = () =>
            {
                if (Interlocked.Increment(ref asked) == 1)
                    throw new InvalidOperationException("broken on purpose");
                return [];
            },
        });
        await using var unlucky = await server.ConnectAsync();
        Assert.Null(await unlucky.ReceiveAsync());
        await using var next = await server.ConnectAsync();

        Assert.Equal(CommandStatus.Ok, (await next.BindAsync()).Status);
        Assert.True(server.Log.Has("accepting connections failed"));
        Assert.Equal(1, server.Server.Connections);
    }

    [Fact]
    public async Task A_log_that_fails_ends_no_listener()
    {
        using var heartbeat = new Heartbeat(TimeProvider.System);
        var log = new FailingLogger();
        await using var server = new SmppServer(
            TestServer.Options with { Networks = [IPNetwork.Parse("192.0.2.0/24")] },
            FixedAuthorizer.Accepting(RecordingHandler.Accepting()), heartbeat, log);
        server.Start();
        for (int i = 0; i < 2; i++)
        {
            await using var peer = await RawPeer.ConnectAsync(server.EndPoint);
            Assert.Null(await peer.ReceiveAsync());
        }

        Assert.True(log.HasFailed);
    }

    private sealed class FailingLogger : ILogger
    {
        public bool HasFailed { get; private set; }

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            HasFailed = true;
            throw new AggregateException("broken on purpose");
        }
    }
}
