using Smpp.Protocol;

namespace Gateway.Flows;

/// <summary>What became of a message: taken by its upstream when the state is null, else ended in it.</summary>
internal readonly record struct Outcome(GatewayMessage Message, CommandStatus Status, MessageState? State);
