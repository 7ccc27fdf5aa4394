using System.Diagnostics;
using System.Net;
using Smpp.Protocol;

namespace Smpp.Session;

/// <summary>
/// The activity source <c>Smpp.Session</c>: a span for each request, from its sending to its outcome (client), or from its arrival to its
/// answer (server). While nobody listens a request costs one look at a list. Spans never become the current one of a thread of the
/// session: requests overlap, and end on other threads than they begin on.
/// </summary>
internal static class SessionTracing
{
    private static readonly ActivitySource Source = new("Smpp.Session");

    /// <summary>False while nobody listens.</summary>
    public static bool IsOn => Source.HasListeners();

    /// <summary>The span of an own request, a child of the caller's, or null when it is not sampled.</summary>
    public static Activity? Request(SmppSession session, CommandId command)
    {
        var caller = Activity.Current;
        var span = Source.StartActivity(NameOf(command), ActivityKind.Client);
        Activity.Current = caller;
        Describe(span, session, command);
        return span;
    }

    /// <summary>The span of a request of the peer, or null when it is not sampled.</summary>
    public static Activity? Received(SmppSession session, in PduHeader header)
    {
        var ambient = Activity.Current;
        // SMPP carries no trace context: whatever the connection was made within is no parent of what it brings.
        Activity.Current = null;
        var span = Source.StartActivity(NameOf(header.Id), ActivityKind.Server);
        Activity.Current = ambient;
        Describe(span, session, header.Id);
        span?.SetTag("smpp.sequence_number", (long)header.Sequence);
        return span;
    }

    /// <summary>The span of a bind, current until its end, or null when nobody listens or it is not sampled.</summary>
    public static Activity? Bind(SmppSession session, Bind bind)
    {
        var kind = session.Role == SessionRole.Esme ? ActivityKind.Client : ActivityKind.Server;
        var span = Source.StartActivity(bind.Id.Name, kind);
        Describe(span, session, bind.Id);
        return span?.SetTag("smpp.system_id", bind.SystemId);
    }

    /// <summary>The answer to a bind; the span ends with its owner.</summary>
    public static void Decided(Activity? span, CommandStatus status)
    {
        if (span is not null)
            SetStatus(span, status, isFault: status != CommandStatus.Ok);
    }

    /// <summary>The response to an own request has come.</summary>
    public static void Answered(Activity span, in PduHeader header, ReadOnlySpan<byte> body)
    {
        span.SetTag("smpp.sequence_number", (long)header.Sequence);
        SetStatus(span, header.Status, isFault: header.Status != CommandStatus.Ok);
        if (span.IsAllDataRequested && header.Status == CommandStatus.Ok
            && MessageIdBody.TryRead(header.Id, body, out var named, out _) && !named.MessageId.IsEmpty)
        {
            span.SetTag("messaging.message.id", System.Text.Encoding.Latin1.GetString(named.MessageId));
        }
        End(span);
    }

    /// <summary>A request of the peer has been answered; what the peer did wrong is no fault of this side.</summary>
    public static void Replied(Activity span, CommandStatus status, bool isDropped)
    {
        SetStatus(span, status, isFault: status == CommandStatus.SystemError);
        if (isDropped)
            SetError(span, nameof(LossReason.SessionEnded));
        End(span);
    }

    /// <summary>An own request has no outcome: a <see cref="LossReason"/>, or what kept it from being sent.</summary>
    public static void Failed(Activity span, string reason)
    {
        SetError(span, reason);
        End(span);
    }

    /// <summary>There was no request after all: whoever listens does not hear of it.</summary>
    public static void Discard(Activity span)
    {
        span.IsAllDataRequested = false;
        span.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        End(span);
    }

    private static void Describe(Activity? span, SmppSession session, CommandId command)
    {
        if (span is not { IsAllDataRequested: true })
            return;
        span.SetTag("messaging.system", "smpp");
        span.SetTag("messaging.operation.name", NameOf(command));
        span.SetTag("smpp.command", NameOf(command));
        span.SetTag("smpp.role", session.Role.ToString());
        if (session.PeerSystemId.Length > 0)
            span.SetTag("smpp.system_id", session.PeerSystemId);
        if (session.RemoteEndPoint is IPEndPoint peer)
            span.SetTag("network.peer.address", peer.Address.ToString()).SetTag("network.peer.port", peer.Port);
    }

    private static void SetStatus(Activity span, CommandStatus status, bool isFault)
    {
        string name = SessionTelemetry.NameOf(status);
        span.SetTag("smpp.command_status", name);
        if (isFault)
            SetError(span, name);
    }

    private static void SetError(Activity span, string type) => span.SetTag("error.type", type).SetStatus(ActivityStatusCode.Error);

    /// <summary>Ends a span, which would else make its parent the current one of this thread.</summary>
    private static void End(Activity span)
    {
        var current = Activity.Current;
        span.Stop();
        Activity.Current = current;
    }

    private static string NameOf(CommandId command) => SessionTelemetry.NameOf(command);
}

/// <summary>Hears the outcome of a request that is traced, and passes it on.</summary>
internal sealed class TracedSink(IReplySink inner, Activity span) : IReplySink
{
    public void OnReply(long token, in PduHeader header, ReadOnlySpan<byte> body)
    {
        SessionTracing.Answered(span, header, body);
        inner.OnReply(token, header, body);
    }

    public void OnLost(long token, LossReason reason)
    {
        SessionTracing.Failed(span, reason.ToString());
        inner.OnLost(token, reason);
    }

    public bool WantsLateReply => inner.WantsLateReply;

    public void OnLateReply(long token, in PduHeader header, ReadOnlySpan<byte> body) => inner.OnLateReply(token, header, body);
}
