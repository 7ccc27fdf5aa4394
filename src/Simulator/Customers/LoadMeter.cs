using System.Globalization;

namespace Simulator.Customers;

/// <summary>
/// Shows how far a load has come: on a terminal one line that is written over and over, elsewhere a line every few seconds.
/// </summary>
/// <param name="options">The load.</param>
/// <param name="output">Where to.</param>
/// <param name="isTerminal">Whether that is a terminal.</param>
/// <param name="time">The clock.</param>
public sealed class LoadMeter(LoadOptions options, TextWriter output, bool isTerminal, TimeProvider time) : IProgress<LoadProgress>
{
    /// <summary>Time between two lines off a terminal.</summary>
    public static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan RewriteInterval = TimeSpan.FromMilliseconds(250);

    private readonly TimeSpan _interval = isTerminal ? RewriteInterval : LineInterval;
    private long _shownAt = time.GetTimestamp();

    /// <inheritdoc/>
    public void Report(LoadProgress value)
    {
        if (time.GetElapsedTime(_shownAt) < _interval)
            return;
        _shownAt = time.GetTimestamp();
        string total = options.Messages > 0 ? string.Create(CultureInfo.InvariantCulture, $" of {options.Messages:N0}") : "";
        string receipts = options.Receipts ? string.Create(CultureInfo.InvariantCulture, $", receipts {value.Receipts:N0}") : "";
        string line = string.Create(
            CultureInfo.InvariantCulture, $"submitted {value.Sent:N0}{total}, answered {value.Answered:N0}{receipts}");
        if (isTerminal)
            output.Write($"\r{line} ");
        else
            output.WriteLine(line);
    }

    /// <summary>Ends the line of a terminal.</summary>
    public void End()
    {
        if (isTerminal)
            output.WriteLine();
    }
}
