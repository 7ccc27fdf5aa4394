using System.Net;
using System.Net.Sockets;
using Shared;
using Smpp.Protocol;
using Smpp.Session;

namespace Smpp.Client.Tests;

/// <summary>What one bind does to stay bound: hosts, addresses, one socket at a time.</summary>
public class BindSlotTests
{
    [Theory]
    [InlineData("cut")]
    [InlineData("unbind")]
    [InlineData("bad length")]
    [InlineData("refuse")]
    public async Task There_is_never_a_second_socket_for_a_bind_however_sessions_end(string end)
    {
        await using var carrier = new RawCarrier
        {
            Script = async call =>
            {
                if (end == "refuse" && call.Pdu.Id.IsBind && call.Connection % 3 != 0)
                    return await call.SayAsync(WirePdu.Empty(call.Pdu.Id.Response, call.Pdu.Sequence, CommandStatus.SystemError));
                if (!call.Pdu.Id.IsBind)
                    return false;
                await call.SayAsync(WirePdu.BindResp(call.Pdu.Sequence, call.Pdu.Id));
                return end switch
                {
                    "cut" => await call.HangUpAsync(),
                    "unbind" => await call.SayAsync(WirePdu.Empty(CommandId.Unbind, 7)),
                    "bad length" => await call.SayAsync(WirePdu.Empty(CommandId.EnquireLink, 7, length: 3)),
                    _ => await call.HangUpAsync(),
                };
            },
        };
        await using var rig = new PoolRig(carrier, options => options with { Binds = 3, ReconnectMax = TimeSpan.FromSeconds(2) });
        await rig.PassUntilAsync(() => carrier.Accepted >= 30, "thirty connections");

        Assert.InRange(carrier.MostLive, 1, 3);
    }

    [Fact]
    public async Task What_cannot_be_sent_in_a_bind_opens_no_connection()
    {
        await using var carrier = new RawCarrier();
        await using var rig = new PoolRig(carrier, options => options with { SystemId = "a system_id beyond fifteen" });
        await rig.PassUntilAsync(() => rig.Log.Lines.Count(line => line.Event.Id == 3001) >= 3, "three attempts");

        Assert.Equal(0, carrier.Accepted);
    }

    [Fact]
    public async Task Other_hosts_are_tried_in_their_order_without_waiting_and_then_the_first_again_after_a_wait()
    {
        await using var first = new RawCarrier { Script = call => call.HangUpAsync() };
        await using var second = new RawCarrier { Script = call => call.HangUpAsync() };
        await using var third = new RawCarrier();
        await using var rig = new PoolRig(first, options => options with { Alternates = [second.EndPoint, third.EndPoint] });
        await rig.BoundAsync();

        Assert.Equal((1, 1, 1), (first.Accepted, second.Accepted, third.Accepted));
        Assert.DoesNotContain(rig.Log.Lines, line => line.Event.Id == 3001);
        third.Script = call => call.HangUpAsync();
        third.Cut();
        await rig.PassUntilAsync(() => third.Accepted == 3, "two rounds more");
        Assert.Equal((first.Accepted, second.Accepted), (third.Accepted, third.Accepted));
        Assert.InRange(rig.Log.Lines.Count(line => line.Event.Id == 3001), 2, 3);
    }

    [Fact]
    public async Task After_a_session_at_another_host_that_lasted_the_first_is_next()
    {
        await using var first = new RawCarrier { Script = call => call.HangUpAsync() };
        await using var second = new RawCarrier();
        await using var rig = new PoolRig(first, options => options with { Alternates = [second.EndPoint] });
        await rig.BoundAsync();
        rig.Time.Advance(TimeSpan.FromMinutes(1));
        first.Script = _ => Task.FromResult(false);
        second.Cut();
        await rig.PassUntilAsync(() => first.Live == 1 && rig.Bound == 1, "bound at the first");

        Assert.Equal((2, 1), (first.Accepted, second.Accepted));
    }

