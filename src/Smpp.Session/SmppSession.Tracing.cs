using Smpp.Protocol;

namespace Smpp.Session;

/// <content>Requests that are traced.</content>
public sealed partial class SmppSession
{
    private SendResult TrySendTraced<T>(scoped ref T body, IReplySink sink, long token) where T : IPduBody, allows ref struct
    {
        if (SessionTracing.Request(this, body.Id) is not { } span)
            return TrySendNow(ref body, sink, token);
        // Begun before the gate is taken, since listeners are user code; a request that is not sent leaves no span.
        var result = SendResult.Full;
        try
        {
            result = TrySendNow(ref body, new TracedSink(sink, span), token);
            return result;
        }
        finally
        {
            if (result != SendResult.Sent)
                SessionTracing.Discard(span);
        }
    }

    /// <summary>The right to answer a request; alert_notification has no answer that could end a span.</summary>
    private Inbound Received(in PduHeader header) =>
        new(this, header, SessionTracing.IsOn && header.Id != CommandId.AlertNotification ? SessionTracing.Received(this, header) : null);
}
