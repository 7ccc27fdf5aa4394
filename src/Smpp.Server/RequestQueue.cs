using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Smpp.Protocol;
using Smpp.Session;

namespace Smpp.Server;

/// <summary>
/// The requests of one session, handled off its reader, so many at once and in no order of their ends. What waits is bounded by the
/// session's inbound window. A handler that throws is a system error to the ESME and a line in the log; once it has answered, only the
/// latter.
/// </summary>
internal sealed class RequestQueue
{
    private readonly EsmeSession _session;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly HandlerQueue<(Inbound Inbound, Pdu Pdu, IOperation Operation)> _waiting;

    public RequestQueue(EsmeSession session, int atOnce, TimeProvider time, ILogger logger)
    {
        _session = session;
        _time = time;
        _logger = logger;
        _waiting = new(atOnce, HandleAsync);
    }

    public void Enqueue(in Inbound inbound, Pdu pdu, IOperation operation) => _waiting.Enqueue((inbound, pdu, operation));

    private async ValueTask HandleAsync((Inbound Inbound, Pdu Pdu, IOperation Operation) request)
    {
        var (inbound, pdu, operation) = request;
        long began = ServerTelemetry.IsMeasured ? _time.GetTimestamp() : 0;
        bool answered = false;
        Exception? failure = null;
        Activity? span = null;
        try
        {
            span = ServerTelemetry.Handle(inbound, _session.SystemId);
            var afterwards = await operation.AnswerAsync(_session, inbound, pdu).ConfigureAwait(false);
            answered = true;
            if (afterwards is not null)
                await afterwards(_session.Ended).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            failure = e;
            // Before anything is said of it: a log or a listener that fails must not cost the request its answer.
            if (!answered)
                inbound.Reject(CommandStatus.SystemError);
        }
        using (span)
        {
            if (failure is not null)
            {
                span?.SetTag("error.type", failure.GetType().FullName).SetStatus(ActivityStatusCode.Error);
                if (!_session.Ended.IsCancellationRequested)
                    LogFailure(inbound, answered, failure);
            }
        }
        if (began != 0)
            ServerTelemetry.Handled(inbound.Command, failure is not null, _time.GetElapsedTime(began));
    }

    private void LogFailure(in Inbound inbound, bool answered, Exception e)
    {
        if (answered)
            Log.AfterwardsFailed(_logger, inbound.Command.Name, _session.SystemId, _session.RemoteEndPoint, e);
        else
            Log.HandlerFailed(_logger, inbound.Command.Name, _session.SystemId, _session.RemoteEndPoint, e);
    }
}
