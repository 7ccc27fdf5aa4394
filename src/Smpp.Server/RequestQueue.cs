using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Smpp.Protocol;
using Smpp.Session;

namespace Smpp.Server;

/// <summary>
/// The requests of one session, handled off its reader, so many at once and in no order of their ends. What waits is bounded by the
/// session's inbound window. A handler that throws is a system error to the ESME and a line in the log.
/// </summary>
internal sealed class RequestQueue(EsmeSession session, int atOnce, TimeProvider time, ILogger logger) : IThreadPoolWorkItem
{
    private readonly ConcurrentQueue<(Inbound Inbound, Pdu Pdu, IOperation Operation)> _waiting = new();
    private int _running;

    public void Enqueue(in Inbound inbound, Pdu pdu, IOperation operation)
    {
        _waiting.Enqueue((inbound, pdu, operation));
        if (TryTakePlace())
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    void IThreadPoolWorkItem.Execute() => _ = RunAsync();

    private bool TryTakePlace()
    {
        int running = Volatile.Read(ref _running);
        while (running < atOnce)
        {
            int seen = Interlocked.CompareExchange(ref _running, running + 1, running);
            if (seen == running)
                return true;
            running = seen;
        }
        return false;
    }

    private async Task RunAsync()
    {
        do
        {
            while (!_waiting.IsEmpty)
                await HandleWaiting().ConfigureAwait(false);
            Interlocked.Decrement(ref _running);
            // What came between the last look and giving the place back has nobody else to see to it.
        }
        while (!_waiting.IsEmpty && TryTakePlace());
    }

    /// <summary>Handles what waits up to the first handler that does not end at once; the answers until then leave together.</summary>
    private ValueTask HandleWaiting()
    {
        using var scope = FlushScope.Enter();
        while (_waiting.TryDequeue(out var next))
        {
            var handling = HandleAsync(next.Inbound, next.Pdu, next.Operation);
            if (!handling.IsCompletedSuccessfully)
                return handling;
        }
        return default;
    }

    private async ValueTask HandleAsync(Inbound inbound, Pdu pdu, IOperation operation)
    {
        using var span = ServerTelemetry.Handle(inbound, session.SystemId);
        long began = ServerTelemetry.IsMeasured ? time.GetTimestamp() : 0;
        bool threw = false;
        try
        {
            await operation.HandleAsync(session, inbound, pdu).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            threw = true;
            span?.SetTag("error.type", e.GetType().FullName).SetStatus(ActivityStatusCode.Error);
            if (!session.Ended.IsCancellationRequested)
                Log.HandlerFailed(logger, inbound.Command.Name, session.SystemId, session.RemoteEndPoint, e);
            inbound.Reject(CommandStatus.SystemError);
        }
        if (began != 0)
            ServerTelemetry.Handled(inbound.Command, threw, time.GetElapsedTime(began));
    }
}
