namespace Smpp.Protocol;

/// <summary>
/// The body of submit_sm_resp, deliver_sm_resp and data_sm_resp: message_id and TLVs (v3.4 §4.4.2, §4.6.2, §4.7.2). The spans are
/// slices of the caller's memory and must outlive it.
/// </summary>
public readonly ref struct MessageIdBody : IPduBody
{
    /// <summary>Makes a body to write.</summary>
    /// <param name="id">The response's command_id.</param>
    /// <param name="messageId">The id without NUL, at most 64 octets; empty in a deliver_sm_resp.</param>
    /// <param name="tlvs">Encoded TLVs, as <see cref="TlvWriter"/> writes them.</param>
    /// <exception cref="ArgumentException">The id is longer than 64 octets.</exception>
    public MessageIdBody(CommandId id, ReadOnlySpan<byte> messageId, ReadOnlySpan<byte> tlvs = default)
    {
        if (messageId.Length >= FieldLimits.MessageId)
            throw new ArgumentException($"A message_id has at most 64 octets; this one has {messageId.Length}.", nameof(messageId));
        Id = id;
        MessageId = messageId;
        TlvBytes = tlvs;
    }

    /// <inheritdoc/>
    public CommandId Id { get; }

    /// <summary>message_id without its NUL. Opaque octets (v3.4 §5.2.23).</summary>
    public ReadOnlySpan<byte> MessageId { get; }

    /// <summary>The TLV region.</summary>
    public ReadOnlySpan<byte> TlvBytes { get; }

    /// <summary>Reads <see cref="TlvBytes"/>.</summary>
    public TlvReader Tlvs => new(TlvBytes);

    /// <inheritdoc/>
    public int BodyLength => MessageId.Length + 1 + TlvBytes.Length;

    /// <summary>
    /// Reads a body. None at all is an empty id: peers send a response of 16 octets. When only the TLVs are malformed the error
    /// says so and <paramref name="pdu"/> still has the id, which the sender of the request cannot do without.
    /// </summary>
    public static bool TryRead(CommandId id, ReadOnlySpan<byte> body, out MessageIdBody pdu, out DecodeError error)
    {
        error = default;
        pdu = new MessageIdBody(id, default);
        if (body.IsEmpty)
            return true;
        var reader = new BodyReader(body);
        bool read = reader.TryReadCString(PduField.MessageId, FieldLimits.MessageId, out ReadOnlySpan<byte> messageId);
        if (read)
        {
            read = reader.TryReadTlvs(out ReadOnlySpan<byte> tlvs);
            pdu = new MessageIdBody(id, messageId, read ? tlvs : default);
        }
        error = reader.Error;
        return read;
    }

    /// <inheritdoc/>
    public void WriteBody(Span<byte> body)
    {
        var writer = new BodyWriter(body);
        writer.WriteCString(MessageId);
        writer.WriteOctets(TlvBytes);
    }
}
