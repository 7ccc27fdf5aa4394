using CsCheck;

namespace Smpp.Protocol.Tests;

/// <summary>Random PDUs of every kind that the records can hold: any octet in any field, any length that the field allows.</summary>
internal static class PduGens
{
    private static readonly Gen<string> SystemId = Gens.Text(0, 15);
    private static readonly Gen<string> ServiceType = Gens.Text(0, 5);
    private static readonly Gen<string> MessageId = Gens.Text(0, 64);
    private static readonly Gen<LongAddress> LongAddress = Gen.Select(Gen.Byte, Gen.Byte, Gens.Text(0, 64),
        (ton, npi, value) => new LongAddress((TypeOfNumber)ton, (NumberingPlan)npi, value));
    private static readonly Gen<MultiDestination> Destination = Gen.OneOf(
        Gens.Address.Select(address => new MultiDestination(address)),
        Gens.Text(0, 20).Select(name => new MultiDestination(name)));
    private static readonly Gen<UnsuccessSme> Unsuccess =
        Gen.Select(Gens.Address, Gen.UInt, (address, status) => new UnsuccessSme(address, (CommandStatus)status));

    /// <summary>PDUs of one command.</summary>
    public static Gen<Pdu> Of(CommandId id) => id switch
    {
        CommandId.BindReceiver or CommandId.BindTransmitter or CommandId.BindTransceiver => Gen.Select(
            Gen.Select(SystemId, Gens.Text(0, 8), Gens.Text(0, 12), Gens.Text(0, 40)), Gen.Byte.Array[3], Gens.Tlvs,
            (texts, octets, tlvs) => (Pdu)new Bind(id)
            {
                SystemId = texts.Item1,
                Password = texts.Item2,
                SystemType = texts.Item3,
                InterfaceVersion = (InterfaceVersion)octets[0],
                AddrTon = (TypeOfNumber)octets[1],
                AddrNpi = (NumberingPlan)octets[2],
                AddressRange = texts.Item4,
                Tlvs = tlvs,
            }),
        CommandId.BindReceiverResp or CommandId.BindTransmitterResp or CommandId.BindTransceiverResp =>
            Gen.Select(SystemId, Gens.Tlvs, (systemId, tlvs) => (Pdu)new BindResp(id) { SystemId = systemId, Tlvs = tlvs }),
        CommandId.Outbind => Gen.Select(SystemId, Gens.Text(0, 8), Gens.Tlvs,
            (systemId, password, tlvs) => (Pdu)new Outbind { SystemId = systemId, Password = password, Tlvs = tlvs }),
        CommandId.SubmitSm => Gens.Submit.Select(submit => (Pdu)submit),
        CommandId.DeliverSm => Gens.Submit.Select(submit => (Pdu)Deliver(submit)),
        CommandId.SubmitMulti =>
            Gen.Select(Gens.Submit, Destination.Array[1, 255], (submit, destinations) => (Pdu)Multi(submit, destinations)),
        CommandId.SubmitMultiResp => Gen.Select(MessageId, Unsuccess.Array[0, 255], Gens.Tlvs,
            (messageId, failed, tlvs) => (Pdu)new SubmitMultiResp { MessageId = messageId, Unsuccessful = failed, Tlvs = tlvs }),
        CommandId.DataSm => Gen.Select(Gen.Select(ServiceType, LongAddress, LongAddress), Gen.Byte.Array[3], Gens.Tlvs,
            (head, octets, tlvs) => (Pdu)new DataSm
            {
                ServiceType = head.Item1,
                Source = head.Item2,
                Destination = head.Item3,
                EsmClass = (EsmClass)octets[0],
                RegisteredDelivery = (RegisteredDelivery)octets[1],
                DataCoding = (DataCoding)octets[2],
                Tlvs = tlvs,
            }),
        CommandId.AlertNotification => Gen.Select(LongAddress, LongAddress, Gens.Tlvs,
            (source, esme, tlvs) => (Pdu)new AlertNotification { Source = source, Esme = esme, Tlvs = tlvs }),
        _ => Others(id),
    };

    /// <summary>PDUs of any command, unknown ones included.</summary>
    public static Gen<Pdu> Any { get; } = Gen.OneOf(
        [.. Enum.GetValues<CommandId>().Select(Of), Gen.Select(Gen.UInt, Gens.Octets, Raw)]);

