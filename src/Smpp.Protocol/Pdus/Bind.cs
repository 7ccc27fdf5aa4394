namespace Smpp.Protocol;

/// <summary>
/// bind_transmitter, bind_receiver and bind_transceiver (v3.4 §4.1, v5.0 §4.1.1). Strings are Latin-1, one character an octet.
/// </summary>
/// <param name="Id">Which of the three.</param>
public sealed record Bind(CommandId Id) : IPduBody
{
    private const int FixedOctets = 7;

    /// <summary>system_id, at most 15 characters.</summary>
    public string SystemId { get; init => field = CString.Checked(value, FieldLimits.SystemId); } = "";

    /// <summary>password; the specification's 8 characters are not enforced, many operators issue more.</summary>
    public string Password { get; init => field = CString.Checked(value, CString.NoLimit); } = "";

    /// <summary>system_type, at most 12 characters.</summary>
    public string SystemType { get; init => field = CString.Checked(value, FieldLimits.SystemType); } = "";

    /// <summary>interface_version as received; see <see cref="InterfaceVersions"/>.</summary>
    public InterfaceVersion InterfaceVersion { get; init; } = InterfaceVersion.V34;

    /// <summary>addr_ton</summary>
    public TypeOfNumber AddrTon { get; init; }

    /// <summary>addr_npi</summary>
    public NumberingPlan AddrNpi { get; init; }

    /// <summary>address_range: a UNIX regular expression over destinations (v3.4 §5.2.7), at most 40 characters.</summary>
    public string AddressRange { get; init => field = CString.Checked(value, FieldLimits.AddressRange); } = "";

    /// <inheritdoc/>
    public int BodyLength => FixedOctets + SystemId.Length + Password.Length + SystemType.Length + AddressRange.Length;

    /// <summary>Reads a body. TLVs behind it are checked and ignored.</summary>
    /// <param name="id">The header's command_id: one of the three binds.</param>
    /// <param name="body">The octets behind the header.</param>
    /// <param name="pdu">The bind.</param>
    /// <param name="error">The field at fault.</param>
    /// <param name="passwordMaximum">The longest password allowed, its NUL included; the specification says 9.</param>
    public static bool TryRead(CommandId id, ReadOnlySpan<byte> body, out Bind? pdu, out DecodeError error,
        int passwordMaximum = FieldLimits.Password)
    {
        pdu = null;
        var reader = new BodyReader(body);
        if (reader.TryReadCString(PduField.SystemId, FieldLimits.SystemId, out ReadOnlySpan<byte> systemId)
            && reader.TryReadCString(PduField.Password, passwordMaximum, out ReadOnlySpan<byte> password)
            && reader.TryReadCString(PduField.SystemType, FieldLimits.SystemType, out ReadOnlySpan<byte> systemType)
            && reader.TryReadByte(PduField.InterfaceVersion, out byte version)
            && reader.TryReadByte(PduField.AddrTon, out byte ton)
            && reader.TryReadByte(PduField.AddrNpi, out byte npi)
            && reader.TryReadCString(PduField.AddressRange, FieldLimits.AddressRange, out ReadOnlySpan<byte> range)
            && reader.TryReadTlvs(out _))
        {
            pdu = new Bind(id)
            {
                SystemId = CString.Text(systemId),
                Password = CString.Text(password),
                SystemType = CString.Text(systemType),
                InterfaceVersion = (InterfaceVersion)version,
                AddrTon = (TypeOfNumber)ton,
                AddrNpi = (NumberingPlan)npi,
                AddressRange = CString.Text(range),
            };
        }
        error = reader.Error;
        return pdu is not null;
    }

    /// <inheritdoc/>
    public void WriteBody(Span<byte> body)
    {
        var writer = new BodyWriter(body);
        writer.WriteCString(SystemId);
        writer.WriteCString(Password);
        writer.WriteCString(SystemType);
        writer.WriteByte((byte)InterfaceVersion);
        writer.WriteByte((byte)AddrTon);
        writer.WriteByte((byte)AddrNpi);
        writer.WriteCString(AddressRange);
    }

    /// <summary>The bind without its password, which must never reach a log.</summary>
    public override string ToString() =>
        $"{Id.Name} {{ system_id = {SystemId}, system_type = {SystemType}, interface_version = 0x{(byte)InterfaceVersion:x2} }}";
}
