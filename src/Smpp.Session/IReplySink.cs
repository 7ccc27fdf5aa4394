using Smpp.Protocol;

namespace Smpp.Session;

/// <summary>Why a request has no response. The outcome is unknown: the peer may well have processed it.</summary>
public enum LossReason : byte
{
    /// <summary>No response within the response timer.</summary>
    Timeout,
    /// <summary>The session ended first.</summary>
    SessionEnded,
    /// <summary>The response carried another command_id than the request asks for.</summary>
    Mismatched,
}

/// <summary>
/// Receives the outcome of a request sent with <see cref="SmppSession.TrySend"/>: exactly one call for each request.
/// Runs inline on the session's reader or on the heartbeat: it must neither block nor throw.
/// </summary>
public interface IReplySink
{
    /// <summary>The response, or a generic_nack to the request.</summary>
    /// <param name="token">What was given to <see cref="SmppSession.TrySend"/>.</param>
    /// <param name="header">The response's header; its status is the outcome.</param>
    /// <param name="body">The response's body; valid during the call only.</param>
    void OnReply(long token, in PduHeader header, ReadOnlySpan<byte> body);

    /// <summary>No response: the outcome is unknown, not failed.</summary>
    void OnLost(long token, LossReason reason);

    /// <summary>
    /// Whether it wants to hear of a response that comes after <see cref="OnLost"/> with <see cref="LossReason.Timeout"/>. It is then kept
    /// for the latest 1,000 such requests of a session, while that lasts.
    /// </summary>
    bool WantsLateReply => false;

    /// <summary>
    /// The response has come after all, at most once: what the peer did is known now. Runs on the session's reader, or on the heartbeat
    /// when it has come while that told of losses; in either case after <see cref="OnLost"/>.
    /// </summary>
    /// <param name="token">What was given to <see cref="SmppSession.TrySend"/>.</param>
    /// <param name="header">The response's header; its status is the outcome.</param>
    /// <param name="body">The response's body; valid during the call only.</param>
    void OnLateReply(long token, in PduHeader header, ReadOnlySpan<byte> body)
    {
    }
}
