using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Time.Testing;
using Shared;
using Smpp.Protocol;
using Smpp.Session;

namespace Smpp.Server.Tests;

/// <summary>Peers that mean harm, or might as well, while honest ones are served.</summary>
[Collection(AloneCollection.Name)]
public class HostilePeersTests
{
    [Fact]
    public async Task Slow_binds_from_many_addresses_are_given_up_and_get_no_session()
    {
        const int peers = 5_000;
        await using var server = Server(SessionOptions.Default with { BindTimeout = TimeSpan.FromSeconds(5) });
        await using var honest = await HonestCustomer.BindAsync(server);
        var slow = new Socket[peers];
        long before = LiveHeap();
        await Parallel.ForEachAsync(Enumerable.Range(0, peers), TestContext.Current.CancellationToken, async (i, stop) =>
        {
            slow[i] = await ConnectAsync(server, i, stop);
            await slow[i].SendAsync(WirePdu.Bind().AsMemory(0, 1 + (i % 30)), stop);
        });
        Assert.Single(server.Server.Sessions);
        Assert.InRange(LiveHeap(), 1, before + Most(peers, octetsEach: 8 * 1024));
        await honest.AnsweredAsync(100);
        await Parallel.ForEachAsync(slow, TestContext.Current.CancellationToken, async (socket, stop) =>
        {
            await ReadToTheEndAsync(socket, stop);
            socket.Dispose();
        });
        await Until.Async(() => server.Server.Connections == 1);

        await honest.AnsweredAsync(100);
        Assert.InRange(server.Log.Lines.Count(line => line.Text.Contains("BindTimeout", StringComparison.Ordinal)), 1, 1 + (peers / 10));
    }

    [Fact]
    public async Task Whoever_has_gone_costs_no_verification()
    {
        using var verifying = new SemaphoreSlim(0);
        var slow = new SlowPassword(verifying);
        await using var server = new TestServer(
            accounts: [Accounts.Account() with { Password = slow }], authorizer: new AuthorizerOptions { Verifications = 1 });
        await using var first = await server.ConnectAsync();
        await first.SendAsync(WirePdu.Bind());
        await Until.Async(() => slow.Verifying == 1);
        for (int i = 0; i < 5; i++)
        {
            await using var hasty = await server.ConnectAsync();
            await hasty.SendAsync(WirePdu.Bind());
        }
        await using var last = await server.ConnectAsync();
        await last.SendAsync(WirePdu.Bind());
        await Until.Async(() => server.Server.Sessions.Count == 7);
        verifying.Release(7);

        Assert.Equal(CommandStatus.InvalidPassword, (await first.ReceiveAsync(CommandId.BindTransceiverResp)).Status);
        Assert.Equal(CommandStatus.InvalidPassword, (await last.ReceiveAsync(CommandId.BindTransceiverResp)).Status);
        Assert.Equal(2, slow.Verified);
    }

    [Fact]
    public async Task Connections_that_come_and_go_leave_nothing_behind()
    {
        const int connects = 50_000;
        await using var server = Server(SessionOptions.Default);
        await using var honest = await HonestCustomer.BindAsync(server);
        var sessions = new List<WeakReference>();
        long before = LiveHeap();
        await Parallel.ForEachAsync(Enumerable.Range(0, connects), TestContext.Current.CancellationToken, async (i, stop) =>
        {
            using var socket = await ConnectAsync(server, i, stop);
            if (i % 2 == 0)
                await socket.SendAsync(WirePdu.Bind().AsMemory(0, i % 30), stop);
            // These get as far as a session.
            if (i % 100 == 0)
                await socket.SendAsync(WirePdu.Empty(CommandId.EnquireLink, 1), stop);
            if (i % 100 == 50)
                Remember(server, sessions);
            // Every third one goes with a reset.
            if (i % 3 == 0)
                socket.LingerState = new LingerOption(true, 0);
        });
        await Until.Async(() => server.Server.Connections == 1);
        await honest.AnsweredAsync(100);

        // Less than what the server keeps of one connection.
        Assert.InRange(LiveHeap(), 1, before + Most(connects, octetsEach: 512));
        // Threads of the pool may hold on to their latest one.
        await Until.Async(() => LiveHeap() > 0 && sessions.Count(session => session.IsAlive) <= 1 + (2 * ThreadPool.ThreadCount));
    }

