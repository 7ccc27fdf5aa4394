namespace Smpp.Protocol;

/// <summary>alert_notification (v3.4 §4.12.1, v5.0 §4.1.3.1): a subscriber can be reached again. It has no response.</summary>
public sealed record AlertNotification() : TlvPdu(CommandId.AlertNotification)
{
    private LongAddress _source;
    private LongAddress _esme;

    /// <summary>source_addr with its TON and NPI: the subscriber, at most 64 octets.</summary>
    public LongAddress Source { get => _source; init => _source = value; }

    /// <summary>esme_addr with its TON and NPI: who wanted to know, at most 64 octets.</summary>
    public LongAddress Esme { get => _esme; init => _esme = value; }

    /// <summary>Reads a body.</summary>
    public static bool TryRead(ReadOnlySpan<byte> body, out AlertNotification? pdu, out DecodeError error) =>
        TryFill(new AlertNotification(), body, out pdu, out error);

    private protected override bool ExchangeMandatory(scoped ref PduFields fields) =>
        fields.Address(PduField.SourceAddrTon, PduField.SourceAddrNpi, PduField.SourceAddr, ref _source)
        && fields.Address(PduField.EsmeAddrTon, PduField.EsmeAddrNpi, PduField.EsmeAddr, ref _esme);
}
