namespace Storage.Live;

/// <summary>
/// Something the journal keeps alive: a message not yet settled, a PDU a customer has not acknowledged, a receipt that waits
/// for its message. Lock it while its state changes and the event that says so is appended, so that the journal's order is
/// the order of the changes.
/// </summary>
public abstract class LiveEntity
{
    internal LiveEntity? Previous;
    internal LiveEntity? Next;
    internal LiveChain? Chain;
    internal LiveEntity? NextById;

    /// <summary>The gateway's id of the message.</summary>
    public ulong Id { get; set; }

    /// <summary>When it is given up, microseconds since 1970 UTC.</summary>
    public long ExpiresAt { get; set; }

    /// <summary>True while it is part of a <see cref="LiveSet"/>.</summary>
    public bool IsLive => Chain is not null;

    /// <summary>The last record that carries its whole state, but for what a <see cref="Place"/> keeps.</summary>
    public JournalPosition Whole { get; set; }

    /// <summary>The account that it counts for, or null.</summary>
    internal virtual Name? Owner => null;

    /// <summary>What is kept of it when it leaves memory.</summary>
    public abstract Place ToPlace();

    /// <summary>The whole state as one event, so that every earlier record of it may be forgotten.</summary>
    public abstract void DescribeWhole(out JournalEvent e);
}
