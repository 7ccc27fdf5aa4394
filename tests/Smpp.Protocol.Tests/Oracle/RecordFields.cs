using System.Text.Json.Nodes;

namespace Smpp.Protocol.Tests.Oracle;

/// <summary>The values of records under the specification's names, property by property, in the specification's order.</summary>
internal static class RecordFields
{
    public static JsonObject Of(Pdu pdu)
    {
        JsonObject fields = [];
        switch (pdu)
        {
            case Bind bind:
                fields["system_id"] = bind.SystemId;
                fields["password"] = bind.Password;
                fields["system_type"] = bind.SystemType;
                fields["interface_version"] = (byte)bind.InterfaceVersion;
                fields["addr_ton"] = (byte)bind.AddrTon;
                fields["addr_npi"] = (byte)bind.AddrNpi;
                fields["address_range"] = bind.AddressRange;
                break;
            case BindResp resp:
                fields["system_id"] = resp.SystemId;
                break;
            case Outbind outbind:
                fields["system_id"] = outbind.SystemId;
                fields["password"] = outbind.Password;
                break;
            case MessagePdu message:
                Message(message, fields);
                break;
            case MessageIdPdu resp:
                fields["message_id"] = resp.MessageId;
                break;
            case SubmitMultiResp resp:
                fields["message_id"] = resp.MessageId;
                fields["no_unsuccess"] = resp.Unsuccessful.Count;
                fields["unsuccess_sme"] = new JsonArray([.. resp.Unsuccessful.Select(Unsuccess)]);
                break;
            case DataSm data:
                fields["service_type"] = data.ServiceType;
                Source(data.Source, fields);
                Destination(data.Destination, fields);
                fields["esm_class"] = (byte)data.EsmClass;
                fields["registered_delivery"] = (byte)data.RegisteredDelivery;
                fields["data_coding"] = (byte)data.DataCoding;
                break;
            case QuerySm query:
                fields["message_id"] = query.MessageId;
                Source(query.Source, fields);
                break;
            case QuerySmResp resp:
                fields["message_id"] = resp.MessageId;
                fields["final_date"] = resp.FinalDate;
                fields["message_state"] = (byte)resp.MessageState;
                fields["error_code"] = resp.ErrorCode;
                break;
            case CancelSm cancel:
                fields["service_type"] = cancel.ServiceType;
                fields["message_id"] = cancel.MessageId;
                Source(cancel.Source, fields);
                Destination(cancel.Destination, fields);
                break;
            case ReplaceSm replace:
                fields["message_id"] = replace.MessageId;
                Source(replace.Source, fields);
                fields["schedule_delivery_time"] = replace.ScheduleDeliveryTime;
                fields["validity_period"] = replace.ValidityPeriod;
                fields["registered_delivery"] = (byte)replace.RegisteredDelivery;
                fields["sm_default_msg_id"] = replace.DefaultMessageId;
                ShortMessage(replace.ShortMessage, fields);
                break;
            case AlertNotification alert:
                Source(alert.Source, fields);
                fields["esme_addr_ton"] = (byte)alert.Esme.Ton;
                fields["esme_addr_npi"] = (byte)alert.Esme.Npi;
                fields["esme_addr"] = alert.Esme.Value;
                break;
            case BroadcastSm broadcast:
                fields["service_type"] = broadcast.ServiceType;
                Source(broadcast.Source, fields);
                fields["message_id"] = broadcast.MessageId;
                fields["priority_flag"] = broadcast.PriorityFlag;
                fields["schedule_delivery_time"] = broadcast.ScheduleDeliveryTime;
                fields["validity_period"] = broadcast.ValidityPeriod;
                fields["replace_if_present_flag"] = broadcast.ReplaceIfPresent;
                fields["data_coding"] = (byte)broadcast.DataCoding;
                fields["sm_default_msg_id"] = broadcast.DefaultMessageId;
                break;
            case QueryBroadcastSm query:
                fields["message_id"] = query.MessageId;
                Source(query.Source, fields);
                break;
            case CancelBroadcastSm cancel:
                fields["service_type"] = cancel.ServiceType;
                fields["message_id"] = cancel.MessageId;
                Source(cancel.Source, fields);
                break;
            case EmptyPdu:
                break;
            default:
                throw new ArgumentException($"{pdu.Id.Name} is not known here", nameof(pdu));
        }
        return fields;
    }

    public static JsonArray TlvsOf(Pdu pdu)
    {
        JsonArray tlvs = [];
        if (pdu is not TlvPdu { Tlvs: var list })
            return tlvs;
        foreach (Tlv tlv in list)
            tlvs.Add(new JsonObject { ["tag"] = (ushort)tlv.Tag, ["hex"] = Convert.ToHexStringLower(tlv.Value) });
        return tlvs;
    }

    private static void Message(MessagePdu message, JsonObject fields)
    {
        fields["service_type"] = message.ServiceType;
        Source(message.Source, fields);
        if (message is SubmitMulti multi)
        {
            fields["number_of_dests"] = multi.Destinations.Count;
            fields["dest_address"] = new JsonArray([.. multi.Destinations.Select(DestAddress)]);
        }
        else
        {
            Destination(((SingleMessagePdu)message).Destination, fields);
        }
        fields["esm_class"] = (byte)message.EsmClass;
        fields["protocol_id"] = message.ProtocolId;
        fields["priority_flag"] = message.PriorityFlag;
        fields["schedule_delivery_time"] = message.ScheduleDeliveryTime;
        fields["validity_period"] = message.ValidityPeriod;
        fields["registered_delivery"] = (byte)message.RegisteredDelivery;
        fields["replace_if_present_flag"] = message.ReplaceIfPresent;
        fields["data_coding"] = (byte)message.DataCoding;
        fields["sm_default_msg_id"] = message.DefaultMessageId;
        ShortMessage(message.ShortMessage, fields);
    }

    private static void Source(LongAddress address, JsonObject fields)
    {
        fields["source_addr_ton"] = (byte)address.Ton;
        fields["source_addr_npi"] = (byte)address.Npi;
        fields["source_addr"] = address.Value;
    }

    private static void Destination(LongAddress address, JsonObject fields)
    {
        fields["dest_addr_ton"] = (byte)address.Ton;
        fields["dest_addr_npi"] = (byte)address.Npi;
        fields["destination_addr"] = address.Value;
    }

    private static void ShortMessage(ReadOnlyMemory<byte> octets, JsonObject fields)
    {
        fields["sm_length"] = octets.Length;
        fields["short_message"] = Convert.ToHexStringLower(octets.Span);
    }

    private static JsonObject DestAddress(MultiDestination destination)
    {
        if (destination.IsList)
            return new JsonObject { ["dest_flag"] = 2, ["dl_name"] = destination.ListName };
        JsonObject fields = new() { ["dest_flag"] = 1 };
        Destination(destination.Address, fields);
        return fields;
    }

    private static JsonObject Unsuccess(UnsuccessSme sme)
    {
        JsonObject fields = [];
        Destination(sme.Destination, fields);
        fields["error_status_code"] = (uint)sme.Status;
        return fields;
    }
}
