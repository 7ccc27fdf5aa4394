namespace Smpp.Session;

/// <summary>A request was not sent, so that sending it again, over another session, cannot double it.</summary>
/// <param name="message">Why.</param>
public sealed class SmppNotSentException(string message) : InvalidOperationException(message);
