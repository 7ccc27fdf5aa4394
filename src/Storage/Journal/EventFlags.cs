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

    /// <summary>A receipt that is not final: the message goes on.</summary>
    Intermediate = 8,

    /// <summary>The message was relayed without being stored first.</summary>
    Relay = 16,

    /// <summary>The submitter knows the message by the short form of its id.</summary>
    ShortId = 32,

    /// <summary>The message waits for the late answer of an upstream that may have it, or for somebody to decide.</summary>
    Held = 64,
}
