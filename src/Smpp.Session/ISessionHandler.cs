using Smpp.Protocol;

namespace Smpp.Session;

/// <summary>
/// What a session tells its owner; one contract for both sides. Requests are given on the session's
/// reader, one at a time: no call may block or wait for storage.
/// </summary>
public interface ISessionHandler
{
    /// <summary>
    /// A submit_sm (message centre), a deliver_sm (ESME) or a data_sm (both). Answer it exactly once through
    /// <paramref name="request"/>, now or later.
    /// </summary>
    /// <param name="request">The right to answer; may be kept.</param>
    /// <param name="message">The message; valid during the call only.</param>
    void OnMessage(in Inbound request, scoped in MessageView message);

    /// <summary>
    /// Any other request the state allows, such as query_sm or submit_multi. Answer it exactly once, what cannot be decoded with
    /// <see cref="Inbound.RejectMalformed"/>.
    /// </summary>
    /// <param name="request">The right to answer; may be kept.</param>
    /// <param name="body">The undecoded body; valid during the call only.</param>
    void OnRequest(in Inbound request, ReadOnlySpan<byte> body) => request.Reject(CommandStatus.InvalidCommandId);

    /// <summary>
    /// The peer has answered a request of this side, enquire_link included, with its own response or a generic_nack. Called on the
    /// reader before the request's sink, for whoever watches all answers: congestion_state may be in any of them (v5.0 §4.8.4.18).
    /// </summary>
    /// <param name="session">The session.</param>
    /// <param name="header">The response's header.</param>
    /// <param name="body">The response's body; valid during the call only.</param>
    void OnResponse(SmppSession session, in PduHeader header, ReadOnlySpan<byte> body)
    {
    }

    /// <summary>
    /// Requests of this side have got no response in time (response_timer, v3.4 §7.2). Called on the heartbeat before their sinks.
    /// </summary>
    /// <param name="session">The session.</param>
    /// <param name="requests">How many timed out together.</param>
    void OnTimeout(SmppSession session, int requests)
    {
    }

    /// <summary>
    /// The peer has left <see cref="SessionOptions.MostUnanswered"/> requests in a row unanswered, and the session has begun to unbind for
    /// it. Called on the heartbeat, once, before <see cref="OnTimeout"/> tells of the last of them.
    /// </summary>
    /// <param name="session">The session.</param>
    /// <param name="requests">How many.</param>
    void OnUnanswered(SmppSession session, int requests)
    {
    }

    /// <summary>
    /// The moment to send: all PDUs of one read were handled, requests have timed out, or full output has drained, so window
    /// slots may be free. Called from the reader, the heartbeat or the sender, possibly at once: it must be thread-safe.
    /// </summary>
    void OnReady(SmppSession session)
    {
    }

    /// <summary>
    /// The session has ended; its unanswered requests were given to their sinks before. Called exactly once, from any
    /// thread.
    /// </summary>
    void OnEnd(SmppSession session, SessionEnd end);
}

/// <summary>Decides about binds, on the message centre's side.</summary>
public interface IBindAuthorizer
{
    /// <summary>
    /// Decides about one bind. Not called on the reader, so it may take its time (the session's bind timer still runs); nothing
    /// else of that session is read meanwhile. Called once a session, unless its decision lets the peer try again.
    /// </summary>
    ValueTask<BindDecision> AuthorizeAsync(SmppSession session, Bind bind);
}

/// <summary>The decision about a bind.</summary>
/// <param name="Status">ESME_ROK accepts; anything else is sent header-only, and the session is closed unless the peer may retry.</param>
/// <param name="SystemId">Our system_id for the response (v3.4 §4.1.2).</param>
/// <param name="Handler">Takes over from the bind on; required when accepted.</param>
/// <param name="Options">
/// The account's limits and timers, or null to keep the listener's. When they are at fault the bind is refused with ESME_RSYSERR, and the
/// session's end names the faults.
/// </param>
/// <param name="MayRetry">After a refusal: the connection stays, and the peer may bind in another way while its bind timer runs.</param>
/// <param name="Range">The destinations that a receiver serves, or null for all.</param>
public readonly record struct BindDecision(
    CommandStatus Status, string SystemId = "", ISessionHandler? Handler = null, SessionOptions? Options = null, bool MayRetry = false,
    AddressRange? Range = null)
{
    /// <summary>A refusal.</summary>
    public static BindDecision Refuse(CommandStatus status, bool mayRetry = false) => new(status, MayRetry: mayRetry);
}
