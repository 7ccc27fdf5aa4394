using Smpp.Session;

namespace Smpp.Client;

/// <summary>How long a duration of the options may be: as long as those of a session.</summary>
internal static class Durations
{
    /// <summary>One sentence for each that is too long, which names the option.</summary>
    public static IEnumerable<string> Faults(params IEnumerable<(string Name, TimeSpan Value)> durations) => durations
        .Where(duration => duration.Value > SessionOptions.MaxDuration)
        .Select(duration => $"{duration.Name} is {duration.Value}; it must be at most {SessionOptions.MaxDuration.Days} days.");
}
