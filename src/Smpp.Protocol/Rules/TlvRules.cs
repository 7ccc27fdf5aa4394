namespace Smpp.Protocol;

/// <summary>Holds TLVs against the catalogue: lengths, values, and those that an operation requires.</summary>
internal static class TlvRules
{
    /// <param name="id">The operation.</param>
    /// <param name="tlvs">Well-formed TLVs.</param>
    /// <param name="offset">Where they begin within the body.</param>
    /// <param name="rules">The rules.</param>
    /// <param name="reader">Takes the error.</param>
    /// <param name="used">What had to be tolerated.</param>
    public static bool TryCheck(
        CommandId id, ReadOnlySpan<byte> tlvs, int offset, DecodeRules rules, scoped ref BodyReader reader, out Leniency used)
    {
        used = Leniency.None;
        foreach (Tlv tlv in new TlvReader(tlvs))
        {
            if (TlvCatalogue.Find(tlv.Tag) is not { } definition || !definition.IsAllowedIn(id)
                || TryCheck(definition, tlv.Value, rules, ref used, out _) && used == Leniency.None)
            {
                continue;
            }
            if (!TryCheckCounting(id, tlvs, offset, rules, ref reader, out used))
                return false;
            break;
        }
        foreach (TlvTag tag in TlvCatalogue.RequiredIn(id))
        {
            if (new TlvReader(tlvs).TryGet(tag, out _))
                continue;
            if ((rules.Allowed & Leniency.MissingTlv) == 0)
                return reader.Fail(PduField.Tlv, DecodeFault.Missing, offset + tlvs.Length);
            used |= Leniency.MissingTlv;
        }
        return true;
    }

    /// <summary>
    /// Checks the TLVs that count: of a tag that may not be repeated the first. Apart, since it costs good PDUs nothing where only a
    /// departure asks for it; and over all of them at once, since a PDU has room for tens of thousands of repeats.
    /// </summary>
    private static bool TryCheckCounting(
        CommandId id, ReadOnlySpan<byte> tlvs, int offset, DecodeRules rules, scoped ref BodyReader reader, out Leniency used)
    {
        used = Leniency.None;
        Span<byte> seen = stackalloc byte[(ushort.MaxValue + 1) / 8];
        int at = offset;
        foreach (Tlv tlv in new TlvReader(tlvs))
        {
            if (TlvCatalogue.Find(tlv.Tag) is { } definition && definition.IsAllowedIn(id)
                && (definition.IsRepeatable || IsFirst(tlv.Tag, seen))
                && !TryCheck(definition, tlv.Value, rules, ref used, out DecodeFault fault))
            {
                return reader.Fail(PduField.Tlv, fault, at);
            }
            at += TlvWriter.Size(tlv.Value.Length);
        }
        return true;
    }

    private static bool IsFirst(TlvTag tag, Span<byte> seen)
    {
        ref byte octet = ref seen[(ushort)tag / 8];
        int bit = 1 << (ushort)tag % 8;
        bool isFirst = (octet & bit) == 0;
        octet |= (byte)bit;
        return isFirst;
    }

    private static bool TryCheck(
        TlvDefinition definition, ReadOnlySpan<byte> value, DecodeRules rules, ref Leniency used, out DecodeFault fault)
    {
        Leniency way = Leniency.None;
        fault = DecodeFault.None;
        if (definition.Kind == TlvKind.CString && !value.EndsWith((byte)0))
        {
            way = Leniency.UnterminatedTlvString;
            fault = DecodeFault.BadLength;
        }
        if (!definition.IsLength(value.Length + (way == Leniency.None ? 0 : 1)))
        {
            way = Leniency.TlvLength;
            fault = DecodeFault.BadLength;
        }
        else if (definition.IsReserved(value))
        {
            way = Leniency.TlvValue;
            fault = DecodeFault.BadValue;
        }
        used |= way & rules.Allowed;
        return (way & ~rules.Allowed) == 0;
    }
}
