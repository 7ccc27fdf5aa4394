using System.Text;

namespace Smpp.Protocol.Tests;

/// <summary>One PDU of each command with a value in every field, and the octets that v3.4 §4 and v5.0 §4 give it.</summary>
internal static class Samples
{
    private const string BindBody = "'esme-1' 00 'secret08' 00 'VMA' 00 50 01 08 '^4477' 00";
    private const string BindRespBody = "'centre' 00 0210 0001 34";
    private const string MessageIdBody = "'m-42' 00 0423 0003 03 0022";
    private const string MessageTail =
        "41 11 02 '261123203701004+' 00 '000001000000000R' 00 11 01 04 07 08 050003 070201 0041 0204 0002 0007 1401 0002 AA00";

    private static readonly TlvList Reference = new TlvList().Set(StandardTlv.UserMessageReference, (ushort)7);
    private static readonly TlvList Failure = new TlvList().Set(StandardTlv.NetworkErrorCode, new NetworkErrorCode(3, 0x22));
    private static readonly Address Source = new(TypeOfNumber.Alphanumeric, NumberingPlan.Unknown, "ACME"u8);
    private static readonly Address Destination = new(TypeOfNumber.International, NumberingPlan.Isdn, "447700900123"u8);

    private static readonly (Pdu Pdu, string Octets)[] Table =
    [
        (BindOf(CommandId.BindReceiver), BindBody),
        (BindOf(CommandId.BindTransmitter), BindBody),
        (BindOf(CommandId.BindTransceiver), BindBody),
        (BindRespOf(CommandId.BindReceiverResp), BindRespBody),
        (BindRespOf(CommandId.BindTransmitterResp), BindRespBody),
        (BindRespOf(CommandId.BindTransceiverResp), BindRespBody),
        (new Outbind { SystemId = "centre", Password = "secret08" }, "'centre' 00 'secret08' 00"),
        (Message(new SubmitSm { Destination = Destination }), $"'CMT' 00 05 00 'ACME' 00 01 01 '447700900123' 00 {MessageTail}"),
        (new SubmitSmResp { MessageId = "m-42", Tlvs = Failure }, MessageIdBody),
        (Message(new SubmitMulti { Destinations = [Destination, new MultiDestination("friends")] }),
            $"'CMT' 00 05 00 'ACME' 00 02 01 01 01 '447700900123' 00 02 'friends' 00 {MessageTail}"),
        (new SubmitMultiResp
        {
            MessageId = "m-42",
            Unsuccessful =
            [
                new UnsuccessSme(Destination, CommandStatus.InvalidDestinationAddress),
                new UnsuccessSme(default, (CommandStatus)0x401),
            ],
            Tlvs = Failure,
        }, "'m-42' 00 02 01 01 '447700900123' 00 0000000B 00 00 00 00000401 0423 0003 03 0022"),
        (Message(new DeliverSm { Destination = Destination }), $"'CMT' 00 05 00 'ACME' 00 01 01 '447700900123' 00 {MessageTail}"),
        (new DeliverSmResp { MessageId = "m-42", Tlvs = Failure }, MessageIdBody),
        (new DataSm
        {
            ServiceType = "WAP",
            Source = new LongAddress(TypeOfNumber.National, NumberingPlan.Internet, "a-source-of-more-than-twenty-octets"),
            Destination = Destination,
            EsmClass = EsmClass.Datagram | EsmClass.ReplyPath,
            RegisteredDelivery = RegisteredDelivery.FailureOnly,
            DataCoding = DataCoding.Octets8,
            MessagePayload = Wire.Hex("00 FF"),
        }, "'WAP' 00 02 0E 'a-source-of-more-than-twenty-octets' 00 01 01 '447700900123' 00 81 02 04 0424 0002 00FF"),
        (new DataSmResp { MessageId = "m-42", Tlvs = Failure }, MessageIdBody),
        (new QuerySm { MessageId = "m-42", Source = Source, Tlvs = Reference }, "'m-42' 00 05 00 'ACME' 00 0204 0002 0007"),
        (new QuerySmResp
        {
            MessageId = "m-42",
            FinalDate = "261123203701004+",
            MessageState = MessageState.Undeliverable,
            ErrorCode = 0x22,
        }, "'m-42' 00 '261123203701004+' 00 05 22"),
        (new CancelSm { ServiceType = "CMT", MessageId = "m-42", Source = Source, Destination = Destination },
            "'CMT' 00 'm-42' 00 05 00 'ACME' 00 01 01 '447700900123' 00"),
        (new ReplaceSm
        {
            MessageId = "m-42",
            Source = Source,
            ScheduleDeliveryTime = "261123203701004+",
            ValidityPeriod = "000001000000000R",
            RegisteredDelivery = RegisteredDelivery.SuccessOrFailure,
            DefaultMessageId = 7,
            ShortMessage = Wire.Ascii("new"),
        }, "'m-42' 00 05 00 'ACME' 00 '261123203701004+' 00 '000001000000000R' 00 01 07 03 'new'"),
        (new AlertNotification
        {
            Source = new LongAddress(TypeOfNumber.International, NumberingPlan.Isdn, "447700900123"),
            Esme = new LongAddress(TypeOfNumber.NetworkSpecific, NumberingPlan.Private, "who-asked-with-more-than-20-octets"),
            Tlvs = new TlvList().Set(StandardTlv.MsAvailabilityStatus, MsAvailability.Unavailable),
        }, "01 01 '447700900123' 00 03 09 'who-asked-with-more-than-20-octets' 00 0422 0001 02"),
        (new BroadcastSm
        {
            ServiceType = "CBS",
            Source = Source,
            MessageId = "m-41",
            PriorityFlag = 4,
            ScheduleDeliveryTime = "261123203701004+",
            ValidityPeriod = "000001000000000R",
            ReplaceIfPresent = 1,
            DataCoding = DataCoding.Ucs2,
            DefaultMessageId = 7,
            Tlvs = new TlvList()
                .Add(StandardTlv.BroadcastAreaIdentifier, BroadcastArea.Named("north"))
                .Add(StandardTlv.BroadcastAreaIdentifier, BroadcastArea.Named("south"))
                .Set(StandardTlv.BroadcastContentType, new BroadcastContentType(1, 0x0021))
                .Set(StandardTlv.BroadcastRepNum, (ushort)5)
                .Set(StandardTlv.BroadcastFrequencyInterval, new BroadcastFrequencyInterval(0x09, 30)),
        }, "'CBS' 00 05 00 'ACME' 00 'm-41' 00 04 '261123203701004+' 00 '000001000000000R' 00 01 08 07 "
            + "0606 0006 00 'north' 0606 0006 00 'south' 0601 0003 01 0021 0604 0002 0005 0605 0003 09 001E"),
        (new BroadcastSmResp
        {
            MessageId = "m-42",
            Tlvs = new TlvList().Add(StandardTlv.BroadcastErrorStatus, CommandStatus.InvalidBroadcastAreaFormat)
                .Add(StandardTlv.BroadcastAreaIdentifier, BroadcastArea.Named("south")),
        }, "'m-42' 00 0607 0004 00000109 0606 0006 00 'south'"),
        (new QueryBroadcastSm { MessageId = "m-42", Source = Source, Tlvs = Reference }, "'m-42' 00 05 00 'ACME' 00 0204 0002 0007"),
        (new QueryBroadcastSmResp
        {
            MessageId = "m-42",
            Tlvs = new TlvList().Set(StandardTlv.MessageState, MessageState.Enroute)
                .Add(StandardTlv.BroadcastAreaIdentifier, BroadcastArea.Named("north")).Add(StandardTlv.BroadcastAreaSuccess, (byte)100),
        }, "'m-42' 00 0427 0001 01 0606 0006 00 'north' 0608 0001 64"),
        (new CancelBroadcastSm { ServiceType = "CBS", MessageId = "m-42", Source = Source, Tlvs = Reference },
            "'CBS' 00 'm-42' 00 05 00 'ACME' 00 0204 0002 0007"),
        .. from id in HeaderOnly select ((Pdu)new EmptyPdu(id), ""),
    ];

