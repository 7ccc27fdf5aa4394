using Storage.Cdr;

namespace Storage.Audit;

/// <summary>
/// The rows of one node as they stood at one moment, whatever is written meanwhile: from the position on their events are to be found
/// in the journal.
/// </summary>
internal interface IAuditRows : IAsyncDisposable
{
    /// <summary>Fixes the moment. Returns how far the rows go; null when there is none yet.</summary>
    Task<CdrPosition?> OpenAsync(CancellationToken cancellationToken);

    /// <summary>When the first row that is left happened, microseconds since 1970 UTC; null without any.</summary>
    Task<long?> FirstTimeAsync(CancellationToken cancellationToken);

    /// <summary>Counts every row; those submitted before <paramref name="horizon"/> as begun before.</summary>
    Task CountAsync(AuditBook book, long horizon, CancellationToken cancellationToken);
}
