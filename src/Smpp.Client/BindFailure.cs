namespace Smpp.Client;

/// <summary>What kept a session from being bound.</summary>
public enum BindFailure : byte
{
    /// <summary>The message centre answered the bind with an error: <see cref="SmppBindException.Status"/> says which.</summary>
    Refused,
    /// <summary>There was no connection: nobody listens, no way leads there, or the name is unknown.</summary>
    NotConnected,
    /// <summary>There was a connection, and its TLS handshake failed: a certificate was not good, or the peer speaks no TLS.</summary>
    TlsFailed,
    /// <summary>The connection, TLS included, or the answer to the bind took longer than its time limit.</summary>
    TimedOut,
    /// <summary>The connection ended, or was closed over what the message centre sent, before the bind was answered.</summary>
    ConnectionEnded,
}
