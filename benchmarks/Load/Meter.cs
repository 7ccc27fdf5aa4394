using System.Diagnostics;
using System.Globalization;
using Simulator.Customers;

namespace Load;

/// <summary>One line on a terminal that shows how far a load has come; nothing elsewhere.</summary>
internal sealed class Meter(long messages) : IProgress<LoadProgress>
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private long _shownAt;

    public void Report(LoadProgress value)
    {
        if (Console.IsOutputRedirected || Stopwatch.GetElapsedTime(_shownAt) < Interval)
            return;
        _shownAt = Stopwatch.GetTimestamp();
        Console.Write(string.Create(
            CultureInfo.InvariantCulture,
            $"\r    submitted {value.Sent:N0} of {messages:N0}, answered {value.Answered:N0}, receipts {value.Receipts:N0} "));
    }

    public static void End()
    {
        if (!Console.IsOutputRedirected)
            Console.WriteLine();
    }
}
