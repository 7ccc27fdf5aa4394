namespace Smpp.Protocol;

/// <summary>submit_multi (v3.4 §4.5.1, v5.0 §4.2.3.1): one message to several destinations and distribution lists.</summary>
public sealed record SubmitMulti() : MessagePdu(CommandId.SubmitMulti)
{
    /// <summary>The most destinations that number_of_dests can count; v3.4 allows one less (§5.2.24).</summary>
    public const int MaxDestinations = byte.MaxValue;

    private MultiDestination[] _destinations = [];

    /// <summary>dest_address: 1..255 destinations, 254 at most towards a peer of v3.4. Without any it cannot be encoded.</summary>
    /// <exception cref="ArgumentException">There are more than 255.</exception>
    public IReadOnlyList<MultiDestination> Destinations
    {
        get => _destinations;
        init => _destinations = value.Count <= MaxDestinations ? [.. value] : throw new ArgumentException(
            $"number_of_dests counts at most {MaxDestinations} destinations, not {value.Count}: send several.", nameof(value));
    }

    /// <summary>Reads a body.</summary>
    public static bool TryRead(ReadOnlySpan<byte> body, out SubmitMulti? pdu, out DecodeError error) =>
        TryFill(new SubmitMulti(), body, out pdu, out error);

    /// <summary>Equal when they are the same octets on the wire.</summary>
    public bool Equals(SubmitMulti? other) => base.Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => base.GetHashCode();

    private protected override void CheckComplete()
    {
        if (_destinations.Length == 0)
            throw new InvalidOperationException("submit_multi has no destinations; number_of_dests is at least 1 (v3.4 §4.5.1).");
    }

    private protected override bool ExchangeDestination(scoped ref PduFields fields) =>
        fields.List(PduField.NumberOfDests, PduField.DestAddress, minimum: 1, ref _destinations);
}
