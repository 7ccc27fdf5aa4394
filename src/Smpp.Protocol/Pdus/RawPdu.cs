namespace Smpp.Protocol;

/// <summary>A command that neither v3.4 nor v5.0 knows, such as a vendor's, with its body untouched.</summary>
public sealed record RawPdu : Pdu
{
    private ReadOnlyMemory<byte> _body;

    /// <summary>Makes one.</summary>
    /// <param name="id">The command_id, whatever it is.</param>
    public RawPdu(CommandId id)
        : base(id)
    {
    }

    /// <summary>The octets behind the header.</summary>
    public ReadOnlyMemory<byte> Body { get => _body; init => _body = value; }

    /// <summary>Equal when they are the same octets on the wire.</summary>
    public bool Equals(RawPdu? other) => base.Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => base.GetHashCode();

    internal override bool Exchange(scoped ref PduFields fields) => fields.Rest(PduField.Body, ref _body);
}
