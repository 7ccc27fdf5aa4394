using Gateway.Upstreams;
using Smpp.Protocol;

namespace Gateway.Flows;

/// <summary>What became of a message: taken by its upstream when the state is null, else ended in it.</summary>
/// <param name="Message">The message.</param>
/// <param name="Status">The refusal.</param>
/// <param name="State">The state.</param>
/// <param name="Holds">Whose window slot it keeps until it is booked; the message may be given another upstream meanwhile.</param>
internal readonly record struct Outcome(GatewayMessage Message, CommandStatus Status, MessageState? State, UpstreamState? Holds);
