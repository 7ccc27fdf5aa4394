namespace Storage.Cdr;

/// <summary>How the exporter paces itself.</summary>
public sealed record CdrExporterOptions
{
    /// <summary>Rows of one transaction at most.</summary>
    public int BatchRows { get; init; } = 20_000;

    /// <summary>
    /// Pause after a transaction that took all there was, so that light traffic does not make one of every event: each writes three pages
    /// of SQLite's, however few its rows are.
    /// </summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>First pause after an error; it doubles up to <see cref="RetryTo"/>.</summary>
    public TimeSpan RetryFrom { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Longest pause after an error: a database that comes and goes must be met while it is there.</summary>
    public TimeSpan RetryTo { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long rows are kept; null for ever.</summary>
    public TimeSpan? Retention { get; init; }

    /// <summary>Between two looks at what is older than <see cref="Retention"/>.</summary>
    public TimeSpan TendInterval { get; init; } = TimeSpan.FromMinutes(1);
}
