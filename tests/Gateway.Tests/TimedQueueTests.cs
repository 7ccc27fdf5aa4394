using Gateway.Flows;
using Storage.Live;

namespace Gateway.Tests;

public class TimedQueueTests
{
    [Fact]
    public void What_ends_before_its_moment_is_let_go_of()
    {
        var queue = new TimedQueue();
        var account = new Name.Table().Get("demo")!;
        var waiting = new List<GatewayMessage>();
        for (int i = 0; i < 10_000; i++)
        {
            var message = new GatewayMessage(null!) { Account = account, Id = (ulong)i, State = LiveState.Queued };
            queue.Add(message, at: 10_000 - i);
            if (i % 100 == 0)
                waiting.Add(message);
            else
                message.State = LiveState.Done;
        }

        Assert.InRange(queue.Count, waiting.Count, 2_000);
        var taken = new List<GatewayMessage>();
        while (queue.TryTake(10_000, out var message))
        {
            if (message.State == LiveState.Queued)
                taken.Add(message);
        }
        Assert.Equal(Enumerable.Reverse(waiting), taken);
    }
}
