namespace Smpp.Protocol;

/// <summary>What the parts of one message have in common.</summary>
internal readonly record struct ReassemblyKey(ulong Scope, Address Source, Address Destination, ushort Reference, byte Total, bool Wide);
