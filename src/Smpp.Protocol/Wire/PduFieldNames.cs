namespace Smpp.Protocol;

/// <summary>Names of fields.</summary>
public static class PduFieldNames
{
    extension(PduField pduField)
    {
        /// <summary>The specification's name, such as <c>source_addr_ton</c>.</summary>
        public string Name => pduField switch
        {
            PduField.SystemId => "system_id",
            PduField.Password => "password",
            PduField.SystemType => "system_type",
            PduField.InterfaceVersion => "interface_version",
            PduField.AddrTon => "addr_ton",
            PduField.AddrNpi => "addr_npi",
            PduField.AddressRange => "address_range",
            PduField.ServiceType => "service_type",
            PduField.SourceAddrTon => "source_addr_ton",
            PduField.SourceAddrNpi => "source_addr_npi",
            PduField.SourceAddr => "source_addr",
            PduField.DestAddrTon => "dest_addr_ton",
            PduField.DestAddrNpi => "dest_addr_npi",
            PduField.DestinationAddr => "destination_addr",
            PduField.EsmClass => "esm_class",
            PduField.ProtocolId => "protocol_id",
            PduField.PriorityFlag => "priority_flag",
            PduField.ScheduleDeliveryTime => "schedule_delivery_time",
            PduField.ValidityPeriod => "validity_period",
            PduField.RegisteredDelivery => "registered_delivery",
            PduField.ReplaceIfPresentFlag => "replace_if_present_flag",
            PduField.DataCoding => "data_coding",
            PduField.SmDefaultMsgId => "sm_default_msg_id",
            PduField.SmLength => "sm_length",
            PduField.ShortMessage => "short_message",
            PduField.MessageId => "message_id",
            PduField.NumberOfDests => "number_of_dests",
            PduField.DestFlag => "dest_flag",
            PduField.DlName => "dl_name",
            PduField.DestAddress => "dest_address",
            PduField.NoUnsuccess => "no_unsuccess",
            PduField.UnsuccessSme => "unsuccess_sme",
            PduField.ErrorStatusCode => "error_status_code",
            PduField.FinalDate => "final_date",
            PduField.MessageState => "message_state",
            PduField.ErrorCode => "error_code",
            PduField.EsmeAddrTon => "esme_addr_ton",
            PduField.EsmeAddrNpi => "esme_addr_npi",
            PduField.EsmeAddr => "esme_addr",
            PduField.Body => "body",
            PduField.Tlv => "tlv",
            _ => "none",
        };
    }
}
