using System.Runtime.CompilerServices;

namespace Smpp.Protocol;

/// <summary>
/// submit_sm and deliver_sm, which share one layout (v3.4 §4.4.1, §4.6.1), and data_sm (§4.7.1), which has fewer fields, as slices of
/// the received octets: valid as long as they are. To relay with changes take <c>view with { … }</c> and write it, also under
/// another <see cref="Id"/>; the TLVs pass through octet for octet.
/// <code>
///  submit_sm, deliver_sm:
///  service_type 1..6 | source ton, npi, addr 1..21 | dest ton, npi, addr 1..21 | esm_class | protocol_id | priority_flag |
///  schedule_delivery_time 1|17 | validity_period 1|17 | registered_delivery | replace_if_present_flag | data_coding |
///  sm_default_msg_id | sm_length | short_message 0..255 | TLVs
///  data_sm:
///  service_type 1..6 | source ton, npi, addr 1..65 | dest ton, npi, addr 1..65 | esm_class | registered_delivery | data_coding | TLVs
/// </code>
/// A data_sm with an address of more than 20 octets, which no other PDU could carry on, is refused; <see cref="DataSm"/> reads it.
/// </summary>
public ref struct MessageView : IPduBody
{
    private const int FixedOctets = 17;
    private const int FixedDataOctets = 10;

    /// <summary>An empty message to fill and write.</summary>
    /// <param name="id">submit_sm, deliver_sm or data_sm.</param>
    public MessageView(CommandId id) => Id = id;

    /// <summary>submit_sm, deliver_sm or data_sm.</summary>
    public CommandId Id { readonly get; set; }

    /// <summary>service_type without its NUL, at most 5 octets.</summary>
    public ReadOnlySpan<byte> ServiceType { readonly get; set; }

    /// <summary>source_addr with its TON and NPI; empty means the message centre's default.</summary>
    public Address Source { readonly get; set; }

    /// <summary>destination_addr with its TON and NPI. The codec lets an empty one pass.</summary>
    public Address Destination { readonly get; set; }

    /// <summary>esm_class.</summary>
    public EsmClass EsmClass { readonly get; set; }

    /// <summary>protocol_id</summary>
    public byte ProtocolId { readonly get; set; }

    /// <summary>priority_flag</summary>
    public byte PriorityFlag { readonly get; set; }

    /// <summary>schedule_delivery_time without its NUL: 0 or 16 octets.</summary>
    public ReadOnlySpan<byte> ScheduleDeliveryTime { readonly get; set; }

    /// <summary>validity_period without its NUL: 0 or 16 octets.</summary>
    public ReadOnlySpan<byte> ValidityPeriod { readonly get; set; }

    /// <summary>registered_delivery.</summary>
    public RegisteredDelivery RegisteredDelivery { readonly get; set; }

    /// <summary>replace_if_present_flag</summary>
    public byte ReplaceIfPresent { readonly get; set; }

    /// <summary>data_coding.</summary>
    public DataCoding DataCoding { readonly get; set; }

    /// <summary>sm_default_msg_id</summary>
    public byte DefaultMessageId { readonly get; set; }

    /// <summary>short_message, at most 255 octets; NULs in it are data.</summary>
    public ReadOnlySpan<byte> ShortMessage { readonly get; set; }

    /// <summary>The TLV region as encoded. Whoever sets it gives well-formed TLVs, as <see cref="TlvWriter"/> writes them.</summary>
    public ReadOnlySpan<byte> TlvBytes { readonly get; set; }

    /// <summary>Reads <see cref="TlvBytes"/>.</summary>
    public readonly TlvReader Tlvs => new(TlvBytes);

    /// <summary>The user data: message_payload where present, which supersedes short_message (v5.0 §4.2.1.1), else short_message.</summary>
    public readonly ReadOnlySpan<byte> UserData =>
        !TlvBytes.IsEmpty && Tlvs.TryGet(TlvTag.MessagePayload, out ReadOnlySpan<byte> payload) ? payload : ShortMessage;

    /// <inheritdoc/>
    public readonly int BodyLength => Id == CommandId.DataSm
        ? FixedDataOctets + ServiceType.Length + Source.Length + Destination.Length + TlvBytes.Length
        : FixedOctets + ServiceType.Length + Source.Length + Destination.Length
            + ScheduleDeliveryTime.Length + ValidityPeriod.Length + ShortMessage.Length + TlvBytes.Length;

    /// <summary>
    /// Reads the body of a submit_sm, deliver_sm or data_sm. Allocates nothing, never throws. Values that the specification reserves are
    /// kept; only what breaks the layout is an error.
    /// </summary>
    /// <param name="id">The header's command_id.</param>
    /// <param name="body">The octets behind the header.</param>
    /// <param name="view">The fields; an empty message when there is a fault.</param>
    /// <param name="error">The field at fault; its ToStatus() is the answer.</param>
    public static bool TryRead(CommandId id, ReadOnlySpan<byte> body, out MessageView view, out DecodeError error) =>
        id == CommandId.DataSm ? TryReadData(body, out view, out error) : TryReadMessage(id, body, out view, out error);

    /// <summary>
    /// Reads the body of a submit_sm, deliver_sm or data_sm as strictly as <paramref name="rules"/> say. Allocates nothing, never throws.
    /// </summary>
    /// <param name="id">The header's command_id.</param>
    /// <param name="body">The octets behind the header.</param>
    /// <param name="rules">What is tolerated, and at which version of the protocol.</param>
    /// <param name="view">The fields; when a value is at fault they are there all the same.</param>
    /// <param name="report">The field at fault, and what had to be tolerated.</param>
    public static bool TryRead(
        CommandId id, ReadOnlySpan<byte> body, DecodeRules rules, out MessageView view, out DecodeReport report)
    {
        ArgumentNullException.ThrowIfNull(rules);
        if (TryRead(id, body, out view, out DecodeError error))
            return MessageRules.TryCheck(view, rules, out report);
        bool tolerable = error.Fault == DecodeFault.TrailingOctets && (rules.Allowed & Leniency.TrailingOctets) != 0;
        if (!tolerable || !TryRead(id, body[..error.Offset], out view, out error))
        {
            report = new DecodeReport(error, Leniency.None);
            return false;
        }
        bool good = MessageRules.TryCheck(view, rules, out report);
        report = report with { Used = report.Used | Leniency.TrailingOctets };
        return good;
    }

    /// <summary>Writes the fields as they are now.</summary>
    /// <exception cref="OverflowException">short_message has more than 255 octets: it belongs into message_payload.</exception>
    public readonly void WriteBody(Span<byte> body)
    {
        if (Id == CommandId.DataSm)
        {
            WriteDataBody(body);
            return;
        }
        var writer = new BodyWriter(body);
        writer.WriteCString(ServiceType);
        writer.WriteAddress(Source);
        writer.WriteAddress(Destination);
        writer.WriteByte((byte)EsmClass);
        writer.WriteByte(ProtocolId);
        writer.WriteByte(PriorityFlag);
        writer.WriteCString(ScheduleDeliveryTime);
        writer.WriteCString(ValidityPeriod);
        writer.WriteByte((byte)RegisteredDelivery);
        writer.WriteByte(ReplaceIfPresent);
        writer.WriteByte((byte)DataCoding);
        writer.WriteByte(DefaultMessageId);
        writer.WriteByte(checked((byte)ShortMessage.Length));
        writer.WriteOctets(ShortMessage);
        writer.WriteOctets(TlvBytes);
    }

    // A method of its own: sharing one with data_sm costs a third more (benchmarks/Micro).
    private static bool TryReadMessage(CommandId id, ReadOnlySpan<byte> body, out MessageView view, out DecodeError error)
    {
        view = new MessageView(id);
        var reader = new BodyReader(body);
        if (reader.TryReadCString(PduField.ServiceType, FieldLimits.ServiceType, out ReadOnlySpan<byte> serviceType)
            && reader.TryReadAddress(PduField.SourceAddrTon, PduField.SourceAddrNpi, PduField.SourceAddr, out Address source)
            && reader.TryReadAddress(PduField.DestAddrTon, PduField.DestAddrNpi, PduField.DestinationAddr, out Address destination)
            && reader.TryReadByte(PduField.EsmClass, out byte esmClass)
            && reader.TryReadByte(PduField.ProtocolId, out byte protocolId)
            && reader.TryReadByte(PduField.PriorityFlag, out byte priorityFlag)
            && reader.TryReadTime(PduField.ScheduleDeliveryTime, out ReadOnlySpan<byte> schedule)
            && reader.TryReadTime(PduField.ValidityPeriod, out ReadOnlySpan<byte> validity)
            && reader.TryReadByte(PduField.RegisteredDelivery, out byte registeredDelivery)
            && reader.TryReadByte(PduField.ReplaceIfPresentFlag, out byte replaceIfPresent)
            && reader.TryReadByte(PduField.DataCoding, out byte dataCoding)
            && reader.TryReadByte(PduField.SmDefaultMsgId, out byte defaultMessageId)
            && reader.TryReadByte(PduField.SmLength, out byte length)
            && reader.TryReadOctets(PduField.ShortMessage, length, out ReadOnlySpan<byte> shortMessage)
            && reader.TryReadTlvs(out ReadOnlySpan<byte> tlvs))
        {
            view.ServiceType = serviceType;
            view.Source = source;
            view.Destination = destination;
            view.EsmClass = (EsmClass)esmClass;
            view.ProtocolId = protocolId;
            view.PriorityFlag = priorityFlag;
            view.ScheduleDeliveryTime = schedule;
            view.ValidityPeriod = validity;
            view.RegisteredDelivery = (RegisteredDelivery)registeredDelivery;
            view.ReplaceIfPresent = replaceIfPresent;
            view.DataCoding = (DataCoding)dataCoding;
            view.DefaultMessageId = defaultMessageId;
            view.ShortMessage = shortMessage;
            view.TlvBytes = tlvs;
            error = default;
            return true;
        }
        error = reader.Error;
        return false;
    }

    // Apart, so that it costs the messages that most traffic consists of no more than a comparison.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly void WriteDataBody(Span<byte> body)
    {
        var writer = new BodyWriter(body);
        writer.WriteCString(ServiceType);
        writer.WriteAddress(Source);
        writer.WriteAddress(Destination);
        writer.WriteByte((byte)EsmClass);
        writer.WriteByte((byte)RegisteredDelivery);
        writer.WriteByte((byte)DataCoding);
        writer.WriteOctets(TlvBytes);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryReadData(ReadOnlySpan<byte> body, out MessageView view, out DecodeError error)
    {
        view = new MessageView(CommandId.DataSm);
        var reader = new BodyReader(body);
        if (reader.TryReadCString(PduField.ServiceType, FieldLimits.ServiceType, out ReadOnlySpan<byte> serviceType)
            && reader.TryReadAddress(PduField.SourceAddrTon, PduField.SourceAddrNpi, PduField.SourceAddr, out Address source)
            && reader.TryReadAddress(PduField.DestAddrTon, PduField.DestAddrNpi, PduField.DestinationAddr, out Address destination)
            && reader.TryReadByte(PduField.EsmClass, out byte esmClass)
            && reader.TryReadByte(PduField.RegisteredDelivery, out byte registeredDelivery)
            && reader.TryReadByte(PduField.DataCoding, out byte dataCoding)
            && reader.TryReadTlvs(out ReadOnlySpan<byte> tlvs))
        {
            view.ServiceType = serviceType;
            view.Source = source;
            view.Destination = destination;
            view.EsmClass = (EsmClass)esmClass;
            view.RegisteredDelivery = (RegisteredDelivery)registeredDelivery;
            view.DataCoding = (DataCoding)dataCoding;
            view.TlvBytes = tlvs;
            error = default;
            return true;
        }
        error = reader.Error;
        return false;
    }
}
