namespace Smpp.Protocol;

/// <summary>The response to a bind (v3.4 §4.1.2, v5.0 §4.1.1.2). One with an error status is sent as <see cref="EmptyBody"/>.</summary>
/// <param name="Id">bind_transmitter_resp, bind_receiver_resp or bind_transceiver_resp.</param>
public sealed record BindResp(CommandId Id) : IPduBody
{
    /// <summary>system_id of the side that answers, at most 15 characters.</summary>
    public string SystemId { get; init => field = CString.Checked(value, FieldLimits.SystemId); } = "";

    /// <summary>sc_interface_version; null when the TLV is absent, as it must be towards peers below 0x34.</summary>
    public InterfaceVersion? ScInterfaceVersion { get; init; }

    /// <inheritdoc/>
    public int BodyLength => SystemId.Length + 1 + (ScInterfaceVersion is null ? 0 : TlvWriter.Size(sizeof(byte)));

    /// <summary>
    /// Reads a body; none at all is fine, as in responses with an error. Malformed TLVs are left alone: they never fail a bind.
    /// </summary>
    public static bool TryRead(CommandId id, ReadOnlySpan<byte> body, out BindResp? pdu, out DecodeError error)
    {
        error = default;
        pdu = new BindResp(id);
        if (body.IsEmpty)
            return true;
        var reader = new BodyReader(body);
        if (!reader.TryReadCString(PduField.SystemId, FieldLimits.SystemId, out ReadOnlySpan<byte> systemId))
        {
            pdu = null;
            error = reader.Error;
            return false;
        }
        bool versioned = new TlvReader(reader.Rest).TryGetByte(TlvTag.ScInterfaceVersion, out byte version);
        pdu = pdu with { SystemId = CString.Text(systemId), ScInterfaceVersion = versioned ? (InterfaceVersion)version : null };
        return true;
    }

    /// <inheritdoc/>
    public void WriteBody(Span<byte> body)
    {
        new BodyWriter(body).WriteCString(SystemId);
        if (ScInterfaceVersion is { } version)
            TlvWriter.WriteByte(body[(SystemId.Length + 1)..], TlvTag.ScInterfaceVersion, (byte)version);
    }
}
