namespace Smpp.Protocol;

/// <summary>What submit_sm_resp and deliver_sm_resp have in common as records: message_id and TLVs.</summary>
/// <param name="Id">The response's command_id.</param>
public abstract record MessageIdPdu(CommandId Id) : IPduBody
{
    /// <summary>message_id, at most 64 characters; opaque.</summary>
    public string MessageId { get; init => field = CString.Checked(value, FieldLimits.MessageId); } = "";

    /// <summary>The TLVs.</summary>
    public TlvList Tlvs { get; init; }

    /// <inheritdoc/>
    public int BodyLength => MessageId.Length + 1 + Tlvs.Encoded.Length;

    /// <inheritdoc/>
    public void WriteBody(Span<byte> body)
    {
        var writer = new BodyWriter(body);
        writer.WriteCString(MessageId);
        writer.WriteOctets(Tlvs.Encoded.Span);
    }

    private protected static bool TryFill<T>(T empty, ReadOnlySpan<byte> body, out T? pdu, out DecodeError error) where T : MessageIdPdu
    {
        bool read = MessageIdBody.TryRead(empty.Id, body, out MessageIdBody view, out error);
        pdu = read
            ? empty with { MessageId = CString.Text(view.MessageId), Tlvs = new TlvList(view.TlvBytes.ToArray(), default) }
            : null;
        return read;
    }
}
