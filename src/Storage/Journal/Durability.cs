namespace Storage;

/// <summary>What an acknowledged event survives.</summary>
public enum Durability : byte
{
    /// <summary>A power cut: fdatasync returned 0 before the acknowledgement.</summary>
    Fsync,

    /// <summary>
    /// The end of the process, not of the machine: written to the file, not synced. A segment is synced once, when it is complete.
    /// </summary>
    Os,

    /// <summary>
    /// Nothing is promised: as <see cref="Os"/>, and complete segments are not synced either. After a power cut the journal may
    /// be refused as corrupt.
    /// </summary>
    Memory,
}
