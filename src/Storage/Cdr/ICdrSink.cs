using Microsoft.Extensions.Logging;

namespace Storage.Cdr;

/// <summary>A database, or files, that take CDRs. One call at a time.</summary>
public interface ICdrSink : IAsyncDisposable
{
    /// <summary>From where on rows that were written are not durable yet; null when all are.</summary>
    JournalPosition? HeldFrom => null;

    /// <summary>Says where to report what is no reason to stop; called before all else.</summary>
    void ReportTo(ILogger logger)
    {
    }

    /// <summary>Says by its identity which journal's events are to come; called before all else.</summary>
    void ReadFrom(Guid journal)
    {
    }

    /// <summary>
    /// Connects, brings the schema up to date and reads this node's position; null when it has none yet. Called again after
    /// every error, and must then forget all earlier connections.
    /// </summary>
    ValueTask<CdrPosition?> OpenAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Writes the rows and the position in one transaction, durable when this returns but for what
    /// <see cref="HeldFrom"/> says. When it throws, whether the
    /// transaction was committed is unknown until <see cref="OpenAsync"/> has read the position again.
    /// </summary>
    ValueTask WriteAsync(CdrBatch batch, CdrPosition next, CancellationToken cancellationToken);

    /// <summary>
    /// Makes ready for the days to come, and drops rows that are older than <paramref name="retention"/>, not all at once where that
    /// takes long; whether there is more to drop now.
    /// </summary>
    ValueTask<bool> TendAsync(DateTimeOffset now, TimeSpan? retention, CancellationToken cancellationToken);

    /// <summary>Makes all that was written durable.</summary>
    ValueTask FlushAsync(CancellationToken cancellationToken) => default;
}
