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

    /// <summary>A message with a planned text, once for each part.</summary>
    private protected static T[] Parts<T>(T message, TextPlan plan, ushort reference) where T : SingleMessagePdu
    {
        IReadOnlyList<Segment> segments = Segmenter.Split(plan, reference);
        var parts = new T[segments.Count];
        for (int i = 0; i < parts.Length; i++)
            parts[i] = Part(message, segments[i]);
        return parts;
    }

    private static T Part<T>(T message, Segment segment) where T : SingleMessagePdu
    {
        // The segment takes the place of whatever the message has for a text, and for a place in one.
        TlvList tlvs = message.Tlvs.Without(TlvTag.MessagePayload)
            .Without(TlvTag.SarMsgRefNum).Without(TlvTag.SarTotalSegments).Without(TlvTag.SarSegmentSeqnum);
        foreach (Tlv tlv in segment.Tlvs)
            tlvs = tlvs.Add(tlv.Tag, tlv.Value);
        return message with
        {
            EsmClass = (message.EsmClass & ~EsmClass.UserDataHeader) | segment.EsmClass,
            DataCoding = segment.DataCoding,
            ShortMessage = segment.UserData,
            Tlvs = tlvs,
        };
    }
}
