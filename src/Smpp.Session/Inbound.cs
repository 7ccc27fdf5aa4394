using System.Diagnostics;
using Smpp.Protocol;

namespace Smpp.Session;

/// <summary>
/// The right to answer one received request, exactly once, from any thread and at any later time. Small enough to be kept
/// by value. An answer to a session that has ended meanwhile is dropped.
/// </summary>
public readonly struct Inbound
{
    internal Inbound(SmppSession session, in PduHeader header, Activity? span = null)
    {
        Session = session;
        Command = header.Id;
        Sequence = header.Sequence;
        Span = span;
    }

    /// <summary>The session that received the request.</summary>
    public SmppSession Session { get; }

    /// <summary>The request's command_id.</summary>
    public CommandId Command { get; }

    /// <summary>The request's sequence_number, echoed in the answer.</summary>
    public uint Sequence { get; }

    /// <summary>
    /// The span of this request, which its answer ends, while somebody listens to the activity source <c>Smpp.Session</c> and samples it;
    /// else null. The parent for spans of what is done about the request.
    /// </summary>
    public Activity? Span { get; }

    /// <summary>
    /// Answers ESME_ROK with a body. A peer of v5.0 also gets the session's <see cref="SmppSession.Congestion"/>, where it is set, the
    /// response has fields and the body does not bring a congestion_state of its own.
    /// </summary>
    public void Reply<T>(scoped ref T response) where T : IPduBody, allows ref struct =>
        Session.Answer(ref response, CommandStatus.Ok, Sequence, Span, Session.ToldCongestion);

    /// <summary>
    /// Answers header-only with a status (v3.4 §4.4.2: an error response has no body), in a value that the peer's version knows.
    /// </summary>
    public void Reject(CommandStatus status)
    {
        var empty = new EmptyBody(Command.Response);
        Session.Answer(ref empty, status.ForVersion(Session.PeerVersion), Sequence, Span);
    }

    /// <summary>
    /// Answers a request whose body cannot be decoded with the status for its fault, and counts it: after
    /// <see cref="SessionOptions.MaxConsecutiveErrors"/> of them in a row the session ends. An alert_notification has no
    /// response (v3.4 §4.12) and is only counted. To be called within <see cref="ISessionHandler.OnRequest"/>, on the session's reader.
    /// </summary>
    public void RejectMalformed(DecodeError error)
    {
        Reject(error.ToStatus());
        Session.CountMalformed();
    }

    /// <summary>
    /// Answers ESME_ROK with a message_id, an empty one for deliver_sm (v3.4 §4.6.2); header-only where the response has none. A peer
    /// of v5.0 also gets the session's <see cref="SmppSession.Congestion"/>, where it is set.
    /// </summary>
    public void Accept(ReadOnlySpan<byte> messageId = default)
    {
        if (Command is CommandId.CancelSm or CommandId.ReplaceSm or CommandId.CancelBroadcastSm)
        {
            Reject(CommandStatus.Ok);
            return;
        }
        var body = new MessageIdBody(Command.Response, messageId);
        Reply(ref body);
    }
}
