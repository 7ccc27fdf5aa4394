namespace Storage;

/// <summary>Something that waits for its event to be durable.</summary>
/// <remarks>
/// Both calls come on the committer thread in the order of the appends, between the calls of <see cref="ICommitGate"/>; exactly
/// one of them comes for each append that returned <see cref="AppendResult.Ok"/>. They must not block and must not throw.
/// </remarks>
public interface IDurable
{
    /// <summary>The event is durable in the journal's mode (see <see cref="Durability"/>).</summary>
    void OnDurable();

    /// <summary>It is unknown whether the event is on disk, and nothing will be durable any more.</summary>
    void OnStoreFailed();
}
