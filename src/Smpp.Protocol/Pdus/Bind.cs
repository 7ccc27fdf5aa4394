namespace Smpp.Protocol;

/// <summary>
/// bind_transmitter, bind_receiver and bind_transceiver (v3.4 §4.1, v5.0 §4.1.1). Strings are Latin-1, one character an octet.
/// </summary>
public sealed record Bind : TlvPdu
{
    private string _systemId = "";
    private string _password = "";
    private string _systemType = "";
    private InterfaceVersion _interfaceVersion = InterfaceVersion.V34;
    private TypeOfNumber _addrTon;
    private NumberingPlan _addrNpi;
    private string _addressRange = "";

    /// <summary>Makes a bind.</summary>
    /// <param name="id">Which of the three.</param>
    /// <exception cref="ArgumentException">It is none of them.</exception>
    public Bind(CommandId id)
        : base(id)
    {
        if (!id.IsBind)
            throw new ArgumentException($"{id.Name} is no bind.", nameof(id));
    }

    /// <summary>system_id, at most 15 characters.</summary>
    public string SystemId { get => _systemId; init => _systemId = CString.Checked(value, FieldLimits.SystemId); }

    /// <summary>password; the specification's 8 characters are not enforced, many operators issue more.</summary>
    public string Password { get => _password; init => _password = CString.Checked(value, CString.NoLimit); }

    /// <summary>system_type, at most 12 characters.</summary>
    public string SystemType { get => _systemType; init => _systemType = CString.Checked(value, FieldLimits.SystemType); }

    /// <summary>interface_version as received; see <see cref="InterfaceVersions"/>.</summary>
    public InterfaceVersion InterfaceVersion { get => _interfaceVersion; init => _interfaceVersion = value; }

    /// <summary>addr_ton</summary>
    public TypeOfNumber AddrTon { get => _addrTon; init => _addrTon = value; }

    /// <summary>addr_npi</summary>
    public NumberingPlan AddrNpi { get => _addrNpi; init => _addrNpi = value; }

    /// <summary>address_range: a UNIX regular expression over destinations (v3.4 §5.2.7), at most 40 characters.</summary>
    public string AddressRange { get => _addressRange; init => _addressRange = CString.Checked(value, FieldLimits.AddressRange); }

    /// <summary>Reads a body.</summary>
    /// <param name="id">The header's command_id: one of the three binds.</param>
    /// <param name="body">The octets behind the header.</param>
    /// <param name="pdu">The bind.</param>
    /// <param name="error">The field at fault.</param>
    /// <param name="passwordMaximum">The longest password allowed, its NUL included; the specification says 9.</param>
    public static bool TryRead(CommandId id, ReadOnlySpan<byte> body, out Bind? pdu, out DecodeError error,
        int passwordMaximum = FieldLimits.Password)
    {
        pdu = new Bind(id);
        var fields = PduFields.ToRead(body, passwordMaximum: passwordMaximum);
        if (!pdu.Exchange(ref fields))
            pdu = null;
        error = fields.Error;
        return pdu is not null;
    }

    private protected override bool ExchangeMandatory(scoped ref PduFields fields) =>
        fields.Text(PduField.SystemId, FieldLimits.SystemId, ref _systemId)
        && fields.Text(PduField.Password, FieldLimits.Password, ref _password)
        && fields.Text(PduField.SystemType, FieldLimits.SystemType, ref _systemType)
        && fields.Octet(PduField.InterfaceVersion, ref _interfaceVersion)
        && fields.Octet(PduField.AddrTon, ref _addrTon)
        && fields.Octet(PduField.AddrNpi, ref _addrNpi)
        && fields.Text(PduField.AddressRange, FieldLimits.AddressRange, ref _addressRange);
}
