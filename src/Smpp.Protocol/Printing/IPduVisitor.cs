namespace Smpp.Protocol;

/// <summary>Receives what is found in a PDU, in the order of the octets. Offsets count from the start of the body.</summary>
internal interface IPduVisitor
{
    /// <summary>The header; null when there are not even 16 octets.</summary>
    void Header(PduHeader? header);

    void Octet(PduField field, int offset, byte value);

    void Number(PduField field, int offset, uint value);

    void Text(PduField field, int offset, ReadOnlySpan<byte> value);

    void Octets(PduField field, int offset, ReadOnlySpan<byte> value);

    void BeginList(PduField field);

    void BeginItem();

    void EndItem();

    void EndList();

    void Tlv(Tlv tlv, int offset);

    /// <summary>The end, possibly within a list; null when nothing is wrong.</summary>
    void End(string? error);
}
