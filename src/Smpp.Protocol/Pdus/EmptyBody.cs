namespace Smpp.Protocol;

/// <summary>
/// A PDU of 16 octets: enquire_link, unbind, their responses, generic_nack, and any response with an error status (v3.4 §4.1.2).
/// </summary>
/// <param name="id">The command_id.</param>
public readonly struct EmptyBody(CommandId id) : IPduBody
{
    /// <inheritdoc/>
    public CommandId Id { get; } = id;

    /// <summary>0</summary>
    public int BodyLength => 0;

    /// <summary>Writes nothing.</summary>
    public void WriteBody(Span<byte> body)
    {
    }
}
