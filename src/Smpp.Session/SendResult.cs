namespace Smpp.Session;

/// <summary>What became of an attempt to send.</summary>
public enum SendResult : byte
{
    /// <summary>A slot was taken and the PDU is on its way; the sink gets exactly one call.</summary>
    Sent,
    /// <summary>The window or the output is full; <see cref="ISessionHandler.OnReady"/> tells when to try again.</summary>
    Full,
    /// <summary>The session's state does not allow this request.</summary>
    NotBound,
}
