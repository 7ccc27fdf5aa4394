using System.Collections.Frozen;

namespace Smpp.Protocol;

/// <summary>All TLVs that v3.4 and v5.0 define: one table for names, lengths, validation and reading.</summary>
public static class TlvCatalogue
{
    private static readonly TlvTag[] BroadcastSmTags =
    [
        TlvTag.BroadcastAreaIdentifier, TlvTag.BroadcastContentType, TlvTag.BroadcastRepNum, TlvTag.BroadcastFrequencyInterval,
    ];

    private static readonly TlvTag[] QueryBroadcastSmRespTags =
        [TlvTag.MessageState, TlvTag.BroadcastAreaIdentifier, TlvTag.BroadcastAreaSuccess];

    private static readonly TlvTag[] DataSmTags = [TlvTag.MessagePayload];

    private static readonly FrozenDictionary<TlvTag, TlvDefinition> ByTag = All().ToFrozenDictionary(tlv => tlv.Tag);

    /// <summary>The TLVs, by their tags.</summary>
    public static IReadOnlyList<TlvDefinition> Definitions { get; } = [.. ByTag.Values.OrderBy(tlv => tlv.Tag)];

    /// <summary>What the specification says about a tag; null for vendors' and unknown ones.</summary>
    public static TlvDefinition? Find(TlvTag tag) => ByTag.GetValueOrDefault(tag);

    /// <summary>
    /// The TLVs without which an operation is refused with ESME_RMISSINGTLV (v5.0 §4.4.1.1, §4.6.1.3; data_sm has no other body).
    /// </summary>
    public static ReadOnlySpan<TlvTag> RequiredIn(CommandId id) => id switch
    {
        CommandId.BroadcastSm => BroadcastSmTags,
        CommandId.QueryBroadcastSmResp => QueryBroadcastSmRespTags,
        CommandId.DataSm => DataSmTags,
        _ => [],
    };

    private static TlvDefinition[] All() =>
    [
        StandardTlv.DestAddrSubunit,
        StandardTlv.DestNetworkType,
        StandardTlv.DestBearerType,
        StandardTlv.DestTelematicsId,
        StandardTlv.SourceAddrSubunit,
        StandardTlv.SourceNetworkType,
        StandardTlv.SourceBearerType,
        StandardTlv.SourceTelematicsId,
        StandardTlv.QosTimeToLive,
        StandardTlv.PayloadType,
        StandardTlv.AdditionalStatusInfoText,
        StandardTlv.ReceiptedMessageId,
        StandardTlv.MsMsgWaitFacilities,
        StandardTlv.PrivacyIndicator,
        StandardTlv.SourceSubaddress,
        StandardTlv.DestSubaddress,
        StandardTlv.UserMessageReference,
        StandardTlv.UserResponseCode,
        StandardTlv.SourcePort,
        StandardTlv.DestinationPort,
        StandardTlv.SarMsgRefNum,
        StandardTlv.LanguageIndicator,
        StandardTlv.SarTotalSegments,
        StandardTlv.SarSegmentSeqnum,
        StandardTlv.ScInterfaceVersion,
        StandardTlv.CallbackNumPresInd,
        StandardTlv.CallbackNumAtag,
        StandardTlv.NumberOfMessages,
        StandardTlv.CallbackNum,
        StandardTlv.DpfResult,
        StandardTlv.SetDpf,
        StandardTlv.MsAvailabilityStatus,
        StandardTlv.NetworkErrorCode,
        StandardTlv.MessagePayload,
        StandardTlv.DeliveryFailureReason,
        StandardTlv.MoreMessagesToSend,
        StandardTlv.MessageState,
        StandardTlv.CongestionState,
        StandardTlv.UssdServiceOp,
        StandardTlv.BroadcastChannelIndicator,
        StandardTlv.BroadcastContentType,
        StandardTlv.BroadcastContentTypeInfo,
        StandardTlv.BroadcastMessageClass,
        StandardTlv.BroadcastRepNum,
        StandardTlv.BroadcastFrequencyInterval,
        StandardTlv.BroadcastAreaIdentifier,
        StandardTlv.BroadcastErrorStatus,
        StandardTlv.BroadcastAreaSuccess,
        StandardTlv.BroadcastEndTime,
        StandardTlv.BroadcastServiceGroup,
        StandardTlv.BillingIdentification,
        StandardTlv.SourceNetworkId,
        StandardTlv.DestNetworkId,
        StandardTlv.SourceNodeId,
        StandardTlv.DestNodeId,
        StandardTlv.DestAddrNpResolution,
        StandardTlv.DestAddrNpInformation,
        StandardTlv.DestAddrNpCountry,
        StandardTlv.DisplayTime,
        StandardTlv.SmsSignal,
        StandardTlv.MsValidity,
        StandardTlv.AlertOnMessageDelivery,
        StandardTlv.ItsReplyType,
        StandardTlv.ItsSessionInfo,
    ];
}
