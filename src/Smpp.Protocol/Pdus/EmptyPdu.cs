namespace Smpp.Protocol;

/// <summary>
/// A PDU of 16 octets as a record: enquire_link, unbind, their responses, generic_nack, cancel_sm_resp, replace_sm_resp,
/// cancel_broadcast_sm_resp, and any response with an error status (v3.4 §4.1.2, v5.0 §3.2.1.3).
/// </summary>
/// <remarks>
/// The specifications give these commands no fields. A peer of v5.0 may put congestion_state into any response (v5.0 §4.8.4.18): what
/// stands behind the header is tolerated (<see cref="Leniency.HeaderOnlyOctets"/>), and kept where it is TLVs.
/// </remarks>
public sealed record EmptyPdu : Pdu
{
    private TlvList _tlvs;

    /// <summary>Makes one.</summary>
    /// <param name="id">A response, enquire_link or unbind.</param>
    /// <exception cref="ArgumentException">The command is a request that has fields.</exception>
    public EmptyPdu(CommandId id)
        : base(id)
    {
        if (!id.IsResponse && !IsAlwaysEmpty(id))
            throw new ArgumentException($"{id.Name} has mandatory fields.", nameof(id));
    }

    /// <summary>The TLVs that a peer has added, or is to be sent; none otherwise.</summary>
    public TlvList Tlvs { get => _tlvs; init => _tlvs = value; }

    internal static bool IsAlwaysEmpty(CommandId id) => id is CommandId.EnquireLink or CommandId.EnquireLinkResp or CommandId.Unbind
        or CommandId.UnbindResp or CommandId.GenericNack or CommandId.CancelSmResp or CommandId.ReplaceSmResp
        or CommandId.CancelBroadcastSmResp;

    /// <summary>Equal when they are the same octets on the wire.</summary>
    public bool Equals(EmptyPdu? other) => base.Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => base.GetHashCode();

    // Anything that a peer has added is tolerated: what is no TLVs is not read.
    internal override bool Exchange(scoped ref PduFields fields) =>
        fields.IsReading && !fields.HasOnlyTlvsLeft || fields.Tlvs(ref _tlvs);
}
