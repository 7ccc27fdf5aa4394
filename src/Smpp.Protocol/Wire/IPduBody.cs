namespace Smpp.Protocol;

/// <summary>
/// The write side of a PDU: records and ref structs alike. A writer asks for the exact length, takes one span of it and
/// calls <see cref="WriteBody"/> once; nothing is patched afterwards and nothing is copied in between.
/// </summary>
public interface IPduBody
{
    /// <summary>The command_id that goes into the header.</summary>
    CommandId Id { get; }

    /// <summary>Octets behind the header, exactly.</summary>
    int BodyLength { get; }

    /// <summary>Writes the body into <paramref name="body"/>, which holds exactly <see cref="BodyLength"/> octets.</summary>
    void WriteBody(Span<byte> body);
}
