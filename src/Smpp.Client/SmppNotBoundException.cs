namespace Smpp.Client;

/// <summary>Nothing was sent, since no session that may send was bound within <see cref="SmppClientOptions.BindWait"/>.</summary>
/// <param name="message">What the latest attempt to bind met.</param>
public sealed class SmppNotBoundException(string message) : Exception(message);
