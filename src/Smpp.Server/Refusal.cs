namespace Smpp.Server;

/// <summary>Why a connection was turned away before its first PDU, as the tag of a metric.</summary>
internal enum Refusal
{
    TooManyConnections,
    TooManyUnbound,
    TooManyUnboundOfAddress,
    MayNotConnect,
    Banned,
    ProxyHeader,
    HandshakeFailed,

    /// <summary>What it sent is no SMPP, or it spoke another protocol.</summary>
    NoPdu,

    /// <summary>It sent no whole PDU in time.</summary>
    BindTimeout,
}
