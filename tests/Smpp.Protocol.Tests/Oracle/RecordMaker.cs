using System.Text.Json.Nodes;

namespace Smpp.Protocol.Tests.Oracle;

/// <summary>Makes records the way an application does, property by property, out of values under the specification's names.</summary>
internal sealed class RecordMaker(JsonObject fields, JsonArray tlvs)
{
    public Pdu Make(CommandId id) => id switch
    {
        CommandId.BindReceiver or CommandId.BindTransmitter or CommandId.BindTransceiver => new Bind(id)
        {
            SystemId = Text("system_id"),
            Password = Text("password"),
            SystemType = Text("system_type"),
            InterfaceVersion = (InterfaceVersion)Octet("interface_version"),
            AddrTon = (TypeOfNumber)Octet("addr_ton"),
            AddrNpi = (NumberingPlan)Octet("addr_npi"),
            AddressRange = Text("address_range"),
        },
        CommandId.BindReceiverResp or CommandId.BindTransmitterResp or CommandId.BindTransceiverResp =>
            new BindResp(id) { SystemId = Text("system_id"), Tlvs = Tlvs() },
        CommandId.Outbind => new Outbind { SystemId = Text("system_id"), Password = Text("password") },
        CommandId.SubmitSm => Message(new SubmitSm { Destination = Destination() }),
        CommandId.DeliverSm => Message(new DeliverSm { Destination = Destination() }),
        CommandId.SubmitMulti => Message(new SubmitMulti { Destinations = [.. List("dest_address").Select(DestAddress)] }),
        CommandId.SubmitSmResp => new SubmitSmResp { MessageId = Text("message_id"), Tlvs = Tlvs() },
        CommandId.DeliverSmResp => new DeliverSmResp { MessageId = Text("message_id"), Tlvs = Tlvs() },
        CommandId.DataSmResp => new DataSmResp { MessageId = Text("message_id"), Tlvs = Tlvs() },
        CommandId.BroadcastSmResp => new BroadcastSmResp { MessageId = Text("message_id"), Tlvs = Tlvs() },
        CommandId.QueryBroadcastSmResp => new QueryBroadcastSmResp { MessageId = Text("message_id"), Tlvs = Tlvs() },
        CommandId.SubmitMultiResp => new SubmitMultiResp
        {
            MessageId = Text("message_id"),
            Unsuccessful = [.. List("unsuccess_sme").Select(Unsuccess)],
            Tlvs = Tlvs(),
        },
        CommandId.DataSm => new DataSm
        {
            ServiceType = Text("service_type"),
            Source = LongAddress("source_addr", "source_addr"),
            Destination = LongAddress("dest_addr", "destination_addr"),
            EsmClass = (EsmClass)Octet("esm_class"),
            RegisteredDelivery = (RegisteredDelivery)Octet("registered_delivery"),
            DataCoding = (DataCoding)Octet("data_coding"),
            Tlvs = Tlvs(),
        },
        CommandId.QuerySm => new QuerySm { MessageId = Text("message_id"), Source = Source(), Tlvs = Tlvs() },
        CommandId.QuerySmResp => new QuerySmResp
        {
            MessageId = Text("message_id"),
            FinalDate = Text("final_date"),
            MessageState = (MessageState)Octet("message_state"),
            ErrorCode = Octet("error_code"),
            Tlvs = Tlvs(),
        },
        CommandId.CancelSm => new CancelSm
        {
            ServiceType = Text("service_type"),
            MessageId = Text("message_id"),
            Source = Source(),
            Destination = Destination(),
        },
        CommandId.ReplaceSm => new ReplaceSm
        {
            MessageId = Text("message_id"),
            Source = Source(),
            ScheduleDeliveryTime = Text("schedule_delivery_time"),
            ValidityPeriod = Text("validity_period"),
            RegisteredDelivery = (RegisteredDelivery)Octet("registered_delivery"),
            DefaultMessageId = Octet("sm_default_msg_id"),
            ShortMessage = Octets("short_message"),
            Tlvs = Tlvs(),
        },
        CommandId.AlertNotification => new AlertNotification
        {
            Source = LongAddress("source_addr", "source_addr"),
            Esme = LongAddress("esme_addr", "esme_addr"),
            Tlvs = Tlvs(),
        },
        CommandId.BroadcastSm => new BroadcastSm
        {
            ServiceType = Text("service_type"),
            Source = Source(),
            MessageId = Text("message_id"),
            PriorityFlag = Octet("priority_flag"),
            ScheduleDeliveryTime = Text("schedule_delivery_time"),
            ValidityPeriod = Text("validity_period"),
            ReplaceIfPresent = Octet("replace_if_present_flag"),
            DataCoding = (DataCoding)Octet("data_coding"),
            DefaultMessageId = Octet("sm_default_msg_id"),
            Tlvs = Tlvs(),
        },
        CommandId.QueryBroadcastSm => new QueryBroadcastSm { MessageId = Text("message_id"), Source = Source(), Tlvs = Tlvs() },
        CommandId.CancelBroadcastSm => new CancelBroadcastSm
        {
            ServiceType = Text("service_type"),
            MessageId = Text("message_id"),
            Source = Source(),
            Tlvs = Tlvs(),
        },
        _ => new EmptyPdu(id),
    };

    private T Message<T>(T message) where T : MessagePdu => message with
    {
        ServiceType = Text("service_type"),
        Source = Source(),
        EsmClass = (EsmClass)Octet("esm_class"),
        ProtocolId = Octet("protocol_id"),
        PriorityFlag = Octet("priority_flag"),
        ScheduleDeliveryTime = Text("schedule_delivery_time"),
        ValidityPeriod = Text("validity_period"),
        RegisteredDelivery = (RegisteredDelivery)Octet("registered_delivery"),
        ReplaceIfPresent = Octet("replace_if_present_flag"),
        DataCoding = (DataCoding)Octet("data_coding"),
        DefaultMessageId = Octet("sm_default_msg_id"),
        ShortMessage = Octets("short_message"),
        Tlvs = Tlvs(),
    };

    private static MultiDestination DestAddress(RecordMaker item) =>
        item.Octet("dest_flag") == 2 ? new MultiDestination(item.Text("dl_name")) : new MultiDestination(item.Destination());

    private static UnsuccessSme Unsuccess(RecordMaker item) =>
        new(item.Destination(), (CommandStatus)item.Number("error_status_code"));

    private IEnumerable<RecordMaker> List(string name) => fields[name]!.AsArray().Select(item => new RecordMaker(item!.AsObject(), []));

    private TlvList Tlvs()
    {
        TlvList list = default;
        foreach (JsonNode? tlv in tlvs)
            list = list.Add((TlvTag)tlv!["tag"]!.GetValue<int>(), Convert.FromHexString(tlv["hex"]!.GetValue<string>()));
        return list;
    }

    private Address Source() => Address("source_addr", "source_addr");

    private Address Destination() => Address("dest_addr", "destination_addr");

    private Address Address(string kind, string name) => new(
        (TypeOfNumber)Octet(kind + "_ton"), (NumberingPlan)Octet(kind + "_npi"), [.. Text(name).Select(character => (byte)character)]);

    private LongAddress LongAddress(string kind, string name) =>
        new((TypeOfNumber)Octet(kind + "_ton"), (NumberingPlan)Octet(kind + "_npi"), Text(name));

    private string Text(string name) => fields[name]!.GetValue<string>();

    private byte[] Octets(string name) => Convert.FromHexString(Text(name));

    private byte Octet(string name) => (byte)Number(name);

    private long Number(string name) => fields[name]!.GetValue<long>();
}