    /// <summary>The commands whose PDUs are 16 octets.</summary>
    public static CommandId[] HeaderOnly =>
    [
        CommandId.EnquireLink, CommandId.EnquireLinkResp, CommandId.Unbind, CommandId.UnbindResp, CommandId.GenericNack,
        CommandId.CancelSmResp, CommandId.ReplaceSmResp, CommandId.CancelBroadcastSmResp,
    ];

    public static IEnumerable<Pdu> All => Table.Select(sample => sample.Pdu);

    public static TheoryData<CommandId> Commands => [.. All.Select(pdu => pdu.Id)];

    public static TheoryData<CommandId> WithBody => [.. All.Where(pdu => pdu.BodyLength > 0).Select(pdu => pdu.Id)];

    public static TheoryData<CommandId> Responses => [.. All.Select(pdu => pdu.Id).Where(id => id.IsResponse)];

    public static Pdu Of(CommandId id) => All.Single(pdu => pdu.Id == id);

    public static byte[] OctetsOf(CommandId id) => Octets(Table.Single(sample => sample.Pdu.Id == id).Octets);

    /// <summary>Octets as hexadecimal digits, with text in single quotation marks.</summary>
    public static byte[] Octets(string notation)
    {
        string[] parts = notation.Split('\'');
        return [.. parts.SelectMany((part, index) => index % 2 == 0 ? Wire.Hex(part) : Encoding.Latin1.GetBytes(part))];
    }

    private static Bind BindOf(CommandId id) => new(id)
    {
        SystemId = "esme-1",
        Password = "secret08",
        SystemType = "VMA",
        InterfaceVersion = InterfaceVersion.V50,
        AddrTon = TypeOfNumber.International,
        AddrNpi = NumberingPlan.National,
        AddressRange = "^4477",
    };

    private static BindResp BindRespOf(CommandId id) => new(id) { SystemId = "centre", ScInterfaceVersion = InterfaceVersion.V34 };

    private static T Message<T>(T addressed) where T : MessagePdu => (T)(addressed with
    {
        ServiceType = "CMT",
        Source = Source,
        EsmClass = EsmClass.Datagram | EsmClass.UserDataHeader,
        ProtocolId = 0x11,
        PriorityFlag = 2,
        ScheduleDeliveryTime = "261123203701004+",
        ValidityPeriod = "000001000000000R",
        RegisteredDelivery = RegisteredDelivery.SuccessOrFailure | RegisteredDelivery.Intermediate,
        ReplaceIfPresent = 1,
        DataCoding = DataCoding.Octets8,
        DefaultMessageId = 7,
        ShortMessage = Wire.Hex("050003 070201 0041"),
        Tlvs = Reference.Add((TlvTag)0x1401, [0xAA, 0x00]),
    });
}
