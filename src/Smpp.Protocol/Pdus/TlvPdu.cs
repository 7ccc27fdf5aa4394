namespace Smpp.Protocol;

/// <summary>A PDU whose mandatory fields may be followed by TLVs: every one that has fields at all (v5.0 §3.2.3).</summary>
public abstract record TlvPdu : Pdu
{
    private TlvList _tlvs;

    private protected TlvPdu(CommandId id)
        : base(id)
    {
    }

    /// <summary>The TLVs, in their order on the wire. Those that the specification does not know survive octet for octet.</summary>
    public TlvList Tlvs { get => _tlvs; init => _tlvs = value; }

    internal sealed override bool Exchange(scoped ref PduFields fields) => ExchangeMandatory(ref fields) && fields.Tlvs(ref _tlvs);

    private protected abstract bool ExchangeMandatory(scoped ref PduFields fields);
}
