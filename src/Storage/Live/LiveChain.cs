namespace Storage.Live;

/// <summary>What in memory has its oldest needed record in one segment of the journal.</summary>
internal sealed class LiveChain(long segment)
{
    public long Segment { get; } = segment;

    public LiveEntity? First { get; set; }
}
