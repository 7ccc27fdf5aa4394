using System.Net;
using Smpp.Client;
using Smpp.Protocol;
using Smpp.Session;

namespace Sessions.Throughput;

/// <summary>One session that refills its window whenever responses have come. The time of sending travels in the request's token.</summary>
internal sealed class TrySendLoad(int port, int window, Heartbeat heartbeat) : ILoad, ISessionHandler, IReplySink
{
    private const int Idle = 0;
    private const int Filling = 1;
    private const int FillAgain = 2;

    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private BoundSession? _bound;
    private long _sent;
    private long _answered;
    private int _fill;
    private volatile bool _running;
    private volatile bool _stopped;

    public Samples Samples { get; } = new();

    public long Answered => Volatile.Read(ref _answered);

    public async Task ConnectAsync() => _bound = await BoundSession.ConnectAsync(
        new IPEndPoint(IPAddress.Loopback, port),
        new Bind(CommandId.BindTransceiver) { SystemId = Messages.SystemId, Password = Messages.Password },
        this, Messages.Options(window), heartbeat);

    public async Task RunAsync(CancellationToken stop)
    {
        _running = true;
        Fill();
        using var stopped = stop.Register(() =>
        {
            _running = false;
            _stopped = true;
            EndWhenDrained();
        });
        await _drained.Task;
    }

    public ValueTask DisposeAsync() => _bound!.DisposeAsync();

    void ISessionHandler.OnMessage(in Inbound request, scoped in MessageView message) => request.Accept();

    void ISessionHandler.OnReady(SmppSession session)
    {
        if (_running)
            Fill();
        else if (_stopped)
            EndWhenDrained();
    }

    void ISessionHandler.OnEnd(SmppSession session, SessionEnd end) =>
        _drained.TrySetException(new InvalidOperationException($"the session ended: {end}"));

    void IReplySink.OnReply(long token, in PduHeader header, ReadOnlySpan<byte> body)
    {
        if (header.Status != CommandStatus.Ok)
            _drained.TrySetException(new InvalidOperationException($"a submit was answered {header.Status.Name}"));
        Samples.End(token);
        Volatile.Write(ref _answered, _answered + 1);
    }

    void IReplySink.OnLost(long token, LossReason reason) =>
        _drained.TrySetException(new InvalidOperationException($"a submit was lost: {reason}"));

    /// <summary>Any thread may call it; one does the work.</summary>
    private void Fill()
    {
        if (Interlocked.Exchange(ref _fill, FillAgain) != Idle)
            return;
        do
        {
            Volatile.Write(ref _fill, Filling);
            using (FlushScope.Enter())
                SendBurst(_bound!.Session);
        }
        while (Interlocked.CompareExchange(ref _fill, Idle, Filling) != Filling);
    }

    private void SendBurst(SmppSession session)
    {
        var message = Messages.Submit;
        while (session.TrySend(ref message, this, Samples.Start(_sent)) == SendResult.Sent)
            Volatile.Write(ref _sent, _sent + 1);
    }

    private void EndWhenDrained()
    {
        if (Volatile.Read(ref _answered) == Volatile.Read(ref _sent) && Volatile.Read(ref _fill) == Idle)
            _drained.TrySetResult();
    }
}
