using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Shared;
using Smpp.Protocol;
using Smpp.Session;
using Smpp.Testing;

namespace Smpp.Client.Tests;

public class SmppClientOptionsTests
{
    [Fact]
    public void Options_that_are_good_have_no_fault()
    {
        Assert.Empty(Good().Validate());
        Assert.Empty(new SmppClientOptions { SystemId = "demo", Binds = 0, Outbind = Called() }.Validate());
    }

    public static TheoryData<string, Action<SmppClientOptions>> Faulty => new()
    {
        { "Host is 'smsc:99999', which is no host", options => options.Host = "smsc:99999" },
        { "AlternateHosts has 'a:b', which is no host", options => options.AlternateHosts = ["smsc2.example:2776", "a:b"] },
        { "LocalAddress is 'here', which is no address", options => options.LocalAddress = "here" },
        { "AddressRange cannot be sent", options => options.AddressRange = new string('1', 41) },
        { "ReturnAfter is -", options => options.ReturnAfter = TimeSpan.FromSeconds(-1) },
        { "ReconnectMin is 00:00:00; it must be longer than zero", options => options.ReconnectMin = TimeSpan.Zero },
        { "ReconnectMax is -00:00:01; it must not be negative", options => options.ReconnectMax = TimeSpan.FromSeconds(-1) },
        { "BindWait is -00:00:01; it must not be negative", options => options.BindWait = TimeSpan.FromSeconds(-1) },
        { "ReconnectRefused is 00:00:00.5", options => options.ReconnectRefused = TimeSpan.FromSeconds(0.5) },
        { "MostUnanswered is -1", options => options.MostUnanswered = -1 },
        { "MaxRate is -1", options => options.MaxRate = -1 },
        { "Binds is 1001; 0..1,000", options => options.Binds = 1_001 },
        { "Binds is 0 and Outbind is not set", options => options.Binds = 0 },
        {
            "Outbind: CentreSystemId and CentrePassword are missing",
            options => options.Outbind = Called() with { CentreSystemId = "", CentrePassword = "" }
        },
        { "HandlersAtOnce is 0", options => options.HandlersAtOnce = 0 },
        { "HandlerTimeout is 00:00:00", options => options.HandlerTimeout = TimeSpan.Zero },
        { "ResponseTimeout is 00:00:00; it must be longer than zero", options => options.ResponseTimeout = TimeSpan.Zero },
        { "EnquireLink is -00:00:01; it must not be negative", options => options.EnquireLink = TimeSpan.FromSeconds(-1) },
        { "Window is 65537", options => options.Window = 65_537 },
        { "MaxPduLength is 15", options => options.Session = options.Session with { MaxPduLength = 15 } },
    };

    [Theory]
    [MemberData(nameof(Faulty), DisableDiscoveryEnumeration = true)]
    public void A_fault_names_its_option_and_its_value(string fault, Action<SmppClientOptions> spoil)
    {
        var options = Good();
        spoil(options);

        Assert.StartsWith($"SMPP client 'smpp': {fault}", Assert.Single(options.Validate()), StringComparison.Ordinal);
    }

    public static TheoryData<string, Action<SmppClientOptions, TimeSpan>> Durations => new()
    {
        { "BindWait", (options, value) => options.BindWait = value },
        { "HandlerTimeout", (options, value) => options.HandlerTimeout = value },
        { "ReassemblyTimeout", (options, value) => options.ReassemblyTimeout = value },
        { "ConnectTimeout", (options, value) => options.ConnectTimeout = value },
        { "ReconnectMax", (options, value) => options.ReconnectMax = value },
        { "ReconnectRefused", (options, value) => options.ReconnectRefused = value },
        { "ReturnAfter", (options, value) => options.ReturnAfter = value },
        { "ResponseTimeout", (options, value) => options.ResponseTimeout = value },
        { "EnquireLink", (options, value) => options.EnquireLink = value },
        { "EnquireLinkTimeout", (options, value) => options.Session = options.Session with { EnquireLinkTimeout = value } },
        { "BindTimeout", (options, value) => options.Session = options.Session with { BindTimeout = value } },
        { "Inactivity", (options, value) => options.Session = options.Session with { Inactivity = value } },
        { "PartialPduTimeout", (options, value) => options.Session = options.Session with { PartialPduTimeout = value } },
        { "StalledWriteTimeout", (options, value) => options.Session = options.Session with { StalledWriteTimeout = value } },
        { "UnbindTimeout", (options, value) => options.Session = options.Session with { UnbindTimeout = value } },
        { "Outbind: OutbindTimeout", (options, value) => options.Outbind = Called() with { OutbindTimeout = value } },
    };

    [Theory]
    [MemberData(nameof(Durations), DisableDiscoveryEnumeration = true)]
    public void A_duration_beyond_24_days_is_a_fault(string option, Action<SmppClientOptions, TimeSpan> set)
    {
        var options = Good();
        set(options, TimeSpan.FromDays(24));
        Assert.Empty(options.Validate());
        set(options, TimeSpan.MaxValue);

        Assert.Equal(
            $"SMPP client 'smpp': {option} is {TimeSpan.MaxValue}; it must be at most 24 days.",
            Assert.Single(options.Validate()));
    }

