namespace Smpp.Protocol;

internal static class CommandNames
{
    public static string Of(CommandId id) => id switch
    {
        CommandId.GenericNack => "generic_nack",
        CommandId.Outbind => "outbind",
        CommandId.AlertNotification => "alert_notification",
        _ => Request((CommandId)((uint)id & 0x7FFFFFFF)) is { } name
            ? id.IsResponse ? name + "_resp" : name
            : $"0x{(uint)id:x8}",
    };

    private static string? Request(CommandId id) => id switch
    {
        CommandId.BindReceiver => "bind_receiver",
        CommandId.BindTransmitter => "bind_transmitter",
        CommandId.BindTransceiver => "bind_transceiver",
        CommandId.QuerySm => "query_sm",
        CommandId.SubmitSm => "submit_sm",
        CommandId.DeliverSm => "deliver_sm",
        CommandId.Unbind => "unbind",
        CommandId.ReplaceSm => "replace_sm",
        CommandId.CancelSm => "cancel_sm",
        CommandId.EnquireLink => "enquire_link",
        CommandId.SubmitMulti => "submit_multi",
        CommandId.DataSm => "data_sm",
        CommandId.BroadcastSm => "broadcast_sm",
        CommandId.QueryBroadcastSm => "query_broadcast_sm",
        CommandId.CancelBroadcastSm => "cancel_broadcast_sm",
        _ => null,
    };
}
