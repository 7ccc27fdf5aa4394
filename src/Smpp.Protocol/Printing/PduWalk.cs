namespace Smpp.Protocol;

/// <summary>Receives what a <see cref="PduWalk"/> finds, in the order of the methods.</summary>
internal interface IPduVisitor
{
    /// <summary>The header; null when there are not even 16 octets.</summary>
    void Header(PduHeader? header);

    void Number(PduField field, byte value);

    void Text(PduField field, ReadOnlySpan<byte> value);

    void Octets(string name, ReadOnlySpan<byte> value);

    void Tlv(Tlv tlv);

    /// <summary>The end; null when nothing is wrong.</summary>
    void End(string? error);
}

/// <summary>Goes over the octets of one PDU, as far as they can be read, and says where and why it stopped.</summary>
internal static class PduWalk
{
    public static void Over(ReadOnlySpan<byte> pdu, IPduVisitor visitor)
    {
        if (pdu.Length < PduHeader.Size)
        {
            visitor.Header(null);
            visitor.End($"a PDU has at least {PduHeader.Size} octets, here are {pdu.Length}");
            return;
        }
        PduHeader header = PduHeader.Read(pdu);
        visitor.Header(header);
        ReadOnlySpan<byte> body = pdu[PduHeader.Size..];
        if (header.Length >= PduHeader.Size && header.Length < pdu.Length)
            body = body[..((int)header.Length - PduHeader.Size)];
        string? error = Body(header, body, visitor);
        visitor.End(LengthError(header, pdu.Length) ?? error);
    }

    private static string? Body(PduHeader header, ReadOnlySpan<byte> body, IPduVisitor visitor)
    {
        if (PduLayout.Of(header.Id) is not { } layout)
        {
            visitor.Octets("body", body);
            return Enum.IsDefined(header.Id) ? null : Unknown(header.Id);
        }
        if (body.IsEmpty && (header.Id.IsResponse || layout.Length == 0))
            return null;
        if (layout.Length == 0)
        {
            visitor.Octets("body", body);
            return null;
        }
        var reader = new BodyReader(body);
        byte length = 0;
        foreach (FieldRule rule in layout)
        {
            if (!TryVisit(rule, ref reader, ref length, visitor))
                return Describe(header.Id, reader.Error);
        }
        bool wellFormed = TlvReader.IsWellFormed(reader.Rest, out _);
        foreach (Tlv tlv in new TlvReader(reader.Rest))
            visitor.Tlv(tlv);
        return wellFormed || reader.TryReadTlvs(out _) ? null : Describe(header.Id, reader.Error);
    }

    /// <param name="rule">The field.</param>
    /// <param name="reader">Stands at the field.</param>
    /// <param name="length">The octet read last: what a field of octets has for its length.</param>
    /// <param name="visitor">Gets the field when it can be read.</param>
    private static bool TryVisit(FieldRule rule, scoped ref BodyReader reader, ref byte length, IPduVisitor visitor)
    {
        switch (rule.Kind)
        {
            case FieldKind.Octet:
                if (!reader.TryReadByte(rule.Field, out length))
                    return false;
                visitor.Number(rule.Field, length);
                return true;
            case FieldKind.Octets:
                if (!reader.TryReadOctets(rule.Field, length, out ReadOnlySpan<byte> octets))
                    return false;
                visitor.Octets(rule.Field.Name, octets);
                return true;
            default:
                bool read = rule.Kind == FieldKind.Time
                    ? reader.TryReadTime(rule.Field, out ReadOnlySpan<byte> text)
                    : reader.TryReadCString(rule.Field, rule.Maximum, out text);
                if (read)
                    visitor.Text(rule.Field, text);
                return read;
        }
    }

    private static string? LengthError(PduHeader header, int octets)
    {
        if (header.Length < PduHeader.Size)
            return $"command_length is {header.Length}, less than a header: a peer answers generic_nack with ESME_RINVCMDLEN and closes";
        if (header.Length > octets)
            return $"command_length is {header.Length}, but here are {octets} octets: a peer would wait for the rest";
        return header.Length < octets ? $"command_length is {header.Length}, but here are {octets} octets: the rest is left out" : null;
    }

    private static string Unknown(CommandId id) => id.IsResponse
        ? "no specification knows this response: a peer ignores it"
        : "no specification knows this command: a peer answers generic_nack with ESME_RINVCMDID";

    private static string Describe(CommandId id, DecodeError error)
    {
        string fault = error.Fault switch
        {
            DecodeFault.Truncated => "the PDU ends inside it",
            DecodeFault.TooLong => "no NUL within its maximum",
            DecodeFault.BadLength => "neither 1 nor 17 octets",
            _ => "octets are left over that form no TLV",
        };
        string answer = id.IsResponse || id == CommandId.Outbind
            ? ""
            : $": a peer answers {id.Response.Name} with {error.ToStatus().Name}";
        return $"{error.Field.Name} at octet {PduHeader.Size + error.Offset} of the PDU: {fault}{answer}";
    }
}
