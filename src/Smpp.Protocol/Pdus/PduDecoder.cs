namespace Smpp.Protocol;

/// <summary>Reads PDUs whose kind is only known from their header.</summary>
internal static class PduDecoder
{
    public static bool TryRead(in PduHeader header, ReadOnlySpan<byte> body, DecodeRules? rules, out Pdu? pdu, out DecodeReport report)
    {
        CommandId id = header.Id;
        report = default;
        if (EmptyPdu.IsAlwaysEmpty(id))
            return TryReadEmpty(id, body, rules, out pdu, out report);
        bool failed = id.IsResponse && header.Status != CommandStatus.Ok;
        if (failed && body.IsEmpty)
        {
            pdu = new EmptyPdu(id);
            return true;
        }
        pdu = Blank(id);
        if (id.IsResponse && body.IsEmpty && pdu is not RawPdu)
            return Permits(Leniency.MissingResponseBody, PduField.Body, DecodeFault.Truncated, rules, ref pdu, out report);
        if (failed && !Permits(Leniency.ErrorResponseBody, PduField.Body, DecodeFault.TrailingOctets, rules, ref pdu, out report))
            return false;
        var fields = PduFields.ToRead(body, id, visitor: null, rules);
        bool read = pdu!.Exchange(ref fields);
        Leniency used = report.Used | fields.Used;
        DecodeError error = fields.Error;
        if (read && rules is not null)
            read = Together(pdu, rules, ref used, ref error);
        report = new DecodeReport(read ? default : error, used);
        if (read)
            return true;
        // The body of an error response is worth something only when it can be read.
        pdu = failed ? new EmptyPdu(id) : null;
        if (failed)
            report = report with { Error = default };
        return failed;
    }

    /// <summary>A record of the kind that the command has, without values.</summary>
    public static Pdu Blank(CommandId id) => id switch
    {
        CommandId.BindReceiver or CommandId.BindTransmitter or CommandId.BindTransceiver => new Bind(id),
        CommandId.BindReceiverResp or CommandId.BindTransmitterResp or CommandId.BindTransceiverResp => new BindResp(id),
        CommandId.Outbind => new Outbind(),
        CommandId.SubmitSm => new SubmitSm(),
        CommandId.SubmitSmResp => new SubmitSmResp(),
        CommandId.SubmitMulti => new SubmitMulti(),
        CommandId.SubmitMultiResp => new SubmitMultiResp(),
        CommandId.DeliverSm => new DeliverSm(),
        CommandId.DeliverSmResp => new DeliverSmResp(),
        CommandId.DataSm => new DataSm(),
        CommandId.DataSmResp => new DataSmResp(),
        CommandId.QuerySm => new QuerySm(),
        CommandId.QuerySmResp => new QuerySmResp(),
        CommandId.CancelSm => new CancelSm(),
        CommandId.ReplaceSm => new ReplaceSm(),
        CommandId.AlertNotification => new AlertNotification(),
        CommandId.BroadcastSm => new BroadcastSm(),
        CommandId.BroadcastSmResp => new BroadcastSmResp(),
        CommandId.QueryBroadcastSm => new QueryBroadcastSm(),
        CommandId.QueryBroadcastSmResp => new QueryBroadcastSmResp(),
        CommandId.CancelBroadcastSm => new CancelBroadcastSm(),
        _ => EmptyPdu.IsAlwaysEmpty(id) ? new EmptyPdu(id) : new RawPdu(id),
    };

    private static bool Together(Pdu pdu, DecodeRules rules, ref Leniency used, ref DecodeError error) => pdu switch
    {
        MessagePdu message => MessageRules.Together(
            message.EsmClass, message.DataCoding, message.ShortMessage.Span, message.Tlvs.Encoded.Span, rules, ref used, ref error),
        DataSm data => MessageRules.Together(
            data.EsmClass, data.DataCoding, default, data.Tlvs.Encoded.Span, rules, ref used, ref error),
        BroadcastSm broadcast => MessageRules.Together(
            default, broadcast.DataCoding, default, broadcast.Tlvs.Encoded.Span, rules, ref used, ref error),
        // It has neither field: they are those of the message replaced (v5.0 §4.5.3.1).
        ReplaceSm replace => MessageRules.Together(
            default, default, replace.ShortMessage.Span, replace.Tlvs.Encoded.Span, rules, ref used, ref error),
        _ => true,
    };

    private static bool TryReadEmpty(CommandId id, ReadOnlySpan<byte> body, DecodeRules? rules, out Pdu? pdu, out DecodeReport report)
    {
        bool hasTlvs = !body.IsEmpty && TlvReader.IsWellFormed(body, out _);
        pdu = new EmptyPdu(id) { Tlvs = hasTlvs ? new TlvList(body.ToArray(), default) : default };
        report = default;
        return body.IsEmpty
            || Permits(Leniency.HeaderOnlyOctets, PduField.Body, DecodeFault.TrailingOctets, rules, ref pdu, out report);
    }

    private static bool Permits(
        Leniency way, PduField field, DecodeFault fault, DecodeRules? rules, ref Pdu? pdu, out DecodeReport report)
    {
        bool permitted = rules is null || (rules.Allowed & way) != 0;
        report = permitted
            ? new DecodeReport(default, rules is null ? Leniency.None : way)
            : new DecodeReport(new DecodeError(field, fault, 0), Leniency.None);
        if (!permitted)
            pdu = null;
        return permitted;
    }
}
