namespace Smpp.Protocol.Tests;

/// <summary>A PDU that departs from the specification in one way, and what a peer that allows no such thing makes of it.</summary>
/// <param name="Name">What is crooked.</param>
/// <param name="Way">The leniency that takes it.</param>
/// <param name="Id">The command.</param>
/// <param name="Body">The body.</param>
/// <param name="Field">The field at fault where it is not allowed.</param>
/// <param name="Fault">Its fault.</param>
/// <param name="Status">The command_status that answers it.</param>
internal sealed record Departure(
    string Name, Leniency Way, CommandId Id, byte[] Body, PduField Field, DecodeFault Fault, CommandStatus Status)
{
    private const string Payload = "0424 0001 41";

    public CommandStatus HeaderStatus { get; private init; }

    public InterfaceVersion Version { get; private init; } = InterfaceVersion.V50;

    public static IReadOnlyList<Departure> All { get; } =
    [
        new("password of 9", Leniency.LongPassword, CommandId.BindReceiver, Samples.Octets("'e' 00 'secret-09' 00 00 50 00 00 00"),
            PduField.Password, DecodeFault.TooLong, CommandStatus.InvalidPassword),
        new("password of 64", Leniency.LongPassword, CommandId.Outbind, Samples.Octets($"'e' 00 '{new string('x', 64)}' 00"),
            PduField.Password, DecodeFault.TooLong, CommandStatus.InvalidPassword),
        new("error response with a body", Leniency.ErrorResponseBody, CommandId.SubmitSmResp, Wire.Hex("3400"),
            PduField.Body, DecodeFault.TrailingOctets, CommandStatus.InvalidCommandLength) { HeaderStatus = CommandStatus.Throttled },
        new("submit_sm_resp of 16", Leniency.MissingResponseBody, CommandId.SubmitSmResp, [],
            PduField.Body, DecodeFault.Truncated, CommandStatus.InvalidCommandLength),
        new("bind_resp of 16", Leniency.MissingResponseBody, CommandId.BindTransceiverResp, [],
            PduField.Body, DecodeFault.Truncated, CommandStatus.InvalidCommandLength),
        new("filled deliver_sm_resp", Leniency.DeliverRespMessageId, CommandId.DeliverSmResp, Wire.Hex("343200"),
            PduField.MessageId, DecodeFault.BadValue, CommandStatus.InvalidMessageId),
        new("enquire_link_resp of 17", Leniency.HeaderOnlyOctets, CommandId.EnquireLinkResp, [0],
            PduField.Body, DecodeFault.TrailingOctets, CommandStatus.InvalidCommandLength),
        new("unbind of 19", Leniency.HeaderOnlyOctets, CommandId.Unbind, [1, 2, 3],
            PduField.Body, DecodeFault.TrailingOctets, CommandStatus.InvalidCommandLength),
        new("1 octet left over", Leniency.TrailingOctets, CommandId.SubmitSm, [.. Wire.Submit("a"u8), 0],
            PduField.Tlv, DecodeFault.TrailingOctets, CommandStatus.InvalidTlvStream),
        new("3 octets left over", Leniency.TrailingOctets, CommandId.SubmitSm, [.. Wire.Submit("a"u8), 4, 2, 4],
            PduField.Tlv, DecodeFault.TrailingOctets, CommandStatus.InvalidTlvStream),
        new("cut TLV in a response", Leniency.MalformedResponseTlvs, CommandId.SubmitSmResp, Wire.Hex("3400 001D 0009 41"),
            PduField.Tlv, DecodeFault.Truncated, CommandStatus.InvalidTlvStream),
        new("receipted_message_id without NUL", Leniency.UnterminatedTlvString, CommandId.DeliverSm, Submit("001E 0002 3432"),
            PduField.Tlv, DecodeFault.BadLength, CommandStatus.InvalidTlvLength),
        new("message_state of 2 octets", Leniency.TlvLength, CommandId.DeliverSm, Submit("0427 0002 0002"),
            PduField.Tlv, DecodeFault.BadLength, CommandStatus.InvalidTlvLength),
        new("receipted_message_id of 66", Leniency.TlvLength, CommandId.DeliverSm,
            Wire.Submit("a"u8, Samples.Octets($"001E 0042 '{new string('1', 65)}' 00")),
            PduField.Tlv, DecodeFault.BadLength, CommandStatus.InvalidTlvLength),
        new("message_state 10", Leniency.TlvValue, CommandId.DeliverSm, Submit("0427 0001 0A"),
            PduField.Tlv, DecodeFault.BadValue, CommandStatus.InvalidTlvValue),
        new("data_sm without message_payload", Leniency.MissingTlv, CommandId.DataSm, Wire.Hex("00 0000 00 0101 3400 00 00 00"),
            PduField.Tlv, DecodeFault.Missing, CommandStatus.MissingTlv),
        new("broadcast_sm without broadcast_rep_num", Leniency.MissingTlv, CommandId.BroadcastSm,
            Samples.Octets("00 0000 00 00 00 00 00 00 00 00 0606 0002 00 'n' 0601 0003 000000 0605 0003 000000"),
            PduField.Tlv, DecodeFault.Missing, CommandStatus.MissingTlv),
        .. Reserved(),
        new("short_message of 255 from 3.4", Leniency.LongShortMessage, CommandId.SubmitSm, Wire.Submit(new byte[255]),
            PduField.SmLength, DecodeFault.TooLong, CommandStatus.InvalidMessageLength) { Version = InterfaceVersion.V34 },
        new("short_message and message_payload", Leniency.BothBodies, CommandId.SubmitSm, Wire.Submit("a"u8, Wire.Hex(Payload)),
            PduField.SmLength, DecodeFault.BadValue, CommandStatus.InvalidMessageLength),
        new("short_message and message_payload in replace_sm", Leniency.BothBodies, CommandId.ReplaceSm,
            [.. Samples.OctetsOf(CommandId.ReplaceSm), .. Wire.Hex(Payload)],
            PduField.SmLength, DecodeFault.BadValue, CommandStatus.InvalidMessageLength),
        new("header and sar_msg_ref_num", Leniency.BothHeaders, CommandId.SubmitSm,
            Wire.Submit(Wire.Hex("00 41"), Wire.Hex("020C 0002 0001"), esmClass: EsmClass.UserDataHeader),
            PduField.Tlv, DecodeFault.NotAllowed, CommandStatus.TlvNotAllowed),
        new("header and destination_port", Leniency.BothHeaders, CommandId.SubmitSm,
            Wire.Submit(Wire.Hex("00 41"), Wire.Hex("020B 0002 0B84"), esmClass: EsmClass.UserDataHeader),
            PduField.Tlv, DecodeFault.NotAllowed, CommandStatus.TlvNotAllowed),
        new("header longer than its data", Leniency.BrokenUserDataHeader, CommandId.SubmitSm,
            Wire.Submit(Wire.Hex("05 0003 01"), esmClass: EsmClass.UserDataHeader),
            PduField.EsmClass, DecodeFault.BadValue, CommandStatus.InvalidEsmClass),
        new("UDHI over nothing", Leniency.BrokenUserDataHeader, CommandId.SubmitSm, Wire.Submit(default, esmClass: EsmClass.UserDataHeader),
            PduField.EsmClass, DecodeFault.BadValue, CommandStatus.InvalidEsmClass),
        new("header in message_payload longer than that", Leniency.BrokenUserDataHeader, CommandId.SubmitSm,
            Wire.Submit(default, Wire.Hex("0424 0002 0500"), esmClass: EsmClass.UserDataHeader),
            PduField.EsmClass, DecodeFault.BadValue, CommandStatus.InvalidEsmClass),
        new("half a character of UCS-2", Leniency.OddUcs2, CommandId.SubmitSm,
            Wire.Submit(Wire.Hex("0041 00"), dataCoding: DataCoding.Ucs2),
            PduField.SmLength, DecodeFault.BadLength, CommandStatus.InvalidMessageLength),
        new("half a character behind a header", Leniency.OddUcs2, CommandId.SubmitSm,
            Wire.Submit(Wire.Hex("02 2400 0041 00"), dataCoding: DataCoding.Ucs2, esmClass: EsmClass.UserDataHeader),
            PduField.SmLength, DecodeFault.BadLength, CommandStatus.InvalidMessageLength),
        new("half a character in message_payload", Leniency.OddUcs2, CommandId.DataSm,
            Wire.BodyOf(new DataSm { DataCoding = DataCoding.Ucs2, MessagePayload = new byte[1] }),
            PduField.SmLength, DecodeFault.BadLength, CommandStatus.InvalidMessageLength),
        new("half a character in broadcast_sm", Leniency.OddUcs2, CommandId.BroadcastSm,
            Wire.BodyOf(Broadcast with { DataCoding = DataCoding.Ucs2, Tlvs = Broadcast.Tlvs.Add(TlvTag.MessagePayload, [0]) }),
            PduField.SmLength, DecodeFault.BadLength, CommandStatus.InvalidMessageLength),
        new("month 13 in schedule_delivery_time", Leniency.UnreadableTime, CommandId.SubmitSm,
            Wire.BodyOf(new SubmitSm { ScheduleDeliveryTime = "261323203701004+" }),
            PduField.ScheduleDeliveryTime, DecodeFault.BadValue, CommandStatus.InvalidSchedule),
        new("no time in validity_period", Leniency.UnreadableTime, CommandId.SubmitSm,
            Wire.BodyOf(new SubmitSm { ValidityPeriod = "tomorrow morning" }),
            PduField.ValidityPeriod, DecodeFault.BadValue, CommandStatus.InvalidExpiry),
    ];

    public PduHeader Header => new((uint)(PduHeader.Size + Body.Length), Id, HeaderStatus, 1);

    private static IEnumerable<Departure> Reserved()
    {
        yield return Of("source TON 7", new SubmitSm { Source = new Address((TypeOfNumber)7, 0, "1"u8) },
            PduField.SourceAddrTon, CommandStatus.InvalidSourceTon);
        yield return Of("source NPI 2", new SubmitSm { Source = new Address(0, (NumberingPlan)2, "1"u8) },
            PduField.SourceAddrNpi, CommandStatus.InvalidSourceNpi);
        yield return Of("destination TON 7", new SubmitSm { Destination = new Address((TypeOfNumber)7, 0, "1"u8) },
            PduField.DestAddrTon, CommandStatus.InvalidDestinationTon);
        yield return Of("destination NPI 19", new SubmitSm { Destination = new Address(0, (NumberingPlan)19, "1"u8) },
            PduField.DestAddrNpi, CommandStatus.InvalidDestinationNpi);
        yield return Of("message type 3", new SubmitSm { EsmClass = (EsmClass)0x0C }, PduField.EsmClass, CommandStatus.InvalidEsmClass);
        yield return Of("priority_flag 4", new SubmitSm { PriorityFlag = 4 }, PduField.PriorityFlag, CommandStatus.InvalidPriority);
        yield return Of("priority_flag 5 in broadcast_sm", Broadcast with { PriorityFlag = 5 },
            PduField.PriorityFlag, CommandStatus.InvalidPriority);
        yield return Of("registered_delivery bit 5", new SubmitSm { RegisteredDelivery = (RegisteredDelivery)0x20 },
            PduField.RegisteredDelivery, CommandStatus.InvalidRegisteredDelivery);
        yield return Of("registered_delivery 3 from 3.4", new SubmitSm { RegisteredDelivery = RegisteredDelivery.SuccessOnly },
            PduField.RegisteredDelivery, CommandStatus.InvalidRegisteredDelivery) with { Version = InterfaceVersion.V34 };
        yield return Of("replace_if_present_flag 2", new SubmitSm { ReplaceIfPresent = 2 },
            PduField.ReplaceIfPresentFlag, CommandStatus.InvalidReplaceFlag);
        yield return Of("sm_default_msg_id 255 from 3.4", new SubmitSm { DefaultMessageId = 255 },
            PduField.SmDefaultMsgId, CommandStatus.InvalidDefaultMessage) with { Version = InterfaceVersion.V34 };
        MultiDestination[] destinations = [.. Enumerable.Repeat(new MultiDestination("l"), 255)];
        yield return Of("255 destinations from 3.4", new SubmitMulti { Destinations = destinations },
            PduField.NumberOfDests, CommandStatus.InvalidNumberOfDestinations) with { Version = InterfaceVersion.V34 };
        yield return Of("message_state 10 in query_sm_resp", new QuerySmResp { MessageState = (MessageState)10 },
            PduField.MessageState, CommandStatus.InvalidCommandLength);
        yield return Of("message_state SKIPPED from 3.4", new QuerySmResp { MessageState = MessageState.Skipped },
            PduField.MessageState, CommandStatus.InvalidCommandLength) with { Version = InterfaceVersion.V34 };
    }

    /// <summary>A broadcast_sm with all that it must have, and nothing in it that departs.</summary>
    private static BroadcastSm Broadcast => new()
    {
        Tlvs = new TlvList()
            .Add(StandardTlv.BroadcastAreaIdentifier, BroadcastArea.Named("north"))
            .Set(StandardTlv.BroadcastContentType, new BroadcastContentType(1, 0x0021))
            .Set(StandardTlv.BroadcastRepNum, (ushort)5)
            .Set(StandardTlv.BroadcastFrequencyInterval, new BroadcastFrequencyInterval(0x09, 30)),
    };

    private static Departure Of(string name, Pdu pdu, PduField field, CommandStatus status) =>
        new(name, Leniency.ReservedValue, pdu.Id, Wire.BodyOf(pdu), field, DecodeFault.BadValue, status);

    private static byte[] Submit(string tlvs) => Wire.Submit("a"u8, Wire.Hex(tlvs));
}
