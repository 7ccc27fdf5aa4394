using Smpp.Protocol;

namespace Smpp.Testing;

/// <summary>A PDU that a <see cref="ScriptedPeer"/> has received.</summary>
/// <param name="Header">Its header.</param>
/// <param name="Pdu">Its fields.</param>
public sealed record ReceivedPdu<T>(PduHeader Header, T Pdu) where T : Pdu
{
    /// <summary>sequence_number</summary>
    public uint Sequence => Header.Sequence;

    /// <summary>command_status</summary>
    public CommandStatus Status => Header.Status;
}

/// <summary>The peer's script was not followed: something else came, or nothing.</summary>
/// <param name="message">What was expected, and what came.</param>
public sealed class ScriptException(string message) : Exception(message);
