namespace Smpp.Protocol;

/// <summary>The fields of all PDUs, by the specification's names; a <see cref="DecodeError"/> names one.</summary>
public enum PduField : byte
{
    /// <summary>No field.</summary>
    None,
    /// <summary>system_id</summary>
    SystemId,
    /// <summary>password</summary>
    Password,
    /// <summary>system_type</summary>
    SystemType,
    /// <summary>interface_version</summary>
    InterfaceVersion,
    /// <summary>addr_ton</summary>
    AddrTon,
    /// <summary>addr_npi</summary>
    AddrNpi,
    /// <summary>address_range</summary>
    AddressRange,
    /// <summary>service_type</summary>
    ServiceType,
    /// <summary>source_addr_ton</summary>
    SourceAddrTon,
    /// <summary>source_addr_npi</summary>
    SourceAddrNpi,
    /// <summary>source_addr</summary>
    SourceAddr,
    /// <summary>dest_addr_ton</summary>
    DestAddrTon,
    /// <summary>dest_addr_npi</summary>
    DestAddrNpi,
    /// <summary>destination_addr</summary>
    DestinationAddr,
    /// <summary>esm_class</summary>
    EsmClass,
    /// <summary>protocol_id</summary>
    ProtocolId,
    /// <summary>priority_flag</summary>
    PriorityFlag,
    /// <summary>schedule_delivery_time</summary>
    ScheduleDeliveryTime,
    /// <summary>validity_period</summary>
    ValidityPeriod,
    /// <summary>registered_delivery</summary>
    RegisteredDelivery,
    /// <summary>replace_if_present_flag</summary>
    ReplaceIfPresentFlag,
    /// <summary>data_coding</summary>
    DataCoding,
    /// <summary>sm_default_msg_id</summary>
    SmDefaultMsgId,
    /// <summary>sm_length</summary>
    SmLength,
    /// <summary>short_message</summary>
    ShortMessage,
    /// <summary>message_id</summary>
    MessageId,
    /// <summary>number_of_dests</summary>
    NumberOfDests,
    /// <summary>dest_flag</summary>
    DestFlag,
    /// <summary>dl_name</summary>
    DlName,
    /// <summary>dest_address: the destinations of a submit_multi.</summary>
    DestAddress,
    /// <summary>no_unsuccess</summary>
    NoUnsuccess,
    /// <summary>unsuccess_sme: the destinations a submit_multi did not reach.</summary>
    UnsuccessSme,
    /// <summary>error_status_code</summary>
    ErrorStatusCode,
    /// <summary>final_date</summary>
    FinalDate,
    /// <summary>message_state</summary>
    MessageState,
    /// <summary>error_code</summary>
    ErrorCode,
    /// <summary>esme_addr_ton</summary>
    EsmeAddrTon,
    /// <summary>esme_addr_npi</summary>
    EsmeAddrNpi,
    /// <summary>esme_addr</summary>
    EsmeAddr,
    /// <summary>The octets behind the header, where they are not told apart.</summary>
    Body,
    /// <summary>The TLVs behind the mandatory fields.</summary>
    Tlv,
}
