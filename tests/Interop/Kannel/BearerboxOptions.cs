namespace Interop.Kannel;

/// <summary>How bearerbox binds.</summary>
/// <param name="Port">Where the message centre listens.</param>
internal sealed record BearerboxOptions(int Port)
{
    /// <summary>Where the message centre listens for the receiver, when a transmitter and a receiver take a transceiver's place.</summary>
    public int? ReceiverPort { get; init; }

    public string SystemId { get; init; } = GatewayAndCarrier.SystemId;

    public int EnquireLinkSeconds { get; init; } = 30;

    /// <summary>Further lines of <c>group = core</c>.</summary>
    public string Core { get; init; } = "";

    /// <summary>Further lines of each <c>group = smsc</c>.</summary>
    public string Smsc { get; init; } = "";
}
