using System.Net.Sockets;

namespace Smpp.Session;

/// <summary>
/// Moves a session's octets over a <see cref="Transport"/>: one reader loop, and one sender that writes whatever has gathered
/// while its last write was under way, so that batches form by themselves without a delay timer.
/// </summary>
public sealed class SessionConnection : ISessionOutput, IThreadPoolWorkItem
{
    private const int WritesInARow = 64;

    // Until so many reads in a row were so close, each is worth a system call more to do without a buffer in between.
    private const int BusyReads = 4;
    private static readonly TimeSpan Quick = TimeSpan.FromSeconds(1);

    // Where a socket's events are handled on the thread that waits for them, other sessions of that thread wait meanwhile.
    private static readonly TimeSpan LongestTurn = TimeSpan.FromMilliseconds(0.5);

    // Who sends far more than its window is told so, and then read so slowly that its flood is no load.
    private const int ThrottledBeforePause = 64;
    private static readonly TimeSpan FloodPause = TimeSpan.FromMilliseconds(10);

    // A write that takes so long waits for a peer that does not read.
    private static readonly TimeSpan Stalled = TimeSpan.FromMilliseconds(10);

    private readonly Transport _transport;
    private readonly SmppSession _session;
    private readonly TimeProvider _time;
    private TaskCompletionSource? _drained;
    private bool _aborted;
    private bool _shutDown;
    private int _sending;
    private long _writingSince;

    /// <summary>Joins a session and its transport, which it then owns.</summary>
    /// <param name="transport">The connection.</param>
    /// <param name="session">The session, which has had no other connection.</param>
    /// <param name="time">The clock.</param>
    /// <param name="opened">
    /// The clock's timestamp of the connection, where something came before the session, such as a TLS handshake: the bind timer runs
    /// since then. Null where it was made just now.
    /// </param>
    public SessionConnection(Transport transport, SmppSession session, TimeProvider time, long? opened = null)
    {
        _transport = transport;
        _session = session;
        _time = time;
        session.RemoteEndPoint = transport.RemoteEndPoint;
        session.PeerCertificate = transport.PeerCertificate;
        if (opened is { } timestamp)
            session.Opened(timestamp);
        session.Attach(this);
    }

    /// <summary>
    /// True when the peer may be anybody, as a server's are: until it is bound, while it does not read, and while it sends far more than
    /// its window, it is served by <see cref="PatientThreads"/>.
    /// </summary>
    public bool GivesWay { get; init; }

    bool ISessionOutput.IsPeerGone => _transport.IsPeerGone;

    long ISessionOutput.WritingSince => Volatile.Read(ref _writingSince);

    private bool IsStalled => Volatile.Read(ref _writingSince) is > 0 and var since && _time.GetElapsedTime(since) > Stalled;

    // Who keeps to the windows has no more PDUs than these under way, and one read may get all of them.
    private long MostAtOnce => (long)_session.Options.Window + _session.Options.InboundWindow;

    /// <summary>Runs the session to its end, which it returns; never throws.</summary>
    public async Task<SessionEnd> RunAsync()
    {
        var end = new SessionEnd(SessionEndReason.ClosedByPeer);
        var buffer = new ReceiveBuffer();
        int quickReads = 0;
        bool isPatient = false;
        bool exceeds = false;
        long lastRead = _time.GetTimestamp();
        long turnBegan = lastRead;
        try
        {
            while (true)
            {
                if (_session.IsUnread)
                {
                    _session.OnReadingPaused();
                    buffer.Shrink();
                    await WaitDrainedAsync().ConfigureAwait(false);
                    _session.OnReadingResumed(_time.GetTimestamp());
                }
                bool hasWaited = false;
                if (GivesWay && !_session.State.IsBound && _transport.Patience is { } patience)
                {
                    buffer.Release();
                    await patience;
                    hasWaited = isPatient = true;
                }
                else
                {
                    if (isPatient)
                        _transport.EndPatience();
                    if (quickReads < BusyReads)
                    {
                        buffer.Release();
                        var waiting = _transport.WaitForDataAsync();
                        hasWaited = !waiting.IsCompleted;
                        await waiting.ConfigureAwait(false);
                    }
                    if (GivesWay && (!_session.State.IsBound || IsStalled || exceeds))
                    {
                        await PatientThreads.TurnAsync();
                        isPatient = true;
                    }
                    else if (isPatient)
                    {
                        await BusyTurns.NextAsync();
                        isPatient = false;
                    }
                }
                var reading = _transport.ReadAsync(buffer.Room());
                bool hadMore = reading.IsCompleted && !hasWaited;
                int read = await reading.ConfigureAwait(false);
                if (read == 0)
                    break;
                buffer.OnRead(read);
                long now = _time.GetTimestamp();
                quickReads = _time.GetElapsedTime(lastRead, now) < Quick ? Math.Min(quickReads + 1, BusyReads) : 0;
                lastRead = now;
                if (!hadMore)
                    turnBegan = now;
                long throttled = _session.Counters.Throttled;
                long pdus = _session.Counters.PdusIn;
                while (true)
                {
                    buffer.Consume(Handle(buffer.Received, out var paused));
                    if (paused is null)
                        break;
                    await paused.ConfigureAwait(false);
                }
                bool floods = _session.Counters.Throttled - throttled > ThrottledBeforePause;
                exceeds = floods || _session.Counters.PdusIn - pdus > MostAtOnce;
                if (floods)
                {
                    _session.OnReadingPaused();
                    await Task.Delay(FloodPause, _time).ConfigureAwait(false);
                    _session.OnReadingResumed(_time.GetTimestamp());
                }
                else if (hadMore && (BusyTurns.AreDue || HoldsUpOthers(turnBegan, now)))
                {
                    await BusyTurns.NextAsync();
                }
            }
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException)
        {
            end = new SessionEnd(SessionEndReason.ConnectionLost, e is ObjectDisposedException ? null : e.Message);
        }
        catch (Exception e)
        {
            // Whatever a transport throws ends this session and no other.
            end = new SessionEnd(SessionEndReason.Fault, e.ToString());
        }
        finally
        {
            _transport.Abort();
            buffer.Dispose();
        }
        _session.Finish(end);
        return await _session.Completion.ConfigureAwait(false);
    }

