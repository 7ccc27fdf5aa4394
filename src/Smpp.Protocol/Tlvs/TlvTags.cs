namespace Smpp.Protocol;

/// <summary>Names of TLV tags.</summary>
public static class TlvTags
{
    extension(TlvTag tag)
    {
        /// <summary>The specification's name, or the number as <c>0x0000</c> for a tag it does not know.</summary>
        public string Name => Known(tag) ?? $"0x{(ushort)tag:x4}";

        /// <summary>Whether the tag lies in the range for vendors, 0x1400–0x3FFF (v5.0 §4.8.1).</summary>
        public bool IsVendorSpecific => (ushort)tag is >= 0x1400 and <= 0x3FFF;

        /// <summary>Whether v3.4 or v5.0 defines the tag.</summary>
        public bool IsKnown => Known(tag) is not null;
    }

    private static string? Known(TlvTag tag) => tag switch
    {
        TlvTag.DestAddrSubunit => "dest_addr_subunit",
        TlvTag.DestNetworkType => "dest_network_type",
        TlvTag.DestBearerType => "dest_bearer_type",
        TlvTag.DestTelematicsId => "dest_telematics_id",
        TlvTag.SourceAddrSubunit => "source_addr_subunit",
        TlvTag.SourceNetworkType => "source_network_type",
        TlvTag.SourceBearerType => "source_bearer_type",
        TlvTag.SourceTelematicsId => "source_telematics_id",
        TlvTag.QosTimeToLive => "qos_time_to_live",
        TlvTag.PayloadType => "payload_type",
        TlvTag.AdditionalStatusInfoText => "additional_status_info_text",
        TlvTag.ReceiptedMessageId => "receipted_message_id",
        TlvTag.MsMsgWaitFacilities => "ms_msg_wait_facilities",
        TlvTag.PrivacyIndicator => "privacy_indicator",
        TlvTag.SourceSubaddress => "source_subaddress",
        TlvTag.DestSubaddress => "dest_subaddress",
        TlvTag.UserMessageReference => "user_message_reference",
        TlvTag.UserResponseCode => "user_response_code",
        TlvTag.SourcePort => "source_port",
        TlvTag.DestinationPort => "destination_port",
        TlvTag.SarMsgRefNum => "sar_msg_ref_num",
        TlvTag.LanguageIndicator => "language_indicator",
        TlvTag.SarTotalSegments => "sar_total_segments",
        TlvTag.SarSegmentSeqnum => "sar_segment_seqnum",
        TlvTag.ScInterfaceVersion => "sc_interface_version",
        TlvTag.CallbackNumPresInd => "callback_num_pres_ind",
        TlvTag.CallbackNumAtag => "callback_num_atag",
        TlvTag.NumberOfMessages => "number_of_messages",
        TlvTag.CallbackNum => "callback_num",
        TlvTag.DpfResult => "dpf_result",
        TlvTag.SetDpf => "set_dpf",
        TlvTag.MsAvailabilityStatus => "ms_availability_status",
        TlvTag.NetworkErrorCode => "network_error_code",
        TlvTag.MessagePayload => "message_payload",
        TlvTag.DeliveryFailureReason => "delivery_failure_reason",
        TlvTag.MoreMessagesToSend => "more_messages_to_send",
        TlvTag.MessageState => "message_state",
        TlvTag.CongestionState => "congestion_state",
        TlvTag.UssdServiceOp => "ussd_service_op",
        TlvTag.BroadcastChannelIndicator => "broadcast_channel_indicator",
        TlvTag.BroadcastContentType => "broadcast_content_type",
        TlvTag.BroadcastContentTypeInfo => "broadcast_content_type_info",
        TlvTag.BroadcastMessageClass => "broadcast_message_class",
        TlvTag.BroadcastRepNum => "broadcast_rep_num",
        TlvTag.BroadcastFrequencyInterval => "broadcast_frequency_interval",
        TlvTag.BroadcastAreaIdentifier => "broadcast_area_identifier",
        TlvTag.BroadcastErrorStatus => "broadcast_error_status",
        TlvTag.BroadcastAreaSuccess => "broadcast_area_success",
        TlvTag.BroadcastEndTime => "broadcast_end_time",
        TlvTag.BroadcastServiceGroup => "broadcast_service_group",
        TlvTag.BillingIdentification => "billing_identification",
        TlvTag.SourceNetworkId => "source_network_id",
        TlvTag.DestNetworkId => "dest_network_id",
        TlvTag.SourceNodeId => "source_node_id",
        TlvTag.DestNodeId => "dest_node_id",
        TlvTag.DestAddrNpResolution => "dest_addr_np_resolution",
        TlvTag.DestAddrNpInformation => "dest_addr_np_information",
        TlvTag.DestAddrNpCountry => "dest_addr_np_country",
        TlvTag.DisplayTime => "display_time",
        TlvTag.SmsSignal => "sms_signal",
        TlvTag.MsValidity => "ms_validity",
        TlvTag.AlertOnMessageDelivery => "alert_on_message_delivery",
        TlvTag.ItsReplyType => "its_reply_type",
        TlvTag.ItsSessionInfo => "its_session_info",
        _ => null,
    };
}
