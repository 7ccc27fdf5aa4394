namespace Storage;

/// <summary>Facts about the message that stand beside its event.</summary>
[Flags]
public enum EventFlags : byte
{
    /// <summary>Nothing to say.</summary>
    None = 0,

    /// <summary>The upstream may have got the message twice: an earlier attempt was never answered.</summary>
    PossibleDuplicate = 1,

    /// <summary>The message came from a mobile (MO), not from a customer (MT).</summary>
    MobileOriginated = 2,

    /// <summary>The customer asked for a receipt.</summary>
    ReceiptWanted = 4,

    /// <summary>The receipt tells of a state that is not final.</summary>
    Intermediate = 8,
}
