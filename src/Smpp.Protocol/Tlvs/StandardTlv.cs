namespace Smpp.Protocol;

/// <summary>
/// The TLVs of v3.4 (§5.3.2) and v5.0 (§4.8.4), each with the type of its value: read them with
/// <c>pdu.Tlvs.TryGet(StandardTlv.UserMessageReference, out ushort value)</c>, write them with <c>pdu.Tlvs.Set(…)</c>. To find
/// one by its tag ask <see cref="TlvCatalogue"/>.
/// </summary>
public static class StandardTlv
{
    /// <summary>dest_addr_subunit (0x0005): 1 octet.</summary>
    public static readonly TlvDefinition<AddressSubunit> DestAddrSubunit = new(
        TlvTag.DestAddrSubunit, "dest_addr_subunit", TlvKind.Integer, 1, 1, TlvScope.Message | TlvScope.BroadcastSm,
        new IntegerCodec<AddressSubunit>())
        { Reserved = static value => value > Protocol.AddressSubunit.ExternalUnit };

    /// <summary>dest_network_type (0x0006): 1 octet.</summary>
    public static readonly TlvDefinition<NetworkType> DestNetworkType = new(
        TlvTag.DestNetworkType, "dest_network_type", TlvKind.Integer, 1, 1, TlvScope.Submission, new IntegerCodec<NetworkType>())
        { Reserved = static value => value > NetworkType.PagingNetwork };

    /// <summary>dest_bearer_type (0x0007): 1 octet.</summary>
    public static readonly TlvDefinition<BearerType> DestBearerType = new(
        TlvTag.DestBearerType, "dest_bearer_type", TlvKind.Integer, 1, 1, TlvScope.Submission, new IntegerCodec<BearerType>())
        { Reserved = static value => value > BearerType.CellBroadcast };

    /// <summary>dest_telematics_id (0x0008): 2 octets.</summary>
    public static readonly TlvDefinition<ushort> DestTelematicsId = new(
        TlvTag.DestTelematicsId, "dest_telematics_id", TlvKind.Integer, 2, 2, TlvScope.Submission, new IntegerCodec<ushort>());

    /// <summary>source_addr_subunit (0x000D): 1 octet.</summary>
    public static readonly TlvDefinition<AddressSubunit> SourceAddrSubunit = new(
        TlvTag.SourceAddrSubunit, "source_addr_subunit", TlvKind.Integer, 1, 1, TlvScope.Message | TlvScope.BroadcastSm,
        new IntegerCodec<AddressSubunit>())
        { Reserved = static value => value > Protocol.AddressSubunit.ExternalUnit };

    /// <summary>source_network_type (0x000E): 1 octet.</summary>
    public static readonly TlvDefinition<NetworkType> SourceNetworkType = new(
        TlvTag.SourceNetworkType, "source_network_type", TlvKind.Integer, 1, 1, TlvScope.Submission, new IntegerCodec<NetworkType>())
        { Reserved = static value => value > NetworkType.PagingNetwork };

    /// <summary>source_bearer_type (0x000F): 1 octet.</summary>
    public static readonly TlvDefinition<BearerType> SourceBearerType = new(
        TlvTag.SourceBearerType, "source_bearer_type", TlvKind.Integer, 1, 1, TlvScope.Submission, new IntegerCodec<BearerType>())
        { Reserved = static value => value > BearerType.CellBroadcast };

    /// <summary>source_telematics_id (0x0010): 1 octet.</summary>
    public static readonly TlvDefinition<byte> SourceTelematicsId = new(
        TlvTag.SourceTelematicsId, "source_telematics_id", TlvKind.Integer, 1, 1, TlvScope.Submission, new IntegerCodec<byte>());

    /// <summary>qos_time_to_live (0x0017): 4 octets.</summary>
    public static readonly TlvDefinition<uint> QosTimeToLive = new(
        TlvTag.QosTimeToLive, "qos_time_to_live", TlvKind.Integer, 4, 4, TlvScope.Submission, new IntegerCodec<uint>());

    /// <summary>payload_type (0x0019): 1 octet.</summary>
    public static readonly TlvDefinition<PayloadType> PayloadType = new(
        TlvTag.PayloadType, "payload_type", TlvKind.Integer, 1, 1, TlvScope.Message | TlvScope.BroadcastSm,
        new IntegerCodec<PayloadType>())
        { Reserved = static value => value > Protocol.PayloadType.Wcmp };

