using Gateway.Flows;
using Microsoft.Extensions.Logging.Abstractions;
using Shared;

namespace Gateway.Tests.Flows;

public class AsideTests
{
    [Fact]
    public async Task So_many_pieces_are_worked_on_at_once_and_one_that_throws_ends_none_of_the_next()
    {
        await using var aside = new Aside(atOnce: 2, NullLogger.Instance);
        var first = new TaskCompletionSource();
        var last = new TaskCompletionSource();
        Assert.True(aside.TryAdd(_ => first.Task));
        Assert.True(aside.TryAdd(_ => throw new InvalidOperationException("one piece")));
        Assert.True(aside.TryAdd(last.SetResult));

        await last.Task.WaitAsync(Until.Limit, TestContext.Current.CancellationToken);
        first.SetResult();
    }
}
