namespace Smpp.Protocol;

/// <summary>What a message's fields may not say together, and which values they may not have.</summary>
internal static class MessageRules
{
    public static bool TryCheck(scoped in MessageView view, DecodeRules rules, out DecodeReport report)
    {
        Leniency used = Leniency.None;
        DecodeError error = default;
        bool good = Values(view, rules, ref used, ref error)
            && Length(view, rules, ref used, ref error)
            && Together(view.EsmClass, view.DataCoding, view.ShortMessage, view.TlvBytes, rules, ref used, ref error);
        if (good)
        {
            var reader = new BodyReader(view.TlvBytes);
            good = TlvRules.TryCheck(view.Id, view.TlvBytes, 0, rules, ref reader, out Leniency tlvsUsed);
            used |= tlvsUsed;
            if (!good)
                error = reader.Error with { Offset = view.BodyLength - view.TlvBytes.Length + reader.Error.Offset };
        }
        report = new DecodeReport(error, used);
        return good;
    }

    /// <summary>
    /// short_message against message_payload, the user data header against the TLVs that say the same, and the alphabet against the
    /// length.
    /// </summary>
    public static bool Together(
        EsmClass esmClass, DataCoding dataCoding, ReadOnlySpan<byte> shortMessage, ReadOnlySpan<byte> tlvBytes, DecodeRules rules,
        ref Leniency used, ref DecodeError error)
    {
        var tlvs = new TlvReader(tlvBytes);
        ReadOnlySpan<byte> payload = default;
        bool superseded = !tlvBytes.IsEmpty && tlvs.TryGet(TlvTag.MessagePayload, out payload);
        if (superseded && !shortMessage.IsEmpty
            && !Permit(Leniency.BothBodies, PduField.SmLength, DecodeFault.BadValue, rules, ref used, ref error))
        {
            return false;
        }
        ReadOnlySpan<byte> userData = superseded ? payload : shortMessage;
        if (esmClass.HasUdh && !Header(ref userData, tlvs, rules, ref used, ref error))
            return false;
        bool odd = (userData.Length & 1) != 0 && RadioAlphabet.Of(dataCoding) == RadioAlphabet.Ucs2;
        return !odd || Permit(Leniency.OddUcs2, PduField.SmLength, DecodeFault.BadLength, rules, ref used, ref error);
    }

    /// <summary>Takes the user data header off.</summary>
    private static bool Header(
        scoped ref ReadOnlySpan<byte> userData, TlvReader tlvs, DecodeRules rules, ref Leniency used, ref DecodeError error)
    {
        if (UserDataHeader.TryRead(userData, out _, out ReadOnlySpan<byte> behind))
            userData = behind;
        else if (!Permit(Leniency.BrokenUserDataHeader, PduField.EsmClass, DecodeFault.BadValue, rules, ref used, ref error))
            return false;
        bool twice = tlvs.TryGet(TlvTag.SarMsgRefNum, out _) || tlvs.TryGet(TlvTag.SarTotalSegments, out _)
            || tlvs.TryGet(TlvTag.SarSegmentSeqnum, out _) || tlvs.TryGet(TlvTag.SourcePort, out _)
            || tlvs.TryGet(TlvTag.DestinationPort, out _);
        return !twice || Permit(Leniency.BothHeaders, PduField.Tlv, DecodeFault.NotAllowed, rules, ref used, ref error);
    }

    private static bool Values(scoped in MessageView view, DecodeRules rules, ref Leniency used, ref DecodeError error) =>
        Value(PduField.SourceAddrTon, (byte)view.Source.Ton, rules, ref used, ref error)
        && Value(PduField.SourceAddrNpi, (byte)view.Source.Npi, rules, ref used, ref error)
        && Value(PduField.DestAddrTon, (byte)view.Destination.Ton, rules, ref used, ref error)
        && Value(PduField.DestAddrNpi, (byte)view.Destination.Npi, rules, ref used, ref error)
        && Value(PduField.EsmClass, (byte)view.EsmClass, rules, ref used, ref error)
        && Value(PduField.PriorityFlag, view.PriorityFlag, rules, ref used, ref error)
        && Time(PduField.ScheduleDeliveryTime, view.Id, view.ScheduleDeliveryTime, rules, ref used, ref error)
        && Time(PduField.ValidityPeriod, view.Id, view.ValidityPeriod, rules, ref used, ref error)
        && Value(PduField.RegisteredDelivery, (byte)view.RegisteredDelivery, rules, ref used, ref error)
        && Value(PduField.ReplaceIfPresentFlag, view.ReplaceIfPresent, rules, ref used, ref error)
        && Value(PduField.SmDefaultMsgId, view.DefaultMessageId, rules, ref used, ref error);

    private static bool Value(PduField field, byte value, DecodeRules rules, ref Leniency used, ref DecodeError error) =>
        !FieldValues.IsReserved(field, value, rules.Version)
        || Permit(Leniency.ReservedValue, field, DecodeFault.BadValue, rules, ref used, ref error);

    /// <summary>Whether a time can be read; a deliver_sm has no use for any (v3.4 §4.6.1), so what stands there does not matter.</summary>
    public static bool IsTime(CommandId id, ReadOnlySpan<byte> time) =>
        time.IsEmpty || id == CommandId.DeliverSm || SmppTime.TryParse(time, out _);

    private static bool Time(
        PduField field, CommandId id, ReadOnlySpan<byte> time, DecodeRules rules, ref Leniency used, ref DecodeError error) =>
        IsTime(id, time) || Permit(Leniency.UnreadableTime, field, DecodeFault.BadValue, rules, ref used, ref error);

    private static bool Length(scoped in MessageView view, DecodeRules rules, ref Leniency used, ref DecodeError error) =>
        view.ShortMessage.Length <= FieldLimits.ShortMessageV34 || rules.Version >= InterfaceVersion.V50
        || Permit(Leniency.LongShortMessage, PduField.SmLength, DecodeFault.TooLong, rules, ref used, ref error);

    private static bool Permit(
        Leniency way, PduField field, DecodeFault fault, DecodeRules rules, ref Leniency used, ref DecodeError error)
    {
        if ((rules.Allowed & way) != 0)
        {
            used |= way;
            return true;
        }
        error = new DecodeError(field, fault, 0);
        return false;
    }
}
