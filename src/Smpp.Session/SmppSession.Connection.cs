using System.Buffers;

namespace Smpp.Session;

/// <content>What the session's connection uses, and a simulation in its place.</content>
public sealed partial class SmppSession
{
    /// <summary>Of the output's limit, the most that answers may take before reading pauses.</summary>
    private const int UnreadShare = 4;

    // What the answer to a submit_sm takes, generously; and what makes waiting for the peer worth the while.
    private const int AnswerLength = 32;
    private const int LeastUnread = 4 * 1024;

    /// <summary>Where the output's buffers come from; a simulation counts them.</summary>
    internal ArrayPool<byte> Pool
    {
        init => _out.Pool = value;
    }

    /// <summary>The number before that of the first request; a simulation begins close to where numbers wrap.</summary>
    internal uint LastSequence
    {
        init => _out.Adopt(new RequestWindow(Options.Window, value));
    }

    internal void Attach(ISessionOutput connection)
    {
        bool closed;
        lock (_gate)
        {
            _connection = connection;
            closed = _state == SessionState.Closed;
        }
        Since = _heartbeat.Time.GetUtcNow();
        _heartbeat.Add(this);
        // Closed before it had a connection to close.
        if (closed)
            connection.Abort();
    }

    internal void Flush() => _connection?.Flush();

    /// <summary>
    /// Flushes now, or soon where <paramref name="others"/> are about to write as well: of many senders that come each on its own, outside
    /// of a scope, each would pay a system call for its own PDU.
    /// </summary>
    private void FlushWith(bool others)
    {
        if (FlushScope.TryGather(this))
            return;
        if (others)
            _connection?.FlushSoon();
        else
            _connection?.Flush();
    }

    /// <summary>Takes what waits to be written, or nothing.</summary>
    internal ReadOnlyMemory<byte> TakeOutput()
    {
        lock (_gate)
            return _out.Take();
    }

    /// <summary>The sender is done with what it took, and takes no more.</summary>
    internal void ReleaseOutput()
    {
        lock (_gate)
            _out.Release();
    }

    /// <summary>
    /// True when the peer asks and does not read the answers: reading from it pauses until they have drained. Who keeps its window has no
    /// more requests under way than that, read answers or not, so more than a window's answers are never worth being asked for. Own
    /// requests do not count, for two sides that both had many of them under way would wait for each other.
    /// </summary>
    internal bool IsUnread
    {
        get
        {
            lock (_gate)
                return _out.ResponseLength >= MostUnread;
        }
    }

    private int MostUnread => (int)Math.Min(
        Options.OutputLimit / UnreadShare, Math.Max(LeastUnread, (long)Options.InboundWindow * AnswerLength));

    /// <summary>
    /// True when nobody is there to read an answer: the session has ended, or the peer has closed the connection, as far as that can be
    /// known without reading. Costs two system calls.
    /// </summary>
    public bool IsPeerGone => _state == SessionState.Closed || _connection is { IsPeerGone: true };

    /// <summary>The connection was made at <paramref name="timestamp"/>, before this session.</summary>
    internal void Opened(long timestamp) => _timers = new SessionTimers(timestamp);

    internal bool IsWriting => _connection is { WritingSince: > 0 };

    internal int OutputLength
    {
        get
        {
            lock (_gate)
                return _out.Length;
        }
    }

    /// <summary>True when everything was written and the connection is to be shut down.</summary>
    internal bool ShutsDown => _end is not null;

    /// <summary>The connection does not read for a while: a PDU that is incomplete now is not the peer's fault.</summary>
    internal void OnReadingPaused() => _timers.OnReadingPaused();

    internal void OnReadingResumed(long now) => _timers.OnReadingResumed(now);

    internal void OnOutputDrained()
    {
        bool wasFull;
        lock (_gate)
        {
            wasFull = _outputFull;
            _outputFull = false;
        }
        if (!wasFull)
            return;
        using (FlushScope.Enter())
            ReadyElsewhere();
    }
}
