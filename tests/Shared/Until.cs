using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Shared;

/// <summary>Waits for a condition instead of for a time.</summary>
public static class Until
{
    /// <summary>Far beyond what any wait should take: it is reached only when something is broken.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    public static Task Async(
        Func<bool> condition, TimeSpan? limit = null, [CallerArgumentExpression(nameof(condition))] string what = "") =>
        Async(() => Task.FromResult(condition()), limit, what);

    public static async Task Async(
        Func<Task<bool>> condition, TimeSpan? limit = null, [CallerArgumentExpression(nameof(condition))] string what = "")
    {
        var most = limit ?? Limit;
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(started) > most)
                throw new TimeoutException($"Not so after {most.TotalSeconds:0} s: {what}");
            await Task.Delay(Pause);
        }
    }
}
