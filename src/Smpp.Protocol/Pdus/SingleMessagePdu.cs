namespace Smpp.Protocol;

/// <summary>submit_sm and deliver_sm, which share a layout (v3.4 §4.4.1, §4.6.1): <see cref="MessageView"/>, owned.</summary>
public abstract record SingleMessagePdu : MessagePdu
{
    private Address _destination;

    private protected SingleMessagePdu(CommandId id)
        : base(id)
    {
    }

    /// <summary>destination_addr with its TON and NPI.</summary>
    public Address Destination { get => _destination; init => _destination = value; }

    private protected sealed override bool ExchangeDestination(scoped ref PduFields fields) =>
        fields.Address(PduField.DestAddrTon, PduField.DestAddrNpi, PduField.DestinationAddr, ref _destination);

    private protected static T Fill<T>(T empty, scoped in MessageView view) where T : SingleMessagePdu => empty with
    {
        ServiceType = CString.Text(view.ServiceType),
        Source = view.Source,
        Destination = view.Destination,
        EsmClass = view.EsmClass,
        ProtocolId = view.ProtocolId,
        PriorityFlag = view.PriorityFlag,
        ScheduleDeliveryTime = CString.Text(view.ScheduleDeliveryTime),
        ValidityPeriod = CString.Text(view.ValidityPeriod),
        RegisteredDelivery = view.RegisteredDelivery,
        ReplaceIfPresent = view.ReplaceIfPresent,
        DataCoding = view.DataCoding,
        DefaultMessageId = view.DefaultMessageId,
        ShortMessage = view.ShortMessage.ToArray(),
        Tlvs = new TlvList(view.TlvBytes.ToArray(), default),
    };
}
