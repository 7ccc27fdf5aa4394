using Routing;

namespace Gateway.Configuration;

/// <summary>One thing wrong with the configuration.</summary>
/// <param name="File">The file, as its folder was given.</param>
/// <param name="Line">The line, counted from 1; 0 when the file as a whole is meant.</param>
/// <param name="Message">What is wrong and what to do; never a secret.</param>
public readonly record struct ConfigError(string File, int Line, string Message)
{
    public override string ToString() => Line > 0 ? $"{File}:{Line}: {Message}" : $"{File}: {Message}";
}

/// <summary>Collects errors; nothing stops at the first.</summary>
internal sealed class ConfigErrors
{
    private readonly List<ConfigError> _errors = [];

    public int Count => _errors.Count;

    public void Add(string file, int line, string message) => _errors.Add(new ConfigError(file, line, message));

    public void Add(SourceLocation location, string message) => Add(location.File, location.Line, message);

    /// <summary>Adds what routing finds, but not on a line that is wrong already: it would only see the consequence.</summary>
    public void AddOnOtherLines(IEnumerable<RoutingError> found)
    {
        var lines = _errors.Select(error => (error.File, error.Line)).ToHashSet();
        foreach (var error in found)
        {
            if (!lines.Contains((error.Location.File, error.Location.Line)))
                Add(error.Location, error.Message);
        }
    }

    /// <summary>By file in the order given, then by line.</summary>
    public IReadOnlyList<ConfigError> Sorted(IReadOnlyList<string> files)
    {
        var rank = files.Select((file, index) => (file, index)).ToDictionary(entry => entry.file, entry => entry.index);
        return [.. _errors.Distinct().OrderBy(error => rank.GetValueOrDefault(error.File, int.MaxValue)).ThenBy(error => error.Line)];
    }
}
