using System.Collections.Concurrent;
using System.Globalization;
using Gateway.Flows;
using Gateway.Tests.Harness;
using Routing;
using Shared;
using Smpp.Protocol;
using Smpp.Session;
using Storage.Live;

namespace Gateway.Tests.Flows;

/// <summary>accepted = terminal + pending, at any time.</summary>
public class BooksTests
{
    [Fact]
    public async Task The_books_balance_after_a_mixed_run_of_carriers_that_refuse_throttle_keep_quiet_and_are_cut()
    {
        const int Messages = 1500;
        await using var bench = new Bench();
        var a = bench.AddCarrier("a", upstream => upstream with { Binds = 2, Window = 20 });
        var b = bench.AddCarrier("b", upstream => upstream with { Window = 20 });
        bench.Group(GroupStrategy.Weighted);
        bench.Config = bench.Config with
        {
            Routes = [Bench.Route("a", RouteMode.Relay) with { Match = new RouteMatch { Destinations = ["49"] } }, .. bench.Config.Routes],
        };
        var seenBefore = new ConcurrentDictionary<string, bool>();
        var kept = new ConcurrentQueue<Submitted>();
        a.Script = submit => Misbehave(a, submit, 0, seenBefore, kept);
        b.Script = submit => Misbehave(b, submit, 1, seenBefore, kept);
        await bench.StartAsync();
        Customer[] customers = [await bench.BindAsync(), await bench.BindAsync()];

        // One is relayed before the load takes the window, which leaves no room to relay anything while it is full.
        var first = await customers[0].SubmitAsync(MessageOf(0));
        var load = Task.WhenAll(Enumerable.Range(1, Messages - 1).Select(i => customers[i % 2].SubmitAsync(MessageOf(i))));
        await Until.Async(() => bench.Counters.Failed > 0);
        // All may be accepted before much is sent: something stored is kept quiet, so that a cut leaves it uncertain.
        await Until.Async(() => kept.Any(submit => !IsRelayed(submit)));
        for (int cut = 0; cut < 6; cut++)
        {
            int before = a.Submits.Count + b.Submits.Count;
            try
            {
                await Until.Async(
                    () => load.IsCompleted || a.Submits.Count + b.Submits.Count > before + 100, TimeSpan.FromSeconds(2));
            }
            catch (TimeoutException)
            {
                // The windows are full of what is kept quiet: only a cut goes on.
            }
            (cut % 2 == 0 ? a : b).Cut();
        }

        // Whatever was kept quiet ends with a last cut, without which a relayed customer would wait out the upstream's
        // timeout; then everything that wants no receipt, or has one, is settled.
        a.Script = submit => AcceptWithReceipt(a, submit);
        b.Script = submit => AcceptWithReceipt(b, submit);
        a.Cut();
        b.Cut();
        Response[] answers = [first, .. await load];
        await Until.Async(
            () => bench.Counters.Accepted + bench.Counters.Relayed == bench.Counters.Ended + Pending(bench) && Settled(bench));
        Assert.Equal(answers.Count(answer => answer.Header.Status == CommandStatus.Ok), bench.Counters.Accepted + bench.Counters.Relayed);
        var counters = bench.Counters;
        Assert.True(
            counters.Accepted > 0 && counters.Relayed > 0 && counters.Failed > 0,
            $"the run was mixed: {counters.Accepted} accepted, {counters.Relayed} relayed, {counters.Failed} failed");
        Assert.True(
            counters.Retried > 0 && counters.Uncertain > 0,
            $"the carriers misbehaved: {counters.Retried} retried, {counters.Uncertain} uncertain");

        // Every wanted receipt came to its owner once, and no other.
        await Until.Async(() => !bench.Node.Store.Live.Snapshot().OfType<CustomerDelivery>().Any());
        var wanted = answers
            .Where((answer, i) => answer.Header.Status == CommandStatus.Ok
                && MessageOf(i).RegisteredDelivery == RegisteredDelivery.SuccessOrFailure)
            .Select(answer => answer.MessageId).ToHashSet();
        var seen = customers.SelectMany(customer => customer.Receipts).Select(receipt => receipt.Id).ToArray();
        Assert.Equal(seen.Length, seen.Distinct().Count());
        Assert.Subset(wanted, seen.ToHashSet());
        Assert.Equal(Pending(bench), wanted.Count - seen.Length);
    }

    private static SubmitSm MessageOf(int i) => (i % 10) switch
    {
        0 => Sms.Submit($"{i}", to: $"4915{i:000000}", registeredDelivery: (byte)(i / 10 % 2)),
        1 => Sms.Submit($"{i}", to: ""),
        2 => Sms.Submit($"{i}", to: $"44770{i:000000}", registeredDelivery: 0),
        _ => Sms.Submit($"{i}", to: $"44770{i:000000}"),
    };

    private static bool IsRelayed(Submitted submit) => submit.Text.EndsWith('0');

    private static void Misbehave(
        FakeCarrier carrier, Submitted submit, int offset, ConcurrentDictionary<string, bool> seenBefore, ConcurrentQueue<Submitted> kept)
    {
        int fate = (int.Parse(submit.Text, CultureInfo.InvariantCulture) + offset) % 17;
        bool again = !seenBefore.TryAdd(submit.Text, true);
        if (fate == 3)
            submit.Reject(CommandStatus.InvalidDestinationAddress);
        // A carrier that throttled for ever would be sent ever less, and the run would take as long.
        else if (fate == 5 && !again && seenBefore.Count < 300)
            submit.Reject(CommandStatus.Throttled);
        else if (fate == 7 && !again)
            submit.Reject(CommandStatus.SystemError);
        else if (fate != 11 || again)
            AcceptWithReceipt(carrier, submit);
        else
            kept.Enqueue(submit);
    }

    private static void AcceptWithReceipt(FakeCarrier carrier, Submitted submit)
    {
        submit.Accept();
        if (submit.Pdu.RegisteredDelivery != 0 && submit.Bind.Session.State.CanDeliver)
            _ = SendReceiptAsync(carrier, submit);
    }

    private static async Task SendReceiptAsync(FakeCarrier carrier, Submitted submit)
    {
        try
        {
            await carrier.ReceiptAsync(
                submit, submit.Text.EndsWith('4') ? MessageState.Undeliverable : MessageState.Delivered, on: submit.Bind);
        }
        catch (Exception e) when (e is InvalidOperationException or SmppRequestLostException)
        {
            // The bind was cut first: the receipt never comes, and the message waits for it.
        }
    }

    private static long Pending(Bench bench) => bench.Node.Store.Live.Snapshot().OfType<GatewayMessage>().Count();

    private static bool Settled(Bench bench) =>
        bench.Node.Store.Live.Snapshot().OfType<GatewayMessage>().All(message => message.State == LiveState.AwaitingReceipt);
}
