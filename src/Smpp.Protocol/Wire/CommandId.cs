namespace Smpp.Protocol;

/// <summary>
/// The command_id of a PDU (v3.4 §5.1.2.1, v5.0 §4.7.5). The enum is open: values that are not listed here,
/// such as vendor commands, are legal and survive unchanged.
/// </summary>
public enum CommandId : uint
{
    /// <summary>bind_receiver</summary>
    BindReceiver = 0x00000001,
    /// <summary>bind_transmitter</summary>
    BindTransmitter = 0x00000002,
    /// <summary>query_sm</summary>
    QuerySm = 0x00000003,
    /// <summary>submit_sm</summary>
    SubmitSm = 0x00000004,
    /// <summary>deliver_sm</summary>
    DeliverSm = 0x00000005,
    /// <summary>unbind</summary>
    Unbind = 0x00000006,
    /// <summary>replace_sm</summary>
    ReplaceSm = 0x00000007,
    /// <summary>cancel_sm</summary>
    CancelSm = 0x00000008,
    /// <summary>bind_transceiver</summary>
    BindTransceiver = 0x00000009,
    /// <summary>outbind</summary>
    Outbind = 0x0000000B,
    /// <summary>enquire_link</summary>
    EnquireLink = 0x00000015,
    /// <summary>submit_multi</summary>
    SubmitMulti = 0x00000021,
    /// <summary>alert_notification</summary>
    AlertNotification = 0x00000102,
    /// <summary>data_sm</summary>
    DataSm = 0x00000103,
    /// <summary>broadcast_sm (v5.0)</summary>
    BroadcastSm = 0x00000111,
    /// <summary>query_broadcast_sm (v5.0)</summary>
    QueryBroadcastSm = 0x00000112,
    /// <summary>cancel_broadcast_sm (v5.0)</summary>
    CancelBroadcastSm = 0x00000113,

    /// <summary>generic_nack</summary>
    GenericNack = 0x80000000,
    /// <summary>bind_receiver_resp</summary>
    BindReceiverResp = 0x80000001,
    /// <summary>bind_transmitter_resp</summary>
    BindTransmitterResp = 0x80000002,
    /// <summary>query_sm_resp</summary>
    QuerySmResp = 0x80000003,
    /// <summary>submit_sm_resp</summary>
    SubmitSmResp = 0x80000004,
    /// <summary>deliver_sm_resp</summary>
    DeliverSmResp = 0x80000005,
    /// <summary>unbind_resp</summary>
    UnbindResp = 0x80000006,
    /// <summary>replace_sm_resp</summary>
    ReplaceSmResp = 0x80000007,
    /// <summary>cancel_sm_resp</summary>
    CancelSmResp = 0x80000008,
    /// <summary>bind_transceiver_resp</summary>
    BindTransceiverResp = 0x80000009,
    /// <summary>enquire_link_resp</summary>
    EnquireLinkResp = 0x80000015,
    /// <summary>submit_multi_resp</summary>
    SubmitMultiResp = 0x80000021,
    /// <summary>data_sm_resp</summary>
    DataSmResp = 0x80000103,
    /// <summary>broadcast_sm_resp (v5.0)</summary>
    BroadcastSmResp = 0x80000111,
    /// <summary>query_broadcast_sm_resp (v5.0)</summary>
    QueryBroadcastSmResp = 0x80000112,
    /// <summary>cancel_broadcast_sm_resp (v5.0)</summary>
    CancelBroadcastSmResp = 0x80000113,
}

/// <summary>What a command_id says about itself.</summary>
public static class CommandIds
{
    private const uint ResponseBit = 0x80000000;

    extension(CommandId id)
    {
        /// <summary>True for responses, generic_nack included: bit 31 is set.</summary>
        public bool IsResponse => ((uint)id & ResponseBit) != 0;

        /// <summary>True for bind_transmitter, bind_receiver and bind_transceiver.</summary>
        public bool IsBind => id is CommandId.BindTransmitter or CommandId.BindReceiver or CommandId.BindTransceiver;

        /// <summary>The id of the response to this request: bit 31 set (v5.0 §3.2.1.2).</summary>
        public CommandId Response => (CommandId)((uint)id | ResponseBit);

        /// <summary>The specification's name, or the number as <c>0x00000000</c> for a command it does not know.</summary>
        public string Name => CommandNames.Of(id);
    }
}