    [Fact]
    public void A_pool_and_a_listener_refuse_durations_beyond_24_days_of_their_sessions_too()
    {
        using var heartbeat = new Heartbeat(TimeProvider.System);
        var session = SessionOptions.Default with { ResponseTimeout = TimeSpan.MaxValue };
        var pool = new BindPoolOptions { EndPoint = new IPEndPoint(IPAddress.Loopback, 1), SystemId = "demo", Session = session };
        var listener = Called() with { SystemId = "demo", Session = session };
        var handler = RecordingHandler.Accepting();

        Assert.All(
            [
                Assert.Throws<ArgumentException>(() => new BindPool(pool, handler, heartbeat, NullLogger.Instance)),
                Assert.Throws<ArgumentException>(() => new OutbindListener(listener, handler, heartbeat, NullLogger.Instance)),
            ],
            refused => Assert.Contains("ResponseTimeout is 10675199.02:48:05", refused.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("smsc.example", "smsc.example", 2775)]
    [InlineData("smsc_1:2776", "smsc_1", 2776)]
    [InlineData("192.0.2.1", "192.0.2.1", 2775)]
    [InlineData("192.0.2.1:2776", "192.0.2.1", 2776)]
    [InlineData("2001:db8::1", "2001:db8::1", 2775)]
    [InlineData("[2001:db8::1]", "2001:db8::1", 2775)]
    [InlineData("[2001:db8::1]:2776", "2001:db8::1", 2776)]
    [InlineData("[2001:db8::1]:99999", null, 0)]
    [InlineData("[2001:db8::1]:2776:1", null, 0)]
    [InlineData("[2001:db8::1]2776", null, 0)]
    [InlineData("[2001:db8::1", null, 0)]
    [InlineData("smsc:99999", null, 0)]
    [InlineData("smsc:0", null, 0)]
    [InlineData("two words", null, 0)]
    [InlineData("", null, 0)]
    public void A_host_is_read_with_its_port(string text, string? host, int port)
    {
        var read = HostName.Read(text, 2775);

        Assert.Equal((host, port), read switch
        {
            IPEndPoint address => (address.Address.ToString(), address.Port),
            DnsEndPoint name => (name.Host, name.Port),
            _ => (null, 0),
        });
    }

    [Fact]
    public async Task Options_that_change_later_change_nothing_of_the_client_made_of_them()
    {
        var options = Good();
        options.BindWait = TimeSpan.Zero;
        await using var client = new SmppClient(options);
        (options.Name, options.BindWait) = ("other", TimeSpan.FromDays(1));

        Assert.Equal("smpp", client.Name);
        var sending = client.SubmitAsync(new SubmitSm { Destination = Address.Parse("12345"), Text = "hello" }).AsTask();
        await Assert.ThrowsAsync<SmppNotBoundException>(() => sending.InTime());
    }

    [Fact]
    public async Task The_next_host_is_tried_and_the_bind_says_what_it_should()
    {
        var tried = new List<string>();
        var network = new MemoryNetwork();
        var options = Good();
        options.AlternateHosts = ["second.test", "192.0.2.9:2776"];
        options.AddressRange = "^447";
        options.Connect = async (endPoint, stop) =>
        {
            tried.Add(endPoint is DnsEndPoint named ? $"{named.Host}:{named.Port}" : $"{endPoint}");
            if (tried.Count < 3)
                throw new SocketException((int)SocketError.ConnectionRefused);
            return await network.ConnectAsync(endPoint, stop);
        };
        await using var client = new SmppClient(options);
        client.Start();
        await using var peer = await ScriptedPeer.AcceptAsync(network).InTime();
        var bind = await peer.AcceptBindAsync();

        Assert.Equal(["first.test:2700", "second.test:2700", "192.0.2.9:2776"], tried);
        Assert.Equal("^447", bind.Pdu.AddressRange);
        await Until.Async(() => client.IsBound);
        peer.HangUp();
    }

    [Fact]
    public async Task The_local_address_is_where_connections_come_from()
    {
        await using var centre = new Centre();
        var options = Good();
        (options.Host, options.Port, options.LocalAddress) = ("127.0.0.1", centre.Server.EndPoint.Port, "127.0.0.77");
        await using var client = await SmppClient.ConnectAsync(options).InTime();

        Assert.Equal("127.0.0.77", ((IPEndPoint)centre.Server.Sessions.Single().RemoteEndPoint!).Address.ToString());
    }

    [Fact]
    public async Task A_message_centre_that_calls_is_bound_to_and_delivers()
    {
        var options = new SmppClientOptions { SystemId = "demo", Password = "own", Binds = 0, Outbind = Called() };
        await using var client = new SmppClient(options);
        var starting = client.StartAsync();
        await using var centre = await RawPeer.ConnectAsync(client.OutbindEndPoint!);
        await centre.SendAsync(WirePdu.Of(new Outbind { SystemId = "centre", Password = "s3cret" }, 1));
        var bind = await centre.ReceiveAsync(CommandId.BindReceiver);
        await centre.SendAsync(WirePdu.BindResp(bind.Sequence, CommandId.BindReceiver), WirePdu.Deliver(3, "called"));
        Assert.Equal(CommandStatus.Ok, (await centre.ReceiveAsync(CommandId.DeliverSmResp)).Status);
        await starting.InTime();

        Assert.True(Bind.TryRead(CommandId.BindReceiver, bind.Body, out var sent, out _));
        Assert.Equal(("demo", "own"), (sent!.SystemId, sent.Password));
        Assert.True(client.IsBound);
        await using var messages = client.Messages.GetAsyncEnumerator();
        Assert.True(await messages.MoveNextAsync().AsTask().InTime());
        Assert.Equal("called", messages.Current.Text);
        await Assert.ThrowsAsync<SmppNotBoundException>(() => client.SendAsync("a", "12345", "no").InTime());
        await centre.DisposeAsync();
    }

    [Fact]
    public async Task What_is_under_way_on_a_connection_of_the_message_centre_s_is_refused_once_and_not_with_each_answer()
    {
        var options = new SmppClientOptions
        {
            SystemId = "demo",
            Binds = 0,
            Outbind = Called() with { AsTransceiver = true },
            TimeProvider = new FakeTimeProvider(),
            Window = 100,
        };
        await using var client = new SmppClient(options);
        var starting = client.StartAsync();
        await using var centre = await RawPeer.ConnectAsync(client.OutbindEndPoint!);
        await centre.SendAsync(WirePdu.Of(new Outbind { SystemId = "centre", Password = "s3cret" }, 1));
        var bind = await centre.ReceiveAsync(CommandId.BindTransceiver);
        await centre.SendAsync(WirePdu.BindResp(bind.Sequence));
        await starting.InTime();
        var sending = Enumerable.Range(0, 10)
            .Select(_ => client.SubmitAsync(new SubmitSm { Destination = Address.Parse("12345"), Text = "hello" }).AsTask()).ToArray();
        var refusals = new List<byte[]>();
        while (refusals.Count < sending.Length)
        {
            var submit = await centre.ReceiveAsync(CommandId.SubmitSm);
            refusals.Add(WirePdu.Empty(CommandId.SubmitSmResp, submit.Sequence, CommandStatus.Throttled));
        }
        await centre.SendAsync([.. refusals]);
        await Task.WhenAll(sending).InTime();

        // Ten were under way, of which a fifth is cut.
        Assert.Equal(8, client.Congestion.Window);
        await centre.DisposeAsync();
    }

    [Fact]
    public async Task No_more_is_sent_than_the_operator_s_rate_allows()
    {
        await using var rig = await ClientRig.ConnectAsync(options => (options.MaxRate, options.EnquireLink) = (10, TimeSpan.Zero));
        var sending = Enumerable.Range(0, 40)
            .Select(_ => rig.Client.SubmitAsync(new SubmitSm { Destination = Address.Parse("12345"), Text = "hello" }).AsTask()).ToArray();
        int sent = 0;
        async Task AnswerAllAsync(int upTo)
        {
            for (; sent < upTo; sent++)
                await rig.AnswerAsync($"{sent}").InTime();
            await Until.Async(() => sending.Count(task => task.IsCompleted) == sent);
        }

        await AnswerAllAsync(1);
        for (int tenth = 1; tenth <= 10; tenth++)
        {
            rig.Time.Advance(TimeSpan.FromMilliseconds(200));
            await AnswerAllAsync(1 + (2 * tenth));
        }
        Assert.Equal((21, 10.0), (sent, rig.Client.Congestion.Rate));
        var rest = Task.WhenAll(sending);
        while (sent < sending.Length)
        {
            rig.Time.Advance(TimeSpan.FromMilliseconds(200));
            await AnswerAllAsync(Math.Min(sending.Length, sent + 2));
        }
        await rest.InTime();
    }

    [Fact]
    public async Task A_client_that_shall_not_adapt_is_not_slowed_by_what_the_message_centre_answers()
    {
        await using var rig = await ClientRig.ConnectAsync(options => options.AdaptsToCongestion = false);
        for (int i = 0; i < 3; i++)
        {
            var sending = rig.Client.SubmitAsync(new SubmitSm { Destination = Address.Parse("12345"), Text = "hello" }).AsTask();
            await rig.Peer.ReplyAsync(await rig.Peer.ExpectAsync<SubmitSm>(), CommandStatus.Throttled);
            Assert.Equal(CommandStatus.Throttled, (await sending.InTime()).Status);
        }

        Assert.False(rig.Client.Congestion.IsLimiting);
    }

    private static SmppClientOptions Good() => new() { Host = "first.test", Port = 2700, SystemId = "demo", Password = "demo" };

    private static OutbindListenerOptions Called() => new()
    {
        EndPoint = new IPEndPoint(IPAddress.Loopback, 0), CentreSystemId = "centre", CentrePassword = "s3cret",
    };
}
