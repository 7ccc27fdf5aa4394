namespace Storage;

/// <summary>Stands around the callbacks of one batch, so that what they write can leave in one flush.</summary>
public interface ICommitGate
{
    /// <summary>Before the first <see cref="IDurable"/> of a batch.</summary>
    void OnCommitting();

    /// <summary>After the last one.</summary>
    void OnCommitted();
}
