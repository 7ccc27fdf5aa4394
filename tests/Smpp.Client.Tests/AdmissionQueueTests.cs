using Microsoft.Extensions.Time.Testing;
using Smpp.Protocol;
using Smpp.Session;

namespace Smpp.Client.Tests;

/// <summary>Nobody waits for admission once nothing limits it.</summary>
public class AdmissionQueueTests
{
    [Fact]
    public async Task A_limit_that_ends_while_a_sender_goes_to_wait_leaves_nobody_waiting()
    {
        var time = new FakeTimeProvider();
        AdmissionQueue queue = null!;
        CongestionControl congestion = null!;
        bool ends = false;
        congestion = new CongestionControl(1, Outstanding, time.TimestampFrequency, time.GetTimestamp());
        queue = new AdmissionQueue(congestion, time);
        congestion.OnAnswer(CommandStatus.Throttled, null, time.GetTimestamp());
        time.Advance(TimeSpan.FromSeconds(5));

        // The sender has found no room and does not wait yet: a reader brings the answer that ends the limit, and lets go who waits.
        int Outstanding()
        {
            if (!ends)
                return 0;
            ends = false;
            congestion.OnAnswer(CommandStatus.Ok, null, time.GetTimestamp());
            queue.Pump();
            return 1;
        }

        ends = true;
        var turn = queue.WaitAsync(CancellationToken.None).AsTask();
        Assert.Equal((false, false), (congestion.IsLimiting, ends));
        await turn.InTime();
    }

    [Fact]
    public async Task The_heartbeat_lets_go_who_still_waits_when_a_limit_has_ended_without_an_answer_to_the_pool()
    {
        await using var carrier = new RawCarrier();
        await using var rig = new PoolRig(carrier);
        await rig.BoundAsync();
        rig.Pool.Congestion.OnAnswer(CommandStatus.MessageQueueFull, null, rig.Time.GetTimestamp());
        Task[] waiting = [.. Enumerable.Range(0, 3).Select(_ => rig.Pool.AdmitAsync(TestContext.Current.CancellationToken).AsTask())];
        Assert.DoesNotContain(waiting, turn => turn.IsCompleted);
        long later = rig.Time.GetTimestamp() + (rig.Time.TimestampFrequency * 60);
        for (int i = 0; i < 100 && rig.Pool.Congestion.IsLimiting; i++)
            rig.Pool.Congestion.OnAnswer(CommandStatus.Ok, null, later);
        Assert.False(rig.Pool.Congestion.IsLimiting);
        rig.Time.Advance(Heartbeat.Interval);

        await Task.WhenAll(waiting).InTime();
    }
}