    /// <summary>additional_status_info_text (0x001D): 1..256 octets.</summary>
    public static readonly TlvDefinition<string> AdditionalStatusInfoText = new(
        TlvTag.AdditionalStatusInfoText, "additional_status_info_text", TlvKind.CString, 1, 256, TlvScope.MessageResp, new TextCodec());

    /// <summary>receipted_message_id (0x001E): 1..65 octets.</summary>
    public static readonly TlvDefinition<string> ReceiptedMessageId = new(
        TlvTag.ReceiptedMessageId, "receipted_message_id", TlvKind.CString, 1, 65, TlvScope.DeliverSm | TlvScope.DataSm, new TextCodec());

    /// <summary>ms_msg_wait_facilities (0x0030): 1 octet.</summary>
    public static readonly TlvDefinition<byte> MsMsgWaitFacilities = new(
        TlvTag.MsMsgWaitFacilities, "ms_msg_wait_facilities", TlvKind.Integer, 1, 1, TlvScope.Submission, new IntegerCodec<byte>());

    /// <summary>privacy_indicator (0x0201): 1 octet.</summary>
    public static readonly TlvDefinition<PrivacyIndicator> PrivacyIndicator = new(
        TlvTag.PrivacyIndicator, "privacy_indicator", TlvKind.Integer, 1, 1, TlvScope.Message | TlvScope.BroadcastSm,
        new IntegerCodec<PrivacyIndicator>())
        { Reserved = static value => value > Protocol.PrivacyIndicator.Secret };

    /// <summary>source_subaddress (0x0202): 2..23 octets.</summary>
    public static readonly TlvDefinition<Subaddress> SourceSubaddress = new(
        TlvTag.SourceSubaddress, "source_subaddress", TlvKind.Octets, 2, 23, TlvScope.Message | TlvScope.BroadcastSm,
        new StructureCodec<Subaddress>());

    /// <summary>dest_subaddress (0x0203): 2..23 octets.</summary>
    public static readonly TlvDefinition<Subaddress> DestSubaddress = new(
        TlvTag.DestSubaddress, "dest_subaddress", TlvKind.Octets, 2, 23, TlvScope.Message | TlvScope.BroadcastSm,
        new StructureCodec<Subaddress>());

    /// <summary>user_message_reference (0x0204): 2 octets.</summary>
    public static readonly TlvDefinition<ushort> UserMessageReference = new(
        TlvTag.UserMessageReference, "user_message_reference", TlvKind.Integer, 2, 2,
        TlvScope.Message | TlvScope.BroadcastSm | TlvScope.QueryBroadcastSm
            | TlvScope.QueryBroadcastSmResp | TlvScope.CancelBroadcastSm, new IntegerCodec<ushort>());

    /// <summary>user_response_code (0x0205): 1 octet.</summary>
    public static readonly TlvDefinition<byte> UserResponseCode = new(
        TlvTag.UserResponseCode, "user_response_code", TlvKind.Integer, 1, 1, TlvScope.Message, new IntegerCodec<byte>());

    /// <summary>source_port (0x020A): 2 octets.</summary>
    public static readonly TlvDefinition<ushort> SourcePort = new(
        TlvTag.SourcePort, "source_port", TlvKind.Integer, 2, 2, TlvScope.Message | TlvScope.BroadcastSm, new IntegerCodec<ushort>());

    /// <summary>destination_port (0x020B): 2 octets.</summary>
    public static readonly TlvDefinition<ushort> DestinationPort = new(
        TlvTag.DestinationPort, "destination_port", TlvKind.Integer, 2, 2, TlvScope.Message | TlvScope.BroadcastSm,
        new IntegerCodec<ushort>());

    /// <summary>sar_msg_ref_num (0x020C): 2 octets.</summary>
    public static readonly TlvDefinition<ushort> SarMsgRefNum = new(
        TlvTag.SarMsgRefNum, "sar_msg_ref_num", TlvKind.Integer, 2, 2, TlvScope.Message, new IntegerCodec<ushort>());

    /// <summary>language_indicator (0x020D): 1 octet.</summary>
    public static readonly TlvDefinition<LanguageIndicator> LanguageIndicator = new(
        TlvTag.LanguageIndicator, "language_indicator", TlvKind.Integer, 1, 1, TlvScope.Message | TlvScope.BroadcastSm,
        new IntegerCodec<LanguageIndicator>());

