namespace Smpp.Protocol;

/// <summary>Goes over the octets of one PDU, as far as they can be read, and says where and why it stopped.</summary>
internal static class PduWalk
{
    /// <returns>Whether nothing is wrong.</returns>
    public static bool Over(ReadOnlySpan<byte> pdu, IPduVisitor visitor)
    {
        if (pdu.Length < PduHeader.Size)
        {
            visitor.Header(null);
            visitor.End($"a PDU has at least {PduHeader.Size} octets, here are {pdu.Length}");
            return false;
        }
        PduHeader header = PduHeader.Read(pdu);
        visitor.Header(header);
        ReadOnlySpan<byte> body = pdu[PduHeader.Size..];
        if (header.Length >= PduHeader.Size && header.Length < pdu.Length)
            body = body[..((int)header.Length - PduHeader.Size)];
        string? error = Body(header, body, visitor);
        error = LengthError(header, pdu.Length) ?? error;
        visitor.End(error);
        return error is null;
    }

    private static string? Body(PduHeader header, ReadOnlySpan<byte> body, IPduVisitor visitor)
    {
        Pdu blank = PduDecoder.Blank(header.Id);
        if (body.IsEmpty && header.Id.IsResponse && blank is not RawPdu)
            return null;
        if (blank is EmptyPdu && !TlvReader.IsWellFormed(body, out _))
            visitor.Octets(PduField.Body, 0, body);
        var fields = PduFields.ToRead(body, header.Id, visitor);
        if (!blank.Exchange(ref fields))
            return Describe(header.Id, fields.Error);
        return blank is RawPdu ? Unknown(header.Id) : null;
    }

    private static string? LengthError(PduHeader header, int octets)
    {
        if (header.Length < PduHeader.Size)
            return $"command_length is {header.Length}, less than a header: a peer answers generic_nack with ESME_RINVCMDLEN and closes";
        if (header.Length > PduFramer.DefaultMaxLength)
            return $"command_length is {header.Length}, more than any PDU: a peer answers generic_nack with ESME_RINVCMDLEN and closes";
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
            DecodeFault.BadValue => "not a value it can have",
            _ => "octets are left over that form no TLV",
        };
        string answer = id.IsResponse || id is CommandId.Outbind or CommandId.AlertNotification
            ? ""
            : $": a peer answers {id.Response.Name} with {error.ToStatus().Name}";
        return $"{error.Field.Name} at octet {PduHeader.Size + error.Offset} of the PDU: {fault}{answer}";
    }
}
