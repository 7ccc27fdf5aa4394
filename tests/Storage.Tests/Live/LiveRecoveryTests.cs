using CsCheck;
using Storage.Live;

namespace Storage.Tests.Live;

public class LiveRecoveryTests
{
    [Fact]
    public void Whatever_happened_its_events_bring_back_what_was_alive() =>
        Gen.Select(Gen.Int[0, 15], Gen.UInt, Gen.Bool).Array[0, 150].Sample(
            steps =>
            {
                var history = new History();
                foreach (var (kind, choice, flag) in steps)
                    history.Step(kind, choice, flag);

                Assert.Equal(history.Alive, history.Recovered());
            },
            iter: 2_000);

    [Fact]
    public void A_history_cut_off_anywhere_brings_back_what_was_alive_there()
    {
        var random = new Random(7);
        var history = new History();
        for (int step = 0; step < 600; step++)
        {
            history.Step(random.Next(16), (uint)random.Next(), random.Next(2) == 0);
            Assert.Equal(history.Alive, history.Recovered());
        }
    }

    [Fact]
    public void What_was_on_its_way_to_an_upstream_is_queued_again()
    {
        var entities = new Entities();
        var message = entities.Message(5);
        message.SetBody([1, 2, 3]);
        var recovery = new LiveRecovery(100);
        message.Describe(EventKind.Accepted, 10, out var accepted);
        accepted.Payload = message.Body;
        recovery.OnEvent(accepted, new JournalPosition(1, 64));
        message.State = LiveState.InFlight;

        var place = Assert.Single(recovery.Complete());
        var recovered = Assert.IsType<TestMessage>(new EntityMaker(entities, entities.Names, 100).Make(accepted, place));

        Assert.Equal(LiveState.Queued, recovered.State);
        Assert.Equal([1, 2, 3], recovered.Body.ToArray());
    }

    [Fact]
    public void Events_of_messages_that_are_not_known_any_more_bring_nothing_back()
    {
        var recovery = new LiveRecovery(100);
        foreach (var kind in (EventKind[])
            [
                EventKind.Rejected, EventKind.Uncertain, EventKind.Retried, EventKind.Failed, EventKind.Expired, EventKind.ReceiptSent,
                EventKind.ReceiptExpired, EventKind.MoDelivered, EventKind.MoExpired, EventKind.EarlySettled, EventKind.OrphanReceipt,
            ])
        {
            recovery.OnEvent(new JournalEvent { Kind = kind, MessageId = 7 }, new JournalPosition(1, 0));
        }
        recovery.OnEvent(
            new JournalEvent { Kind = EventKind.Receipt, Flags = EventFlags.Intermediate, MessageId = 7 }, new JournalPosition(1, 0));

        Assert.Empty(recovery.Complete());
    }
}