    [Fact]
    public async Task A_request_of_another_protocol_costs_no_more_memory_than_a_socket_that_is_read_and_closed()
    {
        await using var server = Server(SessionOptions.Default);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var bare = Task.Run(() => CloseAllAsync(listener, stop.Token), stop.Token);
        var bareEnd = (IPEndPoint)listener.LocalEndpoint;
        await AllocatedAsync(bareEnd);
        await AllocatedAsync(server.Server.EndPoint);

        long alone = await AllocatedAsync(bareEnd), refused = await AllocatedAsync(server.Server.EndPoint);

        // Under a flood of these, collections are what honest sessions wait for. A session would take 3,000 more.
        Assert.InRange(refused, 1, alone + 500);
        Assert.Empty(server.Server.Sessions);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => bare);
    }

    [Fact]
    public async Task A_flood_of_connections_of_one_address_is_cut_to_its_limit_and_is_none_of_log_lines()
    {
        const int connects = 5_000;
        await using var server = Server(SessionOptions.Default);
        await using var honest = await HonestCustomer.BindAsync(server);
        var sockets = new Socket[connects];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, connects), TestContext.Current.CancellationToken,
            async (i, stop) => sockets[i] = await ConnectAsync(server, 0, stop));
        await honest.AnsweredAsync(100);

        Assert.InRange(server.Server.Connections, 1, 1 + TestServer.Options.UnboundPerAddress);
        Assert.InRange(server.Log.Lines.Count(line => line.Event.Id == 2005), 1, connects / 10);
        foreach (var socket in sockets)
            socket.Dispose();
    }

    [Fact]
    public async Task Peers_that_do_not_read_are_bounded_and_closed()
    {
        const int peers = 200;
        var options = SessionOptions.Default with
        {
            InboundWindow = 100_000, OutputLimit = 64 * 1024, StalledWriteTimeout = TimeSpan.FromSeconds(1),
        };
        await using var server = Server(SessionOptions.Default, account => account with { Session = options, Binds = peers });
        await using var honest = await HonestCustomer.BindAsync(server);
        byte[] flood = [.. Enumerable.Range(1, 1_000).SelectMany(i => WirePdu.Empty(CommandId.EnquireLink, (uint)i))];
        long before = LiveHeap();
        var flooding = Task.WhenAll(Enumerable.Range(0, peers).Select(async i =>
        {
            using var socket = await ConnectAsync(server, i, TestContext.Current.CancellationToken);
            await socket.SendAsync(WirePdu.Bind());
            try
            {
                while (true)
                    await socket.SendAsync(flood);
            }
            catch (SocketException)
            {
                // Closed, as it should be.
            }
        }));
        // Whenever it is looked at: what is not read is not answered any more.
        do
        {
            Assert.InRange(LiveHeap(), 1, before + Most(peers, octetsEach: 2 * options.OutputLimit));
        }
        while (await Task.WhenAny(flooding, Task.Delay(200, TestContext.Current.CancellationToken)) != flooding);
        await flooding.InTime();
        await honest.AnsweredAsync(100);
        await Until.Async(() => server.Server.Sessions.Count == 1);

        Assert.Equal(peers, server.Log.Lines.Count(line => line.Text.Contains("SlowPeer", StringComparison.Ordinal)));
        Assert.Equal(0, server.Authorizer.Binds("demo"));
        // Less than one session's output; pools of arrays keep some.
        await Until.Async(() => LiveHeap() <= before + Most(peers, octetsEach: options.OutputLimit / 2));
    }

    [Fact]
    public async Task A_customer_that_never_answers_costs_its_window_and_nobody_else_s()
    {
        var time = new FakeTimeProvider();
        var options = SessionOptions.Default with { EnquireLink = TimeSpan.Zero, MostUnanswered = 0 };
        await using var server = new TestServer(accounts: [Accounts.Account() with { Session = options }, Honest], time: time);
        await using var mute = await server.ConnectAsync();
        await mute.BindAsync();
        var silent = Assert.Single(server.Server.Sessions);
        var sink = new RecordingSink();
        for (int i = 0; i < silent.Options.Window; i++)
            Assert.Equal(SendResult.Sent, Deliver(silent, sink, i));
        Assert.Equal(SendResult.Full, Deliver(silent, sink, 99));

        await using var answering = await server.ConnectAsync();
        await answering.BindAsync(systemId: "honest", password: "honest");
        var live = server.Server.Sessions.Single(session => session != silent);
        for (int i = 0; i < 3 * live.Options.Window; i++)
        {
            var sending = live.SendAsync(new DeliverSm { Destination = Address.Parse("12345") }).AsTask();
            await answering.SendAsync(WirePdu.Empty(CommandId.DeliverSmResp, (await answering.ReceiveAsync(CommandId.DeliverSm)).Sequence));
            Assert.Equal(CommandStatus.Ok, (await sending.InTime()).Header.Status);
        }
        Assert.Empty(sink.Losses);
        time.Advance(silent.Options.ResponseTimeout + Heartbeat.Interval);
        await Until.Async(() => sink.Losses.Count == silent.Options.Window);

        Assert.All(sink.Losses, lost => Assert.Equal(LossReason.Timeout, lost.Reason));
        Assert.Equal(SendResult.Sent, Deliver(silent, sink, 100));
        Assert.True(silent.State.IsBound);
    }

    [Fact]
    public async Task A_customer_that_floods_its_window_is_throttled_beyond_it_and_loses_no_answer()
    {
        const int window = 10;
        const int flood = 1_000;
        await using var server = Server(
            SessionOptions.Default, account => account with { Session = SessionOptions.Default with { InboundWindow = window } });
        await using var honest = await HonestCustomer.BindAsync(server);
        await using var flooding = await server.ConnectAsync();
        await flooding.BindAsync();
        var handler = server.Directory.Handlers.Last();
        handler.WhenMessage = null;
        await flooding.SendAsync([.. Enumerable.Range(2, flood).Select(i => WirePdu.Submit((uint)i))]);
        for (int i = 0; i < flood - window; i++)
            Assert.Equal(CommandStatus.Throttled, (await flooding.ReceiveAsync(CommandId.SubmitSmResp)).Status);
        await honest.AnsweredAsync(100);
        Assert.Equal(window, handler.Messages.Count);
        foreach (var request in handler.Messages)
            request.Accept("42"u8);
        for (uint i = 0; i < window; i++)
            Assert.Equal((CommandStatus.Ok, 2 + i), await StatusAndSequenceAsync(flooding));
    }

    private static async Task<(CommandStatus, uint)> StatusAndSequenceAsync(RawPeer peer)
    {
        var answer = await peer.ReceiveAsync(CommandId.SubmitSmResp);
        return (answer.Status, answer.Sequence);
    }

    private static ServerAccount Honest => Accounts.Account("honest", "honest");

    private static TestServer Server(SessionOptions unbound, Func<ServerAccount, ServerAccount>? change = null) =>
        new(TestServer.Options with { Session = unbound }, [change is null ? Accounts.Account() : change(Accounts.Account()), Honest]);

    /// <summary>Connects from one of many addresses, as an attacker with a network does.</summary>
    private static async Task<Socket> ConnectAsync(TestServer server, int address, CancellationToken stop)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            ReceiveBufferSize = 4096,
            NoDelay = true,
        };
        int host = 2 + (address % 10_000);
        socket.Bind(new IPEndPoint(new IPAddress([127, 1, (byte)(host / 250), (byte)(1 + (host % 250))]), 0));
        await socket.ConnectAsync(server.Server.EndPoint, stop);
        return socket;
    }

    /// <summary>Octets of what is alive in this process, both ends of the connections.</summary>
    private static long LiveHeap()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    /// <summary>By how much the heap may have grown: for each hostile peer, and by what a process of tests keeps by itself.</summary>
    private static long Most(int peers, int octetsEach) => (4 * 1024 * 1024) + ((long)peers * octetsEach);

    /// <summary>Octets that this process, both ends of the connections, allocates for each HTTP request.</summary>
    private static async Task<long> AllocatedAsync(IPEndPoint target)
    {
        const int requests = 500;
        byte[] request = [.. "GET / HTTP/1.1\r\n\r\n"u8], answer = new byte[64];
        long before = GC.GetTotalAllocatedBytes(precise: true);
        for (int i = 0; i < requests; i++)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(target);
            await socket.SendAsync(request);
            while (await socket.ReceiveAsync(answer) > 0)
            {
            }
        }
        return (GC.GetTotalAllocatedBytes(precise: true) - before) / requests;
    }

    private static async Task CloseAllAsync(TcpListener listener, CancellationToken stop)
    {
        var request = new byte[64];
        while (true)
        {
            using var socket = await listener.AcceptSocketAsync(stop);
            await socket.ReceiveAsync(request, stop);
        }
    }

    private static async Task ReadToTheEndAsync(Socket socket, CancellationToken stop)
    {
        var buffer = new byte[64];
        try
        {
            while (await socket.ReceiveAsync(buffer, stop).AsTask().WaitAsync(RawPeer.Limit, stop) > 0)
            {
            }
        }
        catch (SocketException)
        {
            // A reset is an end too.
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Remember(TestServer server, List<WeakReference> sessions)
    {
        lock (sessions)
        {
            var strangers = server.Server.Sessions.Where(session => session.PeerSystemId.Length == 0);
            sessions.AddRange(strangers.Select(session => new WeakReference(session)));
        }
    }

    private static SendResult Deliver(SmppSession session, IReplySink sink, long token)
    {
        var deliver = new DeliverSm { Destination = Address.Parse("12345") };
        return session.TrySend(ref deliver, sink, token);
    }
}
