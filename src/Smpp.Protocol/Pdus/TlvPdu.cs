namespace Smpp.Protocol;

/// <summary>A PDU whose mandatory fields may be followed by TLVs: every one that has fields at all (v5.0 §3.2.3).</summary>
public abstract record TlvPdu : Pdu
{
    private TlvList _tlvs;
    private TlvTag? _own;

    private protected TlvPdu(CommandId id)
        : base(id)
    {
    }

    /// <summary>
    /// The TLVs, in their order on the wire. Those that the specification does not know survive octet for octet. One that another property
    /// of this record has put there stays when the list is set without it, so that an initialiser may name both in any order.
    /// </summary>
    public TlvList Tlvs
    {
        get => _tlvs;
        init => _tlvs = _own is { } tag && !value.Reader.TryGet(tag, out _) && _tlvs.Reader.TryGet(tag, out ReadOnlySpan<byte> octets)
            ? value.Add(tag, octets)
            : value;
    }

    /// <summary>Takes the TLVs with one that a property stands for.</summary>
    private protected void Own(TlvTag tag, TlvList tlvs)
    {
        _own = tag;
        _tlvs = tlvs;
    }

    /// <summary>Leaves out the TLV that a property stood for; one that came with the list stays.</summary>
    private protected void Disown(TlvTag tag)
    {
        if (_own != tag)
            return;
        _own = null;
        _tlvs = _tlvs.Without(tag);
    }

    internal sealed override bool Exchange(scoped ref PduFields fields) => ExchangeMandatory(ref fields) && fields.Tlvs(ref _tlvs);

    private protected abstract bool ExchangeMandatory(scoped ref PduFields fields);

    /// <summary>Equal when they are the same octets on the wire.</summary>
    public virtual bool Equals(TlvPdu? other) => base.Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => base.GetHashCode();
}
