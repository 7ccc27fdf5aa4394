using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Simulator.Customers;
using Smpp.Protocol;
using Smpp.Server;
using Smpp.Session;

namespace Simulator.Tests;

/// <summary>How a loading customer of many sessions comes to be bound.</summary>
public sealed class BindingTests : IBindAuthorizer, ISessionHandler
{
    private const int Binds = 120;

    private static readonly TimeSpan Thought = TimeSpan.FromMilliseconds(10);

    private int _binding;
    private int _most;

    [Fact]
    public async Task Many_sessions_bind_a_few_at_a_time_since_message_centres_limit_that()
    {
        using var heartbeat = new Heartbeat(TimeProvider.System);
        var options = new ServerOptions { EndPoint = new IPEndPoint(IPAddress.Loopback, 0), UnboundPerAddress = 10_000 };
        await using var server = new SmppServer(options, this, heartbeat, NullLogger.Instance);
        server.Start();

        var result = await LoadRun.RunAsync(
            new LoadOptions { Target = server.EndPoint, SystemId = "load", Password = "any", Binds = Binds, Messages = Binds },
            TimeProvider.System);

        Assert.True(result.IsComplete, result.ToString());
        Assert.InRange(_most, 2, new ServerOptions { EndPoint = server.EndPoint }.UnboundPerAddress - 1);
    }

    async ValueTask<BindDecision> IBindAuthorizer.AuthorizeAsync(SmppSession session, Bind bind)
    {
        int now = Interlocked.Increment(ref _binding);
        for (int most = Volatile.Read(ref _most); now > most; most = Volatile.Read(ref _most))
            Interlocked.CompareExchange(ref _most, now, most);
        await Task.Delay(Thought);
        Interlocked.Decrement(ref _binding);
        return new BindDecision(CommandStatus.Ok, "centre", this);
    }

    void ISessionHandler.OnMessage(in Inbound request, scoped in MessageView message) => request.Accept("1"u8);

    void ISessionHandler.OnEnd(SmppSession session, SessionEnd end)
    {
    }
}
