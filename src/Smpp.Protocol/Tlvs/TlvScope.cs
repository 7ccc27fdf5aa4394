namespace Smpp.Protocol;

/// <summary>The operations a TLV may stand in.</summary>
[Flags]
internal enum TlvScope
{
    None = 0,
    BindResp = 1 << 0,
    SubmitSm = 1 << 1,
    SubmitSmResp = 1 << 2,
    SubmitMulti = 1 << 3,
    SubmitMultiResp = 1 << 4,
    DeliverSm = 1 << 5,
    DeliverSmResp = 1 << 6,
    DataSm = 1 << 7,
    DataSmResp = 1 << 8,
    ReplaceSm = 1 << 9,
    AlertNotification = 1 << 10,
    BroadcastSm = 1 << 11,
    BroadcastSmResp = 1 << 12,
    QueryBroadcastSm = 1 << 13,
    QueryBroadcastSmResp = 1 << 14,
    CancelBroadcastSm = 1 << 15,
    OtherResp = 1 << 16,

    /// <summary>Message submission requests (v5.0 §4.2.4).</summary>
    Submission = SubmitSm | SubmitMulti | DataSm,

    /// <summary>Message submission and delivery requests.</summary>
    Message = Submission | DeliverSm,

    /// <summary>The responses to messages (v5.0 §4.2.5, §4.3.3).</summary>
    MessageResp = SubmitSmResp | SubmitMultiResp | DeliverSmResp | DataSmResp,

    /// <summary>Any response (v5.0 §4.8.4.18).</summary>
    AnyResp = BindResp | MessageResp | BroadcastSmResp | QueryBroadcastSmResp | OtherResp,
}

internal static class TlvScopes
{
    private static readonly CommandId[] Known = Enum.GetValues<CommandId>();

    public static TlvScope Of(CommandId id) => id switch
    {
        CommandId.SubmitSm => TlvScope.SubmitSm,
        CommandId.SubmitSmResp => TlvScope.SubmitSmResp,
        CommandId.DeliverSm => TlvScope.DeliverSm,
        CommandId.DeliverSmResp => TlvScope.DeliverSmResp,
        CommandId.DataSm => TlvScope.DataSm,
        CommandId.DataSmResp => TlvScope.DataSmResp,
        CommandId.SubmitMulti => TlvScope.SubmitMulti,
        CommandId.SubmitMultiResp => TlvScope.SubmitMultiResp,
        CommandId.BindReceiverResp or CommandId.BindTransmitterResp or CommandId.BindTransceiverResp => TlvScope.BindResp,
        CommandId.ReplaceSm => TlvScope.ReplaceSm,
        CommandId.AlertNotification => TlvScope.AlertNotification,
        CommandId.BroadcastSm => TlvScope.BroadcastSm,
        CommandId.BroadcastSmResp => TlvScope.BroadcastSmResp,
        CommandId.QueryBroadcastSm => TlvScope.QueryBroadcastSm,
        CommandId.QueryBroadcastSmResp => TlvScope.QueryBroadcastSmResp,
        CommandId.CancelBroadcastSm => TlvScope.CancelBroadcastSm,
        CommandId.QuerySmResp => TlvScope.OtherResp,
        _ => TlvScope.None,
    };

    public static IEnumerable<CommandId> Commands(TlvScope scope) => Known.Where(id => (Of(id) & scope) != 0);
}
