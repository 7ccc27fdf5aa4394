using Smpp.Protocol;
using Smpp.Session;

namespace Simulation;

/// <summary>
/// One end of a connection: does for its session what SessionConnection does over a socket, over a network that splits, delays,
/// holds back and cuts. Shows the other parts of its side every PDU that comes and goes.
/// </summary>
internal sealed class End : ISessionOutput, IDisposable
{
    private readonly World _world;
    private readonly Side _side;
    private readonly Random _random;
    private readonly Mischief _mischief;
    private readonly ReceiveBuffer _received;
    private readonly Queue<ArraySegment<byte>> _arrived = new();
    private Task? _paused;
    private long _lastArrival;
    private int _underWay;
    private bool _writing;
    private bool _shutDown;
    private bool _endOfStream;

    public End(World world, Side side, int seed)
    {
        _world = world;
        _side = side;
        _random = new Random(seed);
        _mischief = new Mischief(_random, world.Conditions);
        _received = new ReceiveBuffer(side.Pool);
    }

    public long WritingSince { get; private set; }

    /// <summary>True once octets vanish on the way without anybody noticing.</summary>
    public bool BlackHole { get; set; }

    public bool Closing { get; private set; }

    public bool Finished { get; private set; }

    /// <summary>True while this end does not read, since its own output is full.</summary>
    public bool ReadingPaused { get; private set; }

    private SmppSession Session => _side.Session;

    private End Other => _side.Other.End;

    /// <summary>Whether a response of this end with that number became another on its way.</summary>
    public bool IsTampered(uint sequence) => _mischief.IsTampered(sequence);

    /// <summary>The connection is gone, and what was received with it.</summary>
    public void Dispose() => _received.Dispose();

    public void Flush()
    {
        _side.Touch();
        while (!_writing && !Closing)
        {
            var octets = Session.TakeOutput();
            if (octets.IsEmpty)
            {
                if (Session.ShutsDown && !_shutDown)
                {
                    _shutDown = true;
                    Arrive(() => Other.OnEndOfStream());
                }
                return;
            }
            _writing = true;
            Write(octets.Span);
            if (_underWay > _world.Conditions.Capacity)
            {
                WritingSince = _world.Time.Now;
                return;
            }
            OnWritten();
        }
    }

    /// <summary>The session gives the connection up.</summary>
    public void Abort() => Lose(SessionEndReason.ClosedLocally);

    /// <summary>The connection breaks: this end notices now, the other a little later, and what is under way may not arrive.</summary>
    public void Lose(SessionEndReason reason)
    {
        if (Closing)
            return;
        Close();
        _world.Time.After(TimeSpan.Zero, () => Finish(reason));
        if (!BlackHole)
            _world.Time.After(Delay(), () => Other.OnEndOfStream());
    }

    /// <summary>Decides a bind some time later, as the thread pool does.</summary>
    public void Decide(Func<Task> decide)
    {
        _world.Time.After(_world.Conditions.MostDecisionDelay * _random.NextDouble(), () =>
        {
            _side.Touch();
            if (!decide().IsCompletedSuccessfully)
                throw new InvalidOperationException("the decision of a bind did not complete");
            Pump();
        });
    }

    /// <summary>Reads what has arrived, as far as the session reads.</summary>
    private void Pump()
    {
        _side.Touch();
        while (!Closing && _paused is not { IsCompleted: false } && MayRead())
        {
            bool goesOn = _paused is not null;
            if (!goesOn && _arrived.TryDequeue(out var chunk))
            {
                Take(chunk);
                goesOn = true;
            }
            if (!goesOn)
                break;
            Handle();
        }
        if (_endOfStream && !Closing && _arrived.Count == 0 && _paused is not { IsCompleted: false })
        {
            Close();
            Finish(SessionEndReason.ClosedByPeer);
            _world.Time.After(Delay(), () => Other.OnEndOfStream());
        }
    }

