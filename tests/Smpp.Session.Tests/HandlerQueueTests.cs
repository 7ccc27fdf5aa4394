using System.Threading.Tasks.Sources;

namespace Smpp.Session.Tests;

public class HandlerQueueTests
{
    [Fact]
    public async Task What_a_handler_sends_leaves_before_it_has_ended()
    {
        using var rig = SessionRig.Esme();
        int before = rig.Flushes;
        var flushes = new TaskCompletionSource<int>();
        var queue = new HandlerQueue<int>(1, _ =>
        {
            rig.Send();
            flushes.SetResult(rig.Flushes - before);
            return ValueTask.CompletedTask;
        });
        queue.Enqueue(1);

        Assert.Equal(1, await flushes.Task.InTime());
    }

    [Fact]
    public async Task Whoever_ends_a_handler_is_not_held_up_by_the_next()
    {
        using var release = new ManualResetEventSlim();
        var first = new Ending();
        var second = new TaskCompletionSource();
        var queue = new HandlerQueue<int>(1, item =>
        {
            if (item == 1)
                return new ValueTask(first, 0);
            release.Wait(RawPeer.Limit);
            second.SetResult();
            return ValueTask.CompletedTask;
        });
        queue.Enqueue(1);
        queue.Enqueue(2);
        await first.Awaited.InTime();
        var ending = Task.Run(first.End);
        await Task.WhenAny(ending, second.Task).InTime();
        Assert.False(second.Task.IsCompleted);
        release.Set();

        await ending.InTime();
        await second.Task.InTime();
    }

    [Fact]
    public async Task A_handler_that_throws_costs_no_place()
    {
        var handled = new TaskCompletionSource();
        var queue = new HandlerQueue<int>(1, async item =>
        {
            if (item == 1)
                await Task.Yield();
            if (item < 2)
                throw new InvalidOperationException("broken on purpose");
            handled.SetResult();
        });
        var alike = new HandlerQueue<int>(1, item => item == 0 ? throw new InvalidOperationException("broken on purpose") : Handled());
        for (int item = 0; item <= 2; item++)
            queue.Enqueue(item);
        await handled.Task.InTime();
        handled = new TaskCompletionSource();
        alike.Enqueue(0);
        alike.Enqueue(1);

        await handled.Task.InTime();

        ValueTask Handled()
        {
            handled.SetResult();
            return ValueTask.CompletedTask;
        }
    }

    /// <summary>The end of a handler, on which its continuation runs at once.</summary>
    private sealed class Ending : IValueTaskSource
    {
        private readonly TaskCompletionSource _awaited = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private volatile bool _ended;
        private Action? _continuation;

        public Task Awaited => _awaited.Task;

        public void End()
        {
            _ended = true;
            _continuation!();
        }

        public ValueTaskSourceStatus GetStatus(short token) =>
            _ended ? ValueTaskSourceStatus.Succeeded : ValueTaskSourceStatus.Pending;

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        {
            _continuation = () => continuation(state);
            _awaited.SetResult();
        }

        public void GetResult(short token)
        {
        }
    }
}