    /// <summary>sar_total_segments (0x020E): 1 octet.</summary>
    public static readonly TlvDefinition<byte> SarTotalSegments = new(
        TlvTag.SarTotalSegments, "sar_total_segments", TlvKind.Integer, 1, 1, TlvScope.Message, new IntegerCodec<byte>())
        { Reserved = static value => value == 0 };

    /// <summary>sar_segment_seqnum (0x020F): 1 octet.</summary>
    public static readonly TlvDefinition<byte> SarSegmentSeqnum = new(
        TlvTag.SarSegmentSeqnum, "sar_segment_seqnum", TlvKind.Integer, 1, 1, TlvScope.Message, new IntegerCodec<byte>())
        { Reserved = static value => value == 0 };

    /// <summary>sc_interface_version (0x0210): 1 octet.</summary>
    public static readonly TlvDefinition<InterfaceVersion> ScInterfaceVersion = new(
        TlvTag.ScInterfaceVersion, "sc_interface_version", TlvKind.Integer, 1, 1, TlvScope.BindResp, new IntegerCodec<InterfaceVersion>());

    /// <summary>callback_num_pres_ind (0x0302): 1 octet.</summary>
    public static readonly TlvDefinition<byte> CallbackNumPresInd = new(
        TlvTag.CallbackNumPresInd, "callback_num_pres_ind", TlvKind.Integer, 1, 1, TlvScope.Message | TlvScope.BroadcastSm,
        new IntegerCodec<byte>())
        { IsRepeatable = true };

    /// <summary>callback_num_atag (0x0303): 0..65 octets.</summary>
    public static readonly TlvDefinition<ReadOnlyMemory<byte>> CallbackNumAtag = new(
        TlvTag.CallbackNumAtag, "callback_num_atag", TlvKind.Octets, 0, 65, TlvScope.Message | TlvScope.BroadcastSm, new OctetsCodec())
        { IsRepeatable = true };

    /// <summary>number_of_messages (0x0304): 1 octet.</summary>
    public static readonly TlvDefinition<byte> NumberOfMessages = new(
        TlvTag.NumberOfMessages, "number_of_messages", TlvKind.Integer, 1, 1, TlvScope.Submission, new IntegerCodec<byte>())
        { Reserved = static value => value > 99 };

    /// <summary>callback_num (0x0381): 4..19 octets.</summary>
    public static readonly TlvDefinition<CallbackNumber> CallbackNum = new(
        TlvTag.CallbackNum, "callback_num", TlvKind.Octets, 4, 19, TlvScope.Message | TlvScope.BroadcastSm,
        new StructureCodec<CallbackNumber>())
        { IsRepeatable = true };

    /// <summary>dpf_result (0x0420): 1 octet.</summary>
    public static readonly TlvDefinition<DpfResult> DpfResult = new(
        TlvTag.DpfResult, "dpf_result", TlvKind.Integer, 1, 1,
        TlvScope.DataSmResp | TlvScope.SubmitSmResp | TlvScope.SubmitMultiResp | TlvScope.DeliverSm | TlvScope.DataSm,
        new IntegerCodec<DpfResult>())
        { Reserved = static value => value > Protocol.DpfResult.Set };

    /// <summary>set_dpf (0x0421): 1 octet.</summary>
    public static readonly TlvDefinition<DpfResult> SetDpf = new(
        TlvTag.SetDpf, "set_dpf", TlvKind.Integer, 1, 1, TlvScope.Submission, new IntegerCodec<DpfResult>())
        { Reserved = static value => value > Protocol.DpfResult.Set };

    /// <summary>ms_availability_status (0x0422): 1 octet.</summary>
    public static readonly TlvDefinition<MsAvailability> MsAvailabilityStatus = new(
        TlvTag.MsAvailabilityStatus, "ms_availability_status", TlvKind.Integer, 1, 1, TlvScope.AlertNotification,
        new IntegerCodec<MsAvailability>())
        { Reserved = static value => value > Protocol.MsAvailability.Unavailable };