    void ISessionOutput.Flush()
    {
        if (Interlocked.CompareExchange(ref _sending, 1, 0) != 0)
            return;
        Send();
    }

    void ISessionOutput.FlushSoon()
    {
        if (Interlocked.CompareExchange(ref _sending, 1, 0) == 0)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    void ISessionOutput.Abort()
    {
        Volatile.Write(ref _aborted, true);
        _transport.Abort();
        // A reader that waits for the output to drain would wait for ever: nothing more is written.
        Interlocked.Exchange(ref _drained, null)?.TrySetResult();
    }

    private bool HoldsUpOthers(long since, long now) =>
        !Thread.CurrentThread.IsThreadPoolThread && _time.GetElapsedTime(since, now) > LongestTurn;

    private int Handle(ReadOnlySpan<byte> received, out Task? paused)
    {
        paused = null;
        try
        {
            using (FlushScope.Enter())
                return _session.Receive(received, _time.GetTimestamp(), out paused);
        }
        catch (Exception e)
        {
            // A fault in a handler ends this session and no other, whatever it throws: an IOException is not the connection's here.
            _session.Close(new SessionEnd(SessionEndReason.Fault, e.ToString()));
            return received.Length;
        }
    }

    /// <summary>Goes on with the writing that a caller's thread had too much of, or that was to wait for more.</summary>
    void IThreadPoolWorkItem.Execute() => Send();

    /// <summary>
    /// Writes until nothing is left. As long as writes complete at once, which on a socket with room they do, this stays on the
    /// caller's thread and allocates nothing; but not for ever, since others may append as fast as it writes.
    /// </summary>
    private void Send()
    {
        for (int writes = 0; ; writes++)
        {
            if (writes == WritesInARow)
            {
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
                return;
            }
            var data = _session.TakeOutput();
            if (data.IsEmpty)
            {
                if (_session.ShutsDown && !_shutDown)
                {
                    _shutDown = true;
                    _transport.ShutdownSend();
                }
                Volatile.Write(ref _sending, 0);
                // What came between the last look and the release above has nobody else to see to it.
                bool idle = _session.OutputLength == 0 && (_shutDown || !_session.ShutsDown);
                if (idle || Interlocked.CompareExchange(ref _sending, 1, 0) != 0)
                    return;
                continue;
            }
            ValueTask writing;
            try
            {
                writing = _transport.WriteAsync(data);
                if (writing.IsCompletedSuccessfully)
                {
                    writing.GetAwaiter().GetResult();
                    Drained();
                    continue;
                }
            }
            catch (Exception e)
            {
                OnWriteFailed(e);
                return;
            }
            Volatile.Write(ref _writingSince, _time.GetTimestamp());
            _ = SendRestAsync(writing);
            return;
        }
    }

    private async Task SendRestAsync(ValueTask writing)
    {
        try
        {
            await writing.ConfigureAwait(false);
        }
        catch (Exception e)
        {
            OnWriteFailed(e);
            return;
        }
        finally
        {
            Volatile.Write(ref _writingSince, 0);
        }
        Drained();
        Send();
    }

    /// <summary>Ends the session. The sender's flag stays taken, so that nobody writes again.</summary>
    private void OnWriteFailed(Exception e)
    {
        _session.ReleaseOutput();
        _session.Close(new SessionEnd(SessionEndReason.ConnectionLost, e is ObjectDisposedException ? null : e.Message));
    }

    private void Drained()
    {
        if (Volatile.Read(ref _drained) is not null && !_session.IsUnread)
            Interlocked.Exchange(ref _drained, null)?.TrySetResult();
        _session.OnOutputDrained();
    }

    private async ValueTask WaitDrainedAsync()
    {
        var drained = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Interlocked.Exchange(ref _drained, drained);
        ((ISessionOutput)this).Flush();
        if (!_session.IsUnread || Volatile.Read(ref _aborted))
            drained.TrySetResult();
        await drained.Task.ConfigureAwait(false);
    }
}
