using System.Net.Sockets;
using HdrHistogram;
using Smpp.Client;
using Smpp.Protocol;
using Smpp.Session;

namespace Simulator.Customers;

/// <summary>
/// One session of a loading customer. In the steady state nothing is allocated for a message: its number and the time it was
/// sent travel in the token of its request.
/// </summary>
internal sealed class LoadBind(LoadRun run) : ISessionHandler, IReplySink
{
    private const int Idle = 0;
    private const int Filling = 1;
    private const int FillAgain = 2;
    private const long LongestMicroseconds = 3_600_000_000;

    private static readonly TimeSpan RebindAfter = TimeSpan.FromMilliseconds(100);

    private readonly LongHistogram _latencies = new(1, LongestMicroseconds, 3);
    private readonly Dictionary<CommandStatus, long> _statuses = [];
    private SmppSession? _session;
    private long _next;
    private long _end;
    private int _fill;
    private long _sent;
    private long _accepted;
    private long _rejected;
    private long _lost;
    private long _originated;
    private long _lastReplyAt;

    public long Sent => Volatile.Read(ref _sent);

    public long Accepted => Volatile.Read(ref _accepted);

    public long Rejected => Volatile.Read(ref _rejected);

    public long Lost => Volatile.Read(ref _lost);

    public long Originated => Volatile.Read(ref _originated);

    /// <summary>Whether its window has room.</summary>
    public bool HasRoom => _session is { Free: > 0 };

    public long LastReplyAt => Volatile.Read(ref _lastReplyAt);

    /// <summary>To be read once the run is over.</summary>
    public LongHistogram Latencies => _latencies;

    /// <summary>To be read once the run is over.</summary>
    public IReadOnlyDictionary<CommandStatus, long> Statuses => _statuses;

    /// <summary>Binds.</summary>
    public Task<BoundSession> ConnectAsync(CancellationToken cancellationToken) => BoundSession.ConnectAsync(
        run.Options.Target, new Bind(run.Options.Bind) { SystemId = run.Options.SystemId, Password = run.Options.Password }, this,
        run.Session, run.Heartbeat, cancellationToken: cancellationToken);

    /// <summary>Keeps sending over <paramref name="client"/>, and over those that replace it, until told to stop.</summary>
    public async Task RunAsync(BoundSession client, CancellationToken stop)
    {
        while (true)
        {
            _session = client.Session;
            Fill();
            SessionEnd end;
            using (stop.Register(static session => _ = ((SmppSession)session!).UnbindAsync(), client.Session))
                end = await client.Session.Completion.ConfigureAwait(false);
            GiveBack();
            if (stop.IsCancellationRequested)
                return;
            if (!run.Options.Reconnect)
            {
                run.Fail($"a session ended: {end}; with --reconnect the load would go on");
                return;
            }
            if (await RebindAsync(stop).ConfigureAwait(false) is not { } next)
                return;
            client = next;
        }
    }

    /// <summary>Sends as much as window and supply allow. Any thread may call it; one does the work.</summary>
    public void Fill()
    {
        if (Interlocked.Exchange(ref _fill, FillAgain) != Idle)
            return;
        do
        {
            Volatile.Write(ref _fill, Filling);
            using (FlushScope.Enter())
                SendBurst();
        }
        while (Interlocked.CompareExchange(ref _fill, Idle, Filling) != Filling);
    }

    public void OnMessage(in Inbound request, scoped in MessageView message)
    {
        request.Accept();
        if (!message.EsmClass.IsReceipt)
        {
            Interlocked.Increment(ref _originated);
            run.Ledger?.Originated(message);
        }
        else if (Receipt.TryRead(message, out var receipt))
        {
            run.OnReceipt(receipt.Id, receipt.State);
        }
    }

    public void OnReady(SmppSession session)
    {
        if (!run.WaitsForPacer)
            Fill();
        run.OnProgress();
    }

    public void OnEnd(SmppSession session, SessionEnd end) => run.OnProgress();

    void IReplySink.OnReply(long token, in PduHeader header, ReadOnlySpan<byte> body)
    {
        long now = run.Clock();
        Volatile.Write(ref _lastReplyAt, now);
        long elapsed = LoadToken.Elapsed(token, now);
        if (now - elapsed >= run.MeasuredFrom)
            _latencies.RecordValue(Math.Clamp(elapsed / 10, 1, LongestMicroseconds));
        if (header.Status == CommandStatus.Ok)
            OnAccepted(token, header, body);
        else
            OnRejected(token, header.Status);
    }

    void IReplySink.OnLost(long token, LossReason reason)
    {
        Interlocked.Increment(ref _lost);
        run.Ledger?.Unknown(NumberOf(token), reason.ToString());
    }

    private void OnAccepted(long token, in PduHeader header, ReadOnlySpan<byte> body)
    {
        if (run.KeepsIds)
        {
            MessageIdBody.TryRead(header.Id, body, out var response, out _);
            run.Receipts?.OnAccepted(response.MessageId);
            run.Ledger?.Accepted(NumberOf(token), response.MessageId);
        }
        Volatile.Write(ref _accepted, _accepted + 1);
    }

    private void OnRejected(long token, CommandStatus status)
    {
        _statuses[status] = _statuses.GetValueOrDefault(status) + 1;
        run.Ledger?.Refused(NumberOf(token), status);
        Volatile.Write(ref _rejected, _rejected + 1);
    }

    private void SendBurst()
    {
        if (_session is not { } session)
            return;
        while (true)
        {
            if (_next == _end)
            {
                int free = session.Free;
                int claimed = free > 0 ? run.Supply.Claim(free, out _next) : 0;
                _end = _next + claimed;
                if (claimed == 0)
                {
                    _end = _next;
                    return;
                }
            }
            long at = run.Supply.IsPaced ? run.Supply.IntendedAt(_next) : run.Time.GetTimestamp();
            var message = run.Templates[_next];
            if (session.TrySend(ref message, this, LoadToken.Of(_next, run.Clock(at))) != SendResult.Sent)
                return;
            _next++;
            Volatile.Write(ref _sent, _sent + 1);
        }
    }

    private long NumberOf(long token) => LoadToken.NumberOf(token, run.Supply.Handed);

    private void GiveBack()
    {
        _session = null;
        // Whoever is sending sees that the session is not bound; what it had taken is then nobody's but ours.
        SpinWait.SpinUntil(() => Volatile.Read(ref _fill) == Idle);
        run.Supply.Return(_next, (int)(_end - _next));
        _end = _next;
        run.FillAll();
    }

    private async Task<BoundSession?> RebindAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(RebindAfter, run.Time, stop).ConfigureAwait(false);
                return await ConnectAsync(stop).ConfigureAwait(false);
            }
            catch (Exception e) when (e is SocketException or SmppBindException)
            {
                // Not there yet, which is what --reconnect is for.
            }
            catch (OperationCanceledException)
            {
                return null;
            }
        }
        return null;
    }
}
