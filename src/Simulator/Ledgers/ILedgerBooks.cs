namespace Simulator.Ledgers;

/// <summary>What a gateway's own books say about a message.</summary>
[Flags]
public enum LedgerFate : byte
{
    /// <summary>They do not have it.</summary>
    Unknown = 0,

    /// <summary>It was accepted.</summary>
    Accepted = 1,

    /// <summary>It ended in the gateway: no carrier need have it.</summary>
    EndedInGateway = 2,

    /// <summary>It has not ended.</summary>
    Pending = 4,

    /// <summary>Its receipt waits for the customer.</summary>
    ReceiptWaits = 8,

    /// <summary>It is flagged as a possible duplicate.</summary>
    MayBeTwice = 16,
}

/// <summary>A gateway's own books.</summary>
public interface ILedgerBooks
{
    /// <summary>What they say about the message that its submitter knows under this id.</summary>
    LedgerFate FateOf(string id);
}
