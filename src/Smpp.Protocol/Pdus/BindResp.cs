namespace Smpp.Protocol;

/// <summary>The response to a bind (v3.4 §4.1.2, v5.0 §4.1.1.2). One with an error status is sent as <see cref="EmptyBody"/>.</summary>
public sealed record BindResp : TlvPdu
{
    private string _systemId = "";

    /// <summary>Makes a response.</summary>
    /// <param name="id">bind_transmitter_resp, bind_receiver_resp or bind_transceiver_resp.</param>
    /// <exception cref="ArgumentException">It is none of them.</exception>
    public BindResp(CommandId id)
        : base(id)
    {
        if (!IsBindResp(id))
            throw new ArgumentException($"{id.Name} is no response to a bind.", nameof(id));
    }

    /// <summary>system_id of the side that answers, at most 15 characters.</summary>
    public string SystemId { get => _systemId; init => _systemId = CString.Checked(value, FieldLimits.SystemId); }

    /// <summary>sc_interface_version; null when the TLV is absent, as it must be towards peers below 0x34.</summary>
    public InterfaceVersion? ScInterfaceVersion
    {
        get => Tlvs.TryGet(StandardTlv.ScInterfaceVersion, out InterfaceVersion version) ? version : null;
        init => Own(
            TlvTag.ScInterfaceVersion,
            value is { } version ? Tlvs.Set(StandardTlv.ScInterfaceVersion, version) : Tlvs.Without(TlvTag.ScInterfaceVersion));
    }

    /// <summary>
    /// Reads a body; none at all is fine, as in responses with an error. Malformed TLVs are left out: they never fail a bind.
    /// </summary>
    public static bool TryRead(CommandId id, ReadOnlySpan<byte> body, out BindResp? pdu, out DecodeError error)
    {
        pdu = null;
        error = default;
        if (body.IsEmpty)
        {
            pdu = new BindResp(id);
            return true;
        }
        bool read = PduDecoder.TryRead(new PduHeader(0, id, CommandStatus.Ok, 0), body, DecodeRules.Tolerant, out Pdu? any, out var report);
        pdu = any as BindResp;
        error = report.Error;
        return read && pdu is not null;
    }

    private static bool IsBindResp(CommandId id) =>
        id is CommandId.BindReceiverResp or CommandId.BindTransmitterResp or CommandId.BindTransceiverResp;

    private protected override bool ExchangeMandatory(scoped ref PduFields fields) =>
        fields.Text(PduField.SystemId, FieldLimits.SystemId, ref _systemId);
}
