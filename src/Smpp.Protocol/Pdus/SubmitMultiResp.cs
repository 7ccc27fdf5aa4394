namespace Smpp.Protocol;

/// <summary>submit_multi_resp (v3.4 §4.5.2, v5.0 §4.2.3.2): one message_id for all destinations, and those that failed.</summary>
public sealed record SubmitMultiResp() : TlvPdu(CommandId.SubmitMultiResp)
{
    private string _messageId = "";
    private UnsuccessSme[] _unsuccessful = [];

    /// <summary>message_id, at most 64 characters; opaque.</summary>
    public string MessageId { get => _messageId; init => _messageId = CString.Checked(value, FieldLimits.MessageId); }

    /// <summary>unsuccess_sme: the destinations that were refused, at most 255.</summary>
    /// <exception cref="ArgumentException">There are more than 255.</exception>
    public IReadOnlyList<UnsuccessSme> Unsuccessful
    {
        get => _unsuccessful;
        init => _unsuccessful = value.Count <= SubmitMulti.MaxDestinations ? [.. value] : throw new ArgumentException(
            $"no_unsuccess counts at most {SubmitMulti.MaxDestinations} destinations, not {value.Count}.", nameof(value));
    }

    /// <summary>Reads a body.</summary>
    public static bool TryRead(ReadOnlySpan<byte> body, out SubmitMultiResp? pdu, out DecodeError error) =>
        TryFill(new SubmitMultiResp(), body, out pdu, out error);

    /// <summary>Equal when they are the same octets on the wire.</summary>
    public bool Equals(SubmitMultiResp? other) => base.Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => base.GetHashCode();

    private protected override bool ExchangeMandatory(scoped ref PduFields fields) =>
        fields.Text(PduField.MessageId, FieldLimits.MessageId, ref _messageId)
        && fields.List(PduField.NoUnsuccess, PduField.UnsuccessSme, minimum: 0, ref _unsuccessful);
}
