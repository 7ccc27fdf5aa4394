using Gateway.Tests.Harness;
using Shared;
using Smpp.Protocol;
using Smpp.Session;
using Storage;

namespace Gateway.Tests.Flows;

/// <summary>The messaging modes of esm_class, and what an account may ask for.</summary>
public class ModeTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_datagram_gets_one_attempt_and_no_receipt(bool cut)
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        carrier.Script = cut ? FakeCarrier.KeepQuiet : submit => submit.Reject(CommandStatus.SystemError);
        await bench.StartAsync();
        var customer = await bench.BindAsync();

        await customer.AcceptedAsync(Sms.Submit() with { EsmClass = EsmClass.Datagram });
        await Until.Async(() => carrier.Submits.Count == 1);
        if (cut)
            carrier.Cut();

        await Until.Async(() => bench.Alive == 0);
        await bench.BoundAsync(carrier);
        Assert.Single(carrier.Submits);
        Assert.Equal(0, (int)carrier.Submits[0].Pdu.RegisteredDelivery);
        Assert.Empty(customer.Deliveries);
        Assert.Single(await bench.EventsAsync(EventKind.Failed));
    }

    [Fact]
    public async Task In_transaction_mode_the_response_waits_for_the_outcome_and_is_that()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        carrier.Script = FakeCarrier.KeepQuiet;
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        var data = new DataSm
        {
            Source = Address.Parse("ACME"),
            Destination = Address.Parse(Sms.Someone),
            EsmClass = EsmClass.Transaction,
            Tlvs = default(TlvList).Add(TlvTag.MessagePayload, "Hello"u8),
        };

        var failing = customer.Session.SendAsync(data).AsTask();
        await Until.Async(() => carrier.Submits.Count == 1);
        Assert.False(failing.IsCompleted);
        carrier.Submits[0].Reject(CommandStatus.DeliveryFailure);
        Assert.Equal(CommandStatus.DeliveryFailure, (await failing.WaitAsync(Until.Limit)).Header.Status);

        carrier.Script = FakeCarrier.Accept;
        Assert.Equal(CommandStatus.Ok, (await customer.Session.SendAsync(data).AsTask().WaitAsync(Until.Limit)).Header.Status);
        Assert.Empty(await bench.EventsAsync(EventKind.Accepted));
    }

    [Fact]
    public async Task An_account_without_receipts_is_refused_when_it_asks_for_one()
    {
        await using var bench = new Bench();
        bench.AddCarrier("a");
        bench.ChangeDemo(demo => demo with { Receipts = false });
        await bench.StartAsync();
        var customer = await bench.BindAsync();

        Assert.Equal(CommandStatus.InvalidRegisteredDelivery, (await customer.SubmitAsync(Sms.Submit())).Header.Status);
        Assert.Equal(CommandStatus.Ok, (await customer.SubmitAsync(Sms.Submit(registeredDelivery: 0))).Header.Status);
    }

    [Fact]
    public async Task A_validity_beyond_the_account_s_longest_is_cut_to_it()
    {
        await using var bench = new Bench { Clock = Bench.NewClock() };
        var carrier = bench.AddCarrier("a");
        carrier.GoDown();
        bench.ChangeDemo(demo => demo with
        {
            Validity = TimeSpan.FromMinutes(10),
            LongestValidity = TimeSpan.FromMinutes(20),
            // The clock here runs faster than the customer answers.
            EnquireLink = TimeSpan.Zero,
            ResponseTimeout = TimeSpan.FromMinutes(10),
        });
        await bench.StartAsync(whenBound: false);
        var customer = await bench.BindAsync();
        var began = bench.Clock.GetUtcNow();
        await customer.AcceptedAsync(Sms.Submit("usual"));
        await customer.AcceptedAsync(Sms.Submit("long") with { ValidityPeriod = "000030000000000R" });

        await bench.PassUntilAsync(() => customer.Receipts.Count == 1, TimeSpan.FromSeconds(10), "the first expires");
        Assert.InRange(bench.Clock.GetUtcNow() - began, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(12));
        await bench.PassUntilAsync(() => customer.Receipts.Count == 2, TimeSpan.FromSeconds(10), "the second expires");
        Assert.InRange(bench.Clock.GetUtcNow() - began, TimeSpan.FromMinutes(20), TimeSpan.FromMinutes(22));
        Assert.All(customer.Receipts, receipt => Assert.Equal(MessageState.Expired, receipt.State));
    }

    [Fact]
    public async Task The_carrier_gets_no_more_validity_than_the_account_s_longest()
    {
        await using var bench = new Bench { Clock = Bench.NewClock() };
        var carrier = bench.AddCarrier("a");
        bench.ChangeDemo(demo => demo with { Validity = TimeSpan.FromMinutes(10), LongestValidity = TimeSpan.FromMinutes(20) });
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        var now = bench.Clock.GetUtcNow();
        string[] asked = ["000030000000000R", Absolute(now.AddDays(1)), "000000000500000R", Absolute(now.AddMinutes(5))];
        foreach (var validity in asked)
            await customer.AcceptedAsync(Sms.Submit() with { ValidityPeriod = validity });
        await customer.AcceptedAsync(Sms.Submit() with { Tlvs = default(TlvList).AddUInt32(TlvTag.QosTimeToLive, 86_400) });
        await customer.AcceptedAsync(Sms.Submit() with { Tlvs = default(TlvList).AddUInt32(TlvTag.QosTimeToLive, 300) });

        await Until.Async(() => carrier.Submits.Count == 6);
        Assert.Equal(
            ["000000002000000R", Absolute(now.AddMinutes(20)), asked[2], asked[3], "", ""],
            carrier.Submits.Select(submit => submit.Pdu.ValidityPeriod));
        uint[] left = [1_200, 300];
        Assert.Equal(
            left.Select(seconds => default(TlvList).AddUInt32(TlvTag.QosTimeToLive, seconds)),
            carrier.Submits.Skip(4).Select(submit => submit.Pdu.Tlvs));

        static string Absolute(DateTimeOffset moment)
        {
            Span<byte> text = stackalloc byte[SmppTime.Length];
            return System.Text.Encoding.ASCII.GetString(text[..SmppTime.WriteAbsolute(text, moment)]);
        }
    }
}