    [Fact]
    public async Task A_bind_returns_to_the_first_host_after_its_time_in_order()
    {
        await using var first = new RawCarrier { Script = call => call.HangUpAsync() };
        await using var second = new RawCarrier();
        await using var rig = new PoolRig(
            first, options => options with
            {
                Alternates = [second.EndPoint],
                ReturnAfter = TimeSpan.FromMinutes(5),
                // What is under way on real sockets does not count in the minutes that pass meanwhile.
                ConnectTimeout = TimeSpan.FromDays(1),
                Session = options.Session with { ResponseTimeout = TimeSpan.FromDays(1) },
            });
        await rig.BoundAsync();
        rig.Time.Advance(TimeSpan.FromSeconds(299));
        Assert.Equal(0, second.Count(CommandId.Unbind));
        // The first is still away: back to the second, at once.
        await rig.PassUntilAsync(() => second.Accepted == 2 && rig.Bound == 1, "back at the second", step: 10);
        Assert.Equal((2, 1), (first.Accepted, second.Count(CommandId.Unbind)));
        first.Script = _ => Task.FromResult(false);
        await rig.PassUntilAsync(() => first.Accepted == 3 && rig.Bound == 1, "bound at the first", step: 10);

        Assert.Equal((1, 0, 2), (first.Live, second.Live, second.Count(CommandId.Unbind)));
        Assert.All(rig.Handler.Ends.Where(end => end.Reason == SessionEndReason.Unbound), end => Assert.Null(end.Detail));
    }

    [Theory]
    [InlineData(CommandStatus.AlreadyBound)]
    [InlineData(CommandStatus.InvalidPassword)]
    public async Task A_refusal_waits_before_another_host_gets_the_same_bind(CommandStatus refusal)
    {
        await using var first = new RawCarrier
        {
            Script = call => call.SayAsync(WirePdu.Empty(call.Pdu.Id.Response, call.Pdu.Sequence, refusal)),
        };
        await using var second = new RawCarrier();
        await using var rig = new PoolRig(first, options => options with { Alternates = [second.EndPoint] });
        await Until.Async(() => rig.Log.Lines.Any(line => line.Event.Id == 3001));
        Assert.Equal(0, second.Accepted);

        await rig.PassUntilAsync(() => rig.Bound == 1, "bound at the second");
        Assert.Equal((1, 1), (first.Accepted, second.Accepted));
    }

    [Fact]
    public async Task It_connects_from_the_local_address_it_was_given()
    {
        await using var carrier = new RawCarrier();
        var local = new IPEndPoint(IPAddress.Parse("127.0.0.9"), 0);
        await using var rig = new PoolRig(carrier, options => options with { LocalEndPoint = local });
        await rig.BoundAsync();

        Assert.Equal(local.Address, ((IPEndPoint)Assert.Single(carrier.Callers)!).Address);
    }

    [Fact]
    public async Task A_local_address_of_another_machine_is_said()
    {
        await using var carrier = new RawCarrier();
        var local = new IPEndPoint(IPAddress.Parse("192.0.2.1"), 0);
        await using var rig = new PoolRig(carrier, options => options with { LocalEndPoint = local });
        await Until.Async(() => rig.Pool.Binds.Single().LastError is not null);

        Assert.Equal(0, carrier.Accepted);
        Assert.Contains(new SocketException((int)SocketError.AddressNotAvailable).Message, rig.Pool.Binds.Single().LastError,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_bind_says_which_addresses_are_served()
    {
        await using var carrier = new RawCarrier();
        await using var rig = new PoolRig(carrier, options => options with { AddressRange = "^447[0-9]*$" });
        await rig.BoundAsync();

        var (_, pdu) = Assert.Single(carrier.Received);
        Assert.True(Bind.TryRead(pdu.Id, pdu.Body, out var bind, out _));
        Assert.Equal("^447[0-9]*$", bind!.AddressRange);
    }

    [Fact]
    public async Task A_session_that_lasted_begins_the_waits_again_and_one_that_did_not_lets_them_grow()
    {
        await using var carrier = new RawCarrier { Script = call => call.HangUpAsync() };
        await using var rig = new PoolRig(carrier);
        await rig.PassUntilAsync(() => carrier.Accepted == 10, "ten failures", step: 1);
        carrier.Script = _ => Task.FromResult(false);
        await rig.PassUntilAsync(() => rig.Bound == 1, "bound", step: 1);
        rig.Time.Advance(TimeSpan.FromSeconds(30));
        rig.Log.Lines.Clear();
        carrier.Cut();
        await Until.Async(() => rig.Log.Lines.Any(line => line.Event.Id == 3001));
        var before = rig.Time.GetUtcNow();
        await rig.PassUntilAsync(() => rig.Bound == 1, "bound", step: 0.1);

        Assert.True(rig.Time.GetUtcNow() - before < TimeSpan.FromSeconds(2));
    }
}