    /// <summary>network_error_code (0x0423): 3 octets.</summary>
    public static readonly TlvDefinition<NetworkErrorCode> NetworkErrorCode = new(
        TlvTag.NetworkErrorCode, "network_error_code", TlvKind.Octets, 3, 3, TlvScope.DeliverSm | TlvScope.DataSm | TlvScope.MessageResp,
        new StructureCodec<NetworkErrorCode>());

    /// <summary>message_payload (0x0424): 0..65535 octets.</summary>
    public static readonly TlvDefinition<ReadOnlyMemory<byte>> MessagePayload = new(
        TlvTag.MessagePayload, "message_payload", TlvKind.Octets, 0, 65535, TlvScope.Message | TlvScope.BroadcastSm | TlvScope.ReplaceSm,
        new OctetsCodec());

    /// <summary>delivery_failure_reason (0x0425): 1 octet.</summary>
    public static readonly TlvDefinition<DeliveryFailureReason> DeliveryFailureReason = new(
        TlvTag.DeliveryFailureReason, "delivery_failure_reason", TlvKind.Integer, 1, 1, TlvScope.MessageResp,
        new IntegerCodec<DeliveryFailureReason>())
        { Reserved = static value => value > Protocol.DeliveryFailureReason.TemporaryNetworkError };

    /// <summary>more_messages_to_send (0x0426): 1 octet.</summary>
    public static readonly TlvDefinition<byte> MoreMessagesToSend = new(
        TlvTag.MoreMessagesToSend, "more_messages_to_send", TlvKind.Integer, 1, 1, TlvScope.Submission, new IntegerCodec<byte>())
        { Reserved = static value => value > 1 };

    /// <summary>message_state (0x0427): 1 octet.</summary>
    public static readonly TlvDefinition<MessageState> MessageState = new(
        TlvTag.MessageState, "message_state", TlvKind.Integer, 1, 1, TlvScope.DeliverSm | TlvScope.DataSm | TlvScope.QueryBroadcastSmResp,
        new IntegerCodec<MessageState>())
        { Reserved = static value => value > Protocol.MessageState.Skipped };

    /// <summary>congestion_state (0x0428): 1 octet.</summary>
    public static readonly TlvDefinition<byte> CongestionState = new(
        TlvTag.CongestionState, "congestion_state", TlvKind.Integer, 1, 1, TlvScope.AnyResp, new IntegerCodec<byte>())
        { Since = InterfaceVersion.V50, Reserved = static value => value > 100 };

    /// <summary>ussd_service_op (0x0501): 1 octet.</summary>
    public static readonly TlvDefinition<UssdServiceOp> UssdServiceOp = new(
        TlvTag.UssdServiceOp, "ussd_service_op", TlvKind.Integer, 1, 1, TlvScope.Message, new IntegerCodec<UssdServiceOp>())
        { Reserved = static value => (byte)value is > 3 and < 16 or > 19 and < 32 };

    /// <summary>broadcast_channel_indicator (0x0600): 1 octet.</summary>
    public static readonly TlvDefinition<BroadcastChannel> BroadcastChannelIndicator = new(
        TlvTag.BroadcastChannelIndicator, "broadcast_channel_indicator", TlvKind.Integer, 1, 1, TlvScope.BroadcastSm,
        new IntegerCodec<BroadcastChannel>())
        { Since = InterfaceVersion.V50, Reserved = static value => value > BroadcastChannel.Extended };

    /// <summary>broadcast_content_type (0x0601): 3 octets.</summary>
    public static readonly TlvDefinition<BroadcastContentType> BroadcastContentType = new(
        TlvTag.BroadcastContentType, "broadcast_content_type", TlvKind.Octets, 3, 3, TlvScope.BroadcastSm | TlvScope.CancelBroadcastSm,
        new StructureCodec<BroadcastContentType>())
        { Since = InterfaceVersion.V50 };

    /// <summary>broadcast_content_type_info (0x0602): 1..255 octets.</summary>
    public static readonly TlvDefinition<ReadOnlyMemory<byte>> BroadcastContentTypeInfo = new(
        TlvTag.BroadcastContentTypeInfo, "broadcast_content_type_info", TlvKind.Octets, 1, 255, TlvScope.BroadcastSm, new OctetsCodec())
        { Since = InterfaceVersion.V50 };