    private static Gen<Pdu> Others(CommandId id) => id switch
    {
        CommandId.SubmitSmResp =>
            Gen.Select(MessageId, Gens.Tlvs, (value, tlvs) => (Pdu)new SubmitSmResp { MessageId = value, Tlvs = tlvs }),
        CommandId.DeliverSmResp =>
            Gen.Select(MessageId, Gens.Tlvs, (value, tlvs) => (Pdu)new DeliverSmResp { MessageId = value, Tlvs = tlvs }),
        CommandId.DataSmResp =>
            Gen.Select(MessageId, Gens.Tlvs, (value, tlvs) => (Pdu)new DataSmResp { MessageId = value, Tlvs = tlvs }),
        CommandId.BroadcastSmResp =>
            Gen.Select(MessageId, Gens.Tlvs, (value, tlvs) => (Pdu)new BroadcastSmResp { MessageId = value, Tlvs = tlvs }),
        CommandId.QueryBroadcastSmResp =>
            Gen.Select(MessageId, Gens.Tlvs, (value, tlvs) => (Pdu)new QueryBroadcastSmResp { MessageId = value, Tlvs = tlvs }),
        CommandId.QuerySm => Gen.Select(MessageId, Gens.Address, Gens.Tlvs,
            (value, source, tlvs) => (Pdu)new QuerySm { MessageId = value, Source = source, Tlvs = tlvs }),
        CommandId.QueryBroadcastSm => Gen.Select(MessageId, Gens.Address, Gens.Tlvs,
            (value, source, tlvs) => (Pdu)new QueryBroadcastSm { MessageId = value, Source = source, Tlvs = tlvs }),
        CommandId.QuerySmResp => Gen.Select(MessageId, Gens.Time, Gen.Byte, Gen.Byte, Gens.Tlvs,
            (value, date, state, error, tlvs) => (Pdu)new QuerySmResp
            {
                MessageId = value,
                FinalDate = date,
                MessageState = (MessageState)state,
                ErrorCode = error,
                Tlvs = tlvs,
            }),
        CommandId.CancelSm => Gen.Select(ServiceType, MessageId, Gens.Address, Gens.Address, Gens.Tlvs,
            (type, value, source, destination, tlvs) => (Pdu)new CancelSm
            {
                ServiceType = type,
                MessageId = value,
                Source = source,
                Destination = destination,
                Tlvs = tlvs,
            }),
        CommandId.CancelBroadcastSm => Gen.Select(ServiceType, MessageId, Gens.Address, Gens.Tlvs,
            (type, value, source, tlvs) => (Pdu)new CancelBroadcastSm
            {
                ServiceType = type,
                MessageId = value,
                Source = source,
                Tlvs = tlvs,
            }),
        CommandId.ReplaceSm => Gen.Select(Gens.Submit, MessageId, (submit, value) => (Pdu)new ReplaceSm
        {
            MessageId = value,
            Source = submit.Source,
            ScheduleDeliveryTime = submit.ScheduleDeliveryTime,
            ValidityPeriod = submit.ValidityPeriod,
            RegisteredDelivery = submit.RegisteredDelivery,
            DefaultMessageId = submit.DefaultMessageId,
            ShortMessage = submit.ShortMessage,
            Tlvs = submit.Tlvs,
        }),
        CommandId.BroadcastSm => Gen.Select(Gens.Submit, MessageId, (submit, value) => (Pdu)new BroadcastSm
        {
            ServiceType = submit.ServiceType,
            Source = submit.Source,
            MessageId = value,
            PriorityFlag = submit.PriorityFlag,
            ScheduleDeliveryTime = submit.ScheduleDeliveryTime,
            ValidityPeriod = submit.ValidityPeriod,
            ReplaceIfPresent = submit.ReplaceIfPresent,
            DataCoding = submit.DataCoding,
            DefaultMessageId = submit.DefaultMessageId,
            Tlvs = submit.Tlvs,
        }),
        _ => Gen.Const((Pdu)new EmptyPdu(id)),
    };

    private static Pdu Raw(uint id, byte[] body) => Enum.IsDefined((CommandId)id)
        ? new RawPdu((CommandId)(id ^ 0x4000_0000)) { Body = body }
        : new RawPdu((CommandId)id) { Body = body };

    private static DeliverSm Deliver(SubmitSm submit) => (DeliverSm)Copy(submit, new DeliverSm { Destination = submit.Destination });

    private static SubmitMulti Multi(SubmitSm submit, MultiDestination[] destinations) =>
        (SubmitMulti)Copy(submit, new SubmitMulti { Destinations = destinations });

    private static MessagePdu Copy(SubmitSm from, MessagePdu addressed) => addressed with
    {
        ServiceType = from.ServiceType,
        Source = from.Source,
        EsmClass = from.EsmClass,
        ProtocolId = from.ProtocolId,
        PriorityFlag = from.PriorityFlag,
        ScheduleDeliveryTime = from.ScheduleDeliveryTime,
        ValidityPeriod = from.ValidityPeriod,
        RegisteredDelivery = from.RegisteredDelivery,
        ReplaceIfPresent = from.ReplaceIfPresent,
        DataCoding = from.DataCoding,
        DefaultMessageId = from.DefaultMessageId,
        ShortMessage = from.ShortMessage,
        Tlvs = from.Tlvs,
    };
}
