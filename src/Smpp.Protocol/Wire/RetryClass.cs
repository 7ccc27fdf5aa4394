namespace Smpp.Protocol;

/// <summary>What a refused sender should do about a command_status.</summary>
public enum RetryClass : byte
{
    /// <summary>ESME_ROK: nothing was refused.</summary>
    Success,

    /// <summary>Too much at once: slow down on this connection, then send the same again.</summary>
    Throttled,

    /// <summary>Trouble on the other side that passes: send the same again later.</summary>
    Temporary,

    /// <summary>The session is not, or no longer, bound as it should be: bind again, then send the same again.</summary>
    Rebind,

    /// <summary>The specification leaves open whether trying again can help, as do vendors' own values: policy decides.</summary>
    Undecided,

    /// <summary>The same PDU will be refused again: change it or give up.</summary>
    Permanent,
}
