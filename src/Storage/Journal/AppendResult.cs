namespace Storage;

/// <summary>What became of an append.</summary>
public enum AppendResult : byte
{
    /// <summary>In the batch that the committer writes next.</summary>
    Ok,

    /// <summary>
    /// The disk is slower than the traffic: the batch in memory is at its bound, or the next segment is not made yet. Refuse with
    /// ESME_RMSGQFUL.
    /// </summary>
    Busy,

    /// <summary>No room for another segment. Refuse with ESME_RMSGQFUL; it passes by itself when space returns.</summary>
    DiskFull,

    /// <summary>A write or sync failed, or the journal was closed: final. Refuse with ESME_RSYSERR.</summary>
    Failed,
}
