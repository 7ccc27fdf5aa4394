using Gateway.Tests.Harness;
using Shared;
using Smpp.Protocol;

namespace Gateway.Tests.Flows;

/// <summary>Parts of one message go over one bind in their order, whatever becomes of others.</summary>
public class PartsTests
{
    private const byte Messages = 20;
    private const byte Parts = 3;

    [Fact]
    public async Task Parts_go_over_one_bind_in_their_order_and_hold_up_nobody_else()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a", upstream => upstream with { Binds = 4, Window = 1 });
        var held = new TaskCompletionSource();
        carrier.Script = submit =>
        {
            // The first bind to get a part keeps it for a while; everybody else goes on.
            if (Number(submit) == 1 && Reference(submit) == 0)
                _ = AcceptLaterAsync(submit, held.Task);
            else
                submit.Accept();
        };
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        for (byte reference = 0; reference < Messages; reference++)
        {
            for (byte number = 1; number <= Parts; number++)
                await customer.AcceptedAsync(Sms.Part(reference, Parts, number) with { RegisteredDelivery = 0 });
            await customer.AcceptedAsync(Sms.Submit($"alone {reference}", registeredDelivery: 0));
        }
        // All but the two parts behind the one that is held.
        await Until.Async(() => carrier.Submits.Count == Messages * (Parts + 1) - 2);
        held.SetResult();
        await Until.Async(() => bench.Alive == 0);

        AssertTogether(carrier, inOrder: true);
        Assert.InRange(carrier.Submits.Select(submit => submit.Bind).Distinct().Count(), 2, 4);
    }

    [Theory]
    [InlineData(CommandStatus.Throttled)]
    [InlineData(CommandStatus.SystemError)]
    public async Task A_part_that_is_refused_for_now_goes_over_the_bind_of_the_others_again(CommandStatus refusal)
    {
        await using var bench = new Bench { Clock = Bench.NewClock() };
        var carrier = bench.AddCarrier("a", upstream => upstream with { Binds = 4, Window = 5 });
        var refused = new HashSet<(byte, byte)>();
        carrier.Script = submit =>
        {
            bool first;
            lock (refused)
                first = refused.Add((Reference(submit), Number(submit)));
            if (first && Number(submit) == 2)
                submit.Reject(refusal);
            else
                submit.Accept();
        };
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        for (byte reference = 0; reference < Messages; reference++)
        {
            for (byte number = 1; number <= Parts; number++)
                await customer.AcceptedAsync(Sms.Part(reference, Parts, number) with { RegisteredDelivery = 0 });
        }
        await bench.PassUntilAsync(() => bench.Alive == 0, TimeSpan.FromMilliseconds(200), "all are taken");

        AssertTogether(carrier, inOrder: false);
        Assert.Equal(Messages * (Parts + 1), carrier.Submits.Count);
    }

    [Fact]
    public async Task Parts_whose_bind_is_lost_go_over_one_other_and_stay_there_when_the_first_is_back()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a", upstream => upstream with { Binds = 2 });
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        await customer.AcceptedAsync(Sms.Part(1, 5, 1) with { RegisteredDelivery = 0 });
        await Until.Async(() => bench.Alive == 0);
        var first = carrier.Submits[0].Bind;
        carrier.OnBind = _ => CommandStatus.SystemError;
        first.Cut();
        await Until.Async(() => first.IsEnded && bench.Node.Snapshot.Upstreams["a"].Binds.Any(bind => bind.Session is null));
        await customer.AcceptedAsync(Sms.Part(1, 5, 2) with { RegisteredDelivery = 0 });
        await Until.Async(() => bench.Alive == 0);
        carrier.ComeUp();
        await bench.BoundAsync(carrier);
        for (byte number = 3; number <= 5; number++)
            await customer.AcceptedAsync(Sms.Part(1, 5, number) with { RegisteredDelivery = 0 });
        await Until.Async(() => bench.Alive == 0);

        Assert.Equal(5, carrier.Submits.Count);
        Assert.Single(carrier.Submits.Skip(1).Select(submit => submit.Bind).Distinct());
        Assert.Equal([1, 2, 3, 4, 5], carrier.Submits.Select(submit => (int)Number(submit)));
    }

    [Fact]
    public async Task Parts_that_share_a_reference_and_are_answered_backwards_have_ids_and_receipts_of_their_own()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        carrier.Script = FakeCarrier.KeepQuiet;
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        var ids = new Dictionary<string, string>();
        foreach (string sender in (string[])["ACME", "Bank"])
        {
            for (byte number = 1; number <= Parts; number++)
            {
                var part = Sms.Part(135, Parts, number) with { Source = Address.Parse(sender) };
                ids[$"{sender} {number}"] = await customer.AcceptedAsync(part);
            }
        }
        await Until.Async(() => carrier.Submits.Count == ids.Count);

        foreach (var submit in carrier.Submits.Reverse())
            submit.Accept();
        await Until.Async(() => bench.Counters.Sent == ids.Count);
        foreach (var submit in carrier.Submits)
            Assert.Equal(CommandStatus.Ok, await carrier.ReceiptAsync(submit));

        await Until.Async(() => customer.Receipts.Count == ids.Count && bench.Alive == 0);
        Assert.Equal(
            carrier.Submits.Select(submit => ids[$"{submit.Pdu.Source} {Number(submit)}"]),
            customer.Receipts.Select(receipt => receipt.Id));
    }

    private static async Task AcceptLaterAsync(Submitted submit, Task when)
    {
        await when;
        submit.Accept();
    }

    private static byte Reference(Submitted submit) => IsPart(submit) ? submit.Pdu.ShortMessage.Span[3] : byte.MaxValue;

    private static byte Number(Submitted submit) => IsPart(submit) ? submit.Pdu.ShortMessage.Span[5] : (byte)0;

    private static bool IsPart(Submitted submit) => (submit.Pdu.EsmClass & EsmClass.UserDataHeader) != 0;

    private static void AssertTogether(FakeCarrier carrier, bool inOrder)
    {
        var messages = carrier.Submits.Where(IsPart).GroupBy(Reference).ToArray();
        Assert.Equal(Messages, messages.Length);
        foreach (var parts in messages)
        {
            Assert.Single(parts.Select(part => part.Bind).Distinct());
            int[] numbers = [.. parts.Select(part => (int)Number(part))];
            Assert.Equal([1, 2, 3], inOrder ? numbers : numbers.Distinct().Order());
        }
    }
}