    /// <summary>broadcast_message_class (0x0603): 1 octet.</summary>
    public static readonly TlvDefinition<BroadcastMessageClass> BroadcastMessageClass = new(
        TlvTag.BroadcastMessageClass, "broadcast_message_class", TlvKind.Integer, 1, 1, TlvScope.BroadcastSm,
        new IntegerCodec<BroadcastMessageClass>())
        { Since = InterfaceVersion.V50, Reserved = static value => value > Protocol.BroadcastMessageClass.Class3 };

    /// <summary>broadcast_rep_num (0x0604): 2 octets.</summary>
    public static readonly TlvDefinition<ushort> BroadcastRepNum = new(
        TlvTag.BroadcastRepNum, "broadcast_rep_num", TlvKind.Integer, 2, 2, TlvScope.BroadcastSm, new IntegerCodec<ushort>())
        { Since = InterfaceVersion.V50 };

    /// <summary>broadcast_frequency_interval (0x0605): 3 octets.</summary>
    public static readonly TlvDefinition<BroadcastFrequencyInterval> BroadcastFrequencyInterval = new(
        TlvTag.BroadcastFrequencyInterval, "broadcast_frequency_interval", TlvKind.Octets, 3, 3, TlvScope.BroadcastSm,
        new StructureCodec<BroadcastFrequencyInterval>())
        { Since = InterfaceVersion.V50 };

    /// <summary>broadcast_area_identifier (0x0606): 1..101 octets.</summary>
    public static readonly TlvDefinition<BroadcastArea> BroadcastAreaIdentifier = new(
        TlvTag.BroadcastAreaIdentifier, "broadcast_area_identifier", TlvKind.Octets, 1, 101,
        TlvScope.BroadcastSm | TlvScope.BroadcastSmResp | TlvScope.QueryBroadcastSmResp,
        new StructureCodec<BroadcastArea>())
        { Since = InterfaceVersion.V50, IsRepeatable = true };

    /// <summary>broadcast_error_status (0x0607): 4 octets.</summary>
    public static readonly TlvDefinition<CommandStatus> BroadcastErrorStatus = new(
        TlvTag.BroadcastErrorStatus, "broadcast_error_status", TlvKind.Integer, 4, 4, TlvScope.BroadcastSmResp,
        new IntegerCodec<CommandStatus>())
        { Since = InterfaceVersion.V50, IsRepeatable = true };

    /// <summary>broadcast_area_success (0x0608): 1 octet.</summary>
    public static readonly TlvDefinition<byte> BroadcastAreaSuccess = new(
        TlvTag.BroadcastAreaSuccess, "broadcast_area_success", TlvKind.Integer, 1, 1, TlvScope.QueryBroadcastSmResp,
        new IntegerCodec<byte>())
        { Since = InterfaceVersion.V50, IsRepeatable = true, Reserved = static value => value is > 100 and < 255 };

    /// <summary>broadcast_end_time (0x0609): 17 octets.</summary>
    public static readonly TlvDefinition<string> BroadcastEndTime = new(
        TlvTag.BroadcastEndTime, "broadcast_end_time", TlvKind.CString, 17, 17, TlvScope.QueryBroadcastSmResp, new TextCodec())
        { Since = InterfaceVersion.V50 };

    /// <summary>broadcast_service_group (0x060A): 1..255 octets.</summary>
    public static readonly TlvDefinition<ReadOnlyMemory<byte>> BroadcastServiceGroup = new(
        TlvTag.BroadcastServiceGroup, "broadcast_service_group", TlvKind.Octets, 1, 255, TlvScope.BroadcastSm, new OctetsCodec())
        { Since = InterfaceVersion.V50 };

    /// <summary>billing_identification (0x060B): 1..1024 octets.</summary>
    public static readonly TlvDefinition<ReadOnlyMemory<byte>> BillingIdentification = new(
        TlvTag.BillingIdentification, "billing_identification", TlvKind.Octets, 1, 1024, TlvScope.Submission, new OctetsCodec())
        { Since = InterfaceVersion.V50 };

    /// <summary>source_network_id (0x060D): 7..65 octets.</summary>
    public static readonly TlvDefinition<string> SourceNetworkId = new(
        TlvTag.SourceNetworkId, "source_network_id", TlvKind.CString, 7, 65, TlvScope.Message, new TextCodec())
        { Since = InterfaceVersion.V50 };

