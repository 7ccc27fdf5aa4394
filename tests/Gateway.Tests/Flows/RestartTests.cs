using System.Net;
using Gateway.Configuration;
using Gateway.Tests.Harness;
using Shared;
using Smpp.Protocol;
using Storage;

namespace Gateway.Tests.Flows;

/// <summary>What a gateway knows again when it starts on the folder of an earlier one, drained or killed.</summary>
public class RestartTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Queued_messages_leave_after_a_restart_as_they_were_submitted(bool killed)
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        carrier.OnBind = _ => CommandStatus.SystemError;
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        var messages = Enumerable.Range(0, 30).Select(i => Sms.Submit($"{i}", registeredDelivery: 1) with
        {
            DataCoding = (DataCoding)3,
            Tlvs = default(TlvList).Add((TlvTag)0x1405, [(byte)i]),
        }).ToArray();
        var ids = new List<string>();
        foreach (var message in messages)
            ids.Add(await customer.AcceptedAsync(message));

        await RestartAsync(bench, killed);
        carrier.ComeUp();

        await Until.Async(() => carrier.Submits.Count >= 30 && bench.Counters.Sent >= 30);
        Assert.Equal(messages, carrier.Submits.Select(submit => submit.Pdu));
        var again = await bench.BindAsync();
        foreach (var submit in carrier.Submits)
            await carrier.ReceiptAsync(submit);
        await Until.Async(() => bench.Alive == 0);
        Assert.Equal(ids, again.Receipts.Select(receipt => receipt.Id));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Awaited_receipts_match_after_a_restart(bool killed)
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        carrier.IdOf = number => $"{0xAB00 + number:X}";
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        var ids = new List<string>();
        for (int i = 0; i < 30; i++)
            ids.Add(await customer.AcceptedAsync(Sms.Submit($"{i}")));
        await Until.Async(() => bench.Counters.Sent == 30);

        await RestartAsync(bench, killed);
        var again = await bench.BindAsync();
        for (int i = 0; i < 30; i++)
            Assert.Equal(CommandStatus.Ok, await carrier.ReceiptAsync(carrier.Submits[i], id: $"{0xAB01 + i}"));

        await Until.Async(() => bench.Alive == 0);
        Assert.Equal(ids, again.Receipts.Select(receipt => receipt.Id));
        Assert.Equal(30, carrier.Submits.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Receipts_and_MO_that_were_not_fetched_are_delivered_after_a_restart(bool killed)
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        bench.Config = bench.Config with { Routes = [.. bench.Config.Routes, Bench.MoRoute("12345", "demo")] };
        await bench.StartAsync();
        var sender = await bench.BindAsync(kind: CommandId.BindTransmitter);
        var id = await sender.AcceptedAsync(Sms.Submit());
        await Until.Async(() => carrier.Submits.Count == 1);
        Assert.Equal(CommandStatus.Ok, await carrier.ReceiptAsync(carrier.Submits[0], MessageState.Undeliverable, error: "7"));
        var mo = Sms.Mo("an MO that waits");
        Assert.Equal(CommandStatus.Ok, await carrier.DeliverAsync(mo));

        await RestartAsync(bench, killed);
        var receiver = await bench.BindAsync(kind: CommandId.BindReceiver);

        await Until.Async(() => receiver.Deliveries.Count == 2 && bench.Alive == 0);
        var receipt = Assert.Single(receiver.Receipts);
        Assert.Equal((id, MessageState.Undeliverable, "7"), (receipt.Id, receipt.State, receipt.Error));
        Assert.Contains(mo, receiver.Deliveries);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_receipt_that_came_too_early_is_matched_though_the_gateway_was_restarted_meanwhile(bool killed)
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        carrier.Script = FakeCarrier.KeepQuiet;
        carrier.IdOf = _ => "the-same-again";
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        var id = await customer.AcceptedAsync(Sms.Submit());
        await Until.Async(() => carrier.Submits.Count == 1);
        Assert.Equal(CommandStatus.Ok, await carrier.ReceiptAsync(carrier.Submits[0]));

        carrier.Script = FakeCarrier.Accept;
        carrier.GoDown();
        await Until.Async(() => bench.Counters.Uncertain == 1);
        await RestartAsync(bench, killed);
        var again = await bench.BindAsync();
        carrier.ComeUp();

        await Until.Async(() => bench.Alive == 0);
        Assert.Equal(id, Assert.Single(again.Receipts).Id);
    }

    [Fact]
    public async Task What_was_on_the_wire_when_the_gateway_was_killed_is_sent_again_once_and_nothing_else_is()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        for (int i = 0; i < 20; i++)
            await customer.AcceptedAsync(Sms.Submit($"sent {i}", registeredDelivery: (byte)(i % 2)));
        await Until.Async(() => bench.Counters.Sent == 20);
        carrier.Script = FakeCarrier.KeepQuiet;
        for (int i = 0; i < 10; i++)
            await customer.AcceptedAsync(Sms.Submit($"on the wire {i}", registeredDelivery: 0));
        await Until.Async(() => carrier.Submits.Count == 30);

        var image = bench.CrashAsync();
        carrier.Script = FakeCarrier.Accept;
        await image;

        await Until.Async(() => carrier.Submits.Count >= 40 && bench.Alive == 10);
        Assert.Equal(40, carrier.Submits.Count);
        Assert.Equal(
            Enumerable.Range(0, 10).Select(i => $"on the wire {i}"), carrier.Submits.Skip(30).Select(submit => submit.Text).Order());
    }

    [Fact]
    public async Task Ids_are_never_given_twice_over_restarts()
    {
        await using var bench = new Bench();
        bench.AddCarrier("a");
        await bench.StartAsync();
        var ids = new List<string>();
        for (int run = 0; run < 4; run++)
        {
            var customer = await bench.BindAsync();
            for (int i = 0; i < 20; i++)
                ids.Add(await customer.AcceptedAsync(Sms.Submit()));
            await RestartAsync(bench, killed: run % 2 == 1);
        }

        Assert.Equal(80, ids.Distinct().Count());
        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
    }

    [Fact]
    public async Task A_message_s_validity_goes_on_running_while_the_gateway_is_down()
    {
        await using var bench = new Bench { Clock = Bench.NewClock() };
        var carrier = bench.AddCarrier("a");
        carrier.OnBind = _ => CommandStatus.SystemError;
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        var id = await customer.AcceptedAsync(Sms.Submit("short") with { ValidityPeriod = "000000010000000R" });
        await customer.AcceptedAsync(Sms.Submit("long", registeredDelivery: 0) with { ValidityPeriod = "000001000000000R" });

        await bench.StopAsync();
        bench.Clock.Advance(TimeSpan.FromHours(2));
        carrier.ComeUp();
        await bench.StartAsync(whenBound: false);
        var again = await bench.BindAsync();
        await bench.PassUntilAsync(() => bench.Alive == 0, TimeSpan.FromMilliseconds(100), "both have ended");

        Assert.Equal(["long"], carrier.Texts);
        var receipt = Assert.Single(again.Receipts);
        Assert.Equal((id, MessageState.Expired), (receipt.Id, receipt.State));
    }

    [Fact]
    public async Task Deliveries_of_an_account_that_is_gone_from_the_configuration_wait_until_it_is_back_or_they_expire()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        bench.AddAccount(Bench.Account("leaving"));
        await bench.StartAsync();
        var sender = await bench.BindAsync("leaving", CommandId.BindTransmitter);
        var id = await sender.AcceptedAsync(Sms.Submit());
        await Until.Async(() => carrier.Submits.Count == 1);
        await carrier.ReceiptAsync(carrier.Submits[0]);

        var with = bench.Config;
        bench.Config = with with { Accounts = [Bench.Account("demo")] };
        await bench.RestartAsync();
        Assert.Equal(1, bench.Alive);
        bench.Config = with;
        await bench.ReloadAsync();
        var back = await bench.BindAsync("leaving");

        await Until.Async(() => bench.Alive == 0);
        Assert.Equal(id, Assert.Single(back.Receipts).Id);
    }

    [Fact]
    public async Task What_waits_longest_survives_the_reclaiming_of_its_segment_and_the_restart_after_it()
    {
        await using var bench = new Bench { Clock = Bench.NewClock() };
        var carrier = bench.AddCarrier("a", upstream => upstream with { Window = 100 });
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        var id = await customer.AcceptedAsync(Sms.Submit("waits for its receipt"));
        await Until.Async(() => bench.Counters.Sent == 1);
        var large = Sms.Submit("", registeredDelivery: 0) with { Tlvs = default(TlvList).Add(TlvTag.MessagePayload, new byte[60_000]) };

        await Until.Async(async () =>
        {
            await customer.AcceptedAsync(large);
            bench.Clock.Advance(TimeSpan.FromMilliseconds(250));
            return bench.Node.Store.Journal.OldestSegment > 3;
        });
        await bench.RestartAsync(whenBound: false);
        var again = await bench.BindAsync();
        await bench.PassUntilAsync(() => carrier.Binds.Count == 1, TimeSpan.FromMilliseconds(100), "the carrier is bound");
        await carrier.ReceiptAsync(carrier.Submits[0]);

        await Until.Async(() => again.Receipts.Count == 1);
        Assert.Equal(id, again.Receipts[0].Id);
    }

    [Fact]
    public async Task A_folder_that_another_gateway_holds_is_refused_with_the_reason()
    {
        await using var bench = new Bench();
        bench.AddCarrier("a");
        await bench.StartAsync();

        var refusal = await Assert.ThrowsAnyAsync<Exception>(bench.StartSecondAsync);

        Assert.IsType<GatewayStartException>(refusal);
        Assert.Contains("data folder", refusal.Message, StringComparison.Ordinal);
        var customer = await bench.BindAsync();
        Assert.True(MessageIds.TryParse(await customer.AcceptedAsync(Sms.Submit()), out _));
    }

    [Fact]
    public async Task A_gateway_that_cannot_listen_says_so_and_lets_go_of_its_folder()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        var free = bench.Config.Listen;
        bench.Config = bench.Config with
        {
            Listen = [new ListenConfig { Address = new IPEndPoint(IPAddress.Loopback, carrier.Port) }],
        };

        var refusal = await Assert.ThrowsAsync<GatewayStartException>(() => bench.StartAsync());
        Assert.Contains($"127.0.0.1:{carrier.Port}", refusal.Message, StringComparison.Ordinal);

        bench.Config = bench.Config with { Listen = free };
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        await customer.AcceptedAsync(Sms.Submit());
    }

    private static Task RestartAsync(Bench bench, bool killed) => killed ? bench.CrashAsync() : bench.RestartAsync();
}