    private bool MayRead()
    {
        if (Session.IsUnread)
        {
            if (!ReadingPaused)
            {
                ReadingPaused = true;
                Session.OnReadingPaused();
            }
            Flush();
            if (Session.IsUnread)
                return false;
        }
        if (ReadingPaused)
        {
            ReadingPaused = false;
            Session.OnReadingResumed(_world.Time.Now);
            _side.Timers.OnReadingResumed();
        }
        return true;
    }

    private void Take(ArraySegment<byte> chunk)
    {
        _side.Note(Deed.Received, chunk);
        Other.OnDelivered(chunk.Count);
        for (var rest = chunk.AsSpan(); !rest.IsEmpty;)
        {
            var room = _received.Room().Span;
            int count = Math.Min(room.Length, rest.Length);
            rest[..count].CopyTo(room);
            _received.OnRead(count);
            rest = rest[count..];
        }
    }

    private void Handle()
    {
        var octets = _received.Received;
        using (FlushScope.Enter())
        {
            int consumed = Session.Receive(octets, _world.Time.Now, out _paused);
            // Still within the scope: nothing that answers these octets has left yet.
            _side.OnReceived(octets[..consumed], isPartial: consumed < octets.Length && _paused is null);
            _received.Consume(consumed);
        }
    }

    private void Write(ReadOnlySpan<byte> octets)
    {
        _side.Note(Deed.Wrote, octets);
        for (var rest = octets; !rest.IsEmpty;)
        {
            var header = PduHeader.Read(rest);
            _side.OnWritten(header, rest[PduHeader.Size..(int)header.Length]);
            rest = rest[(int)header.Length..];
        }
        byte[] copy = octets.ToArray();
        _mischief.Tamper(copy);
        Carry(copy);
        if (_mischief.Crooked(copy) is { } crooked)
            Carry(crooked);
    }

    /// <summary>Octets go their way in pieces that keep their order.</summary>
    private void Carry(byte[] octets)
    {
        _underWay += octets.Length;
        for (int start = 0; start < octets.Length;)
        {
            int length = Math.Min(octets.Length - start, _random.Next(1, _world.Conditions.MostChunk + 1));
            var chunk = new ArraySegment<byte>(octets, start, length);
            Arrive(() => Other.OnArrived(chunk));
            start += length;
        }
    }

    private void Arrive(Action action)
    {
        if (BlackHole)
            return;
        _lastArrival = Math.Max(_lastArrival, _world.Time.Now + Delay().Ticks);
        _world.Time.After(TimeSpan.FromTicks(_lastArrival - _world.Time.Now), action);
    }

    private TimeSpan Delay() => _world.Conditions.MostDelay * _random.NextDouble();

    private void OnArrived(ArraySegment<byte> chunk)
    {
        if (Closing)
            return;
        _arrived.Enqueue(chunk);
        Pump();
    }

    private void OnEndOfStream()
    {
        _endOfStream = true;
        Pump();
    }

    private void OnDelivered(int count)
    {
        _underWay -= count;
        if (WritingSince != 0 && _underWay <= _world.Conditions.Capacity && !Closing)
            _world.Time.After(TimeSpan.Zero, Resume);
    }

    private void Resume()
    {
        _side.Touch();
        if (WritingSince == 0 || Closing)
            return;
        OnWritten();
        Flush();
        Pump();
    }

    private void OnWritten()
    {
        _writing = false;
        WritingSince = 0;
        Session.OnOutputDrained();
    }

    private void Close()
    {
        Closing = true;
        _side.Touch();
    }

    private void Finish(SessionEndReason reason)
    {
        if (Finished)
            return;
        Finished = true;
        Dispose();
        // The sender is done, also if its last write was what closed the session.
        Session.ReleaseOutput();
        Session.Finish(new SessionEnd(reason));
        _side.OnFinished(Session.Completion.Result);
    }
}
