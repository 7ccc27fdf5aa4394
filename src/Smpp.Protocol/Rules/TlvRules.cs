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
        int at = offset;
        foreach (Tlv tlv in new TlvReader(tlvs))
        {
            if (TlvCatalogue.Find(tlv.Tag) is { } definition && definition.IsAllowedIn(id)
                && !TryCheck(definition, tlv.Value, rules, ref used, out DecodeFault fault))
            {
                return reader.Fail(PduField.Tlv, fault, at);
            }
            at += TlvWriter.Size(tlv.Value.Length);
        }
        foreach (TlvTag tag in TlvCatalogue.RequiredIn(id))
        {
            if (new TlvReader(tlvs).TryGet(tag, out _))
                continue;
            if ((rules.Allowed & Leniency.MissingTlv) == 0)
                return reader.Fail(PduField.Tlv, DecodeFault.Missing, at);
            used |= Leniency.MissingTlv;
        }
        return true;
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