    /// <summary>dest_network_id (0x060E): 7..65 octets.</summary>
    public static readonly TlvDefinition<string> DestNetworkId = new(
        TlvTag.DestNetworkId, "dest_network_id", TlvKind.CString, 7, 65, TlvScope.Message, new TextCodec())
        { Since = InterfaceVersion.V50 };

    /// <summary>source_node_id (0x060F): 6 octets.</summary>
    public static readonly TlvDefinition<string> SourceNodeId = new(
        TlvTag.SourceNodeId, "source_node_id", TlvKind.Octets, 6, 6, TlvScope.Message, new FixedTextCodec())
        { Since = InterfaceVersion.V50 };

    /// <summary>dest_node_id (0x0610): 6 octets.</summary>
    public static readonly TlvDefinition<string> DestNodeId = new(
        TlvTag.DestNodeId, "dest_node_id", TlvKind.Octets, 6, 6, TlvScope.Message, new FixedTextCodec())
        { Since = InterfaceVersion.V50 };

    /// <summary>dest_addr_np_resolution (0x0611): 1 octet.</summary>
    public static readonly TlvDefinition<byte> DestAddrNpResolution = new(
        TlvTag.DestAddrNpResolution, "dest_addr_np_resolution", TlvKind.Integer, 1, 1, TlvScope.Message, new IntegerCodec<byte>())
        { Since = InterfaceVersion.V50, Reserved = static value => value > 2 };

    /// <summary>dest_addr_np_information (0x0612): 10 octets.</summary>
    public static readonly TlvDefinition<string> DestAddrNpInformation = new(
        TlvTag.DestAddrNpInformation, "dest_addr_np_information", TlvKind.Octets, 10, 10, TlvScope.Message, new FixedTextCodec())
        { Since = InterfaceVersion.V50 };

    /// <summary>dest_addr_np_country (0x0613): 1..5 octets.</summary>
    public static readonly TlvDefinition<ReadOnlyMemory<byte>> DestAddrNpCountry = new(
        TlvTag.DestAddrNpCountry, "dest_addr_np_country", TlvKind.Octets, 1, 5, TlvScope.Message, new OctetsCodec())
        { Since = InterfaceVersion.V50 };

    /// <summary>display_time (0x1201): 1 octet.</summary>
    public static readonly TlvDefinition<byte> DisplayTime = new(
        TlvTag.DisplayTime, "display_time", TlvKind.Integer, 1, 1, TlvScope.Submission | TlvScope.BroadcastSm, new IntegerCodec<byte>())
        { Reserved = static value => value > 2 };

    /// <summary>sms_signal (0x1203): 2 octets.</summary>
    public static readonly TlvDefinition<ushort> SmsSignal = new(
        TlvTag.SmsSignal, "sms_signal", TlvKind.Integer, 2, 2, TlvScope.Submission | TlvScope.BroadcastSm, new IntegerCodec<ushort>());

    /// <summary>ms_validity (0x1204): 1..4 octets.</summary>
    public static readonly TlvDefinition<ReadOnlyMemory<byte>> MsValidity = new(
        TlvTag.MsValidity, "ms_validity", TlvKind.Octets, 1, 4, TlvScope.Submission | TlvScope.BroadcastSm, new OctetsCodec())
        { OnlyLengths = [1, 4] };

    /// <summary>alert_on_message_delivery (0x130C): 0..1 octets.</summary>
    public static readonly TlvDefinition<ReadOnlyMemory<byte>> AlertOnMessageDelivery = new(
        TlvTag.AlertOnMessageDelivery, "alert_on_message_delivery", TlvKind.Flag, 0, 1, TlvScope.Submission | TlvScope.BroadcastSm,
        new OctetsCodec());

    /// <summary>its_reply_type (0x1380): 1 octet.</summary>
    public static readonly TlvDefinition<byte> ItsReplyType = new(
        TlvTag.ItsReplyType, "its_reply_type", TlvKind.Integer, 1, 1, TlvScope.Message, new IntegerCodec<byte>())
        { Reserved = static value => value > 8 };

    /// <summary>its_session_info (0x1383): 2 octets.</summary>
    public static readonly TlvDefinition<ItsSessionInfo> ItsSessionInfo = new(
        TlvTag.ItsSessionInfo, "its_session_info", TlvKind.Octets, 2, 2, TlvScope.Message, new StructureCodec<ItsSessionInfo>());
}
