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

    /// <summary>
    /// Before when messages were submitted whose first rows may be gone, microseconds since 1970 UTC; null without any row.
    /// </summary>
    /// <param name="isWhole">Whether the journal has lost no event yet, so that the rows may begin with its first.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<long?> HorizonAsync(bool isWhole, CancellationToken cancellationToken);

    /// <summary>Counts every row; those submitted before <paramref name="horizon"/> as begun before.</summary>
    Task CountAsync(AuditBook book, long horizon, CancellationToken cancellationToken);
}
