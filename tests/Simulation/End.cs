using Smpp.Protocol;
using Smpp.Session;

namespace Simulation;

/// <summary>
/// One end of a connection: does for its session what SessionConnection does over a socket, over a network that splits, delays,
/// holds back and cuts. Watches the session's own requests on their way out.
/// </summary>
internal sealed class End : ISessionOutput
{
    private readonly World _world;
    private readonly Random _random;
    private readonly Ledger _ledger;
    private readonly List<byte> _received = [];
    private readonly Queue<byte[]> _arrived = new();
    private SmppSession _session = null!;
    private End _other = null!;
    private Task? _paused;
    private long _lastArrival;
    private int _underWay;
    private bool _writing;
    private bool _shutDown;
    private bool _readingPaused;
    private bool _closing;
    private bool _endOfStream;
    private bool _finished;

    public End(World world, int seed, Ledger ledger)
    {
        _world = world;
        _random = new Random(seed);
        _ledger = ledger;
    }

    public long WritingSince { get; private set; }

    /// <summary>True once octets vanish on the way without anybody noticing.</summary>
    public bool BlackHole { get; set; }

    public bool Finished => _finished;

    public void Join(SmppSession session, End other)
    {
        _session = session;
        _other = other;
        session.Attach(this);
    }

    public void Flush()
    {
        if (_writing || _closing)
            return;
        while (!_writing && !_closing)
        {
            var octets = _session.TakeOutput();
            if (octets.IsEmpty)
            {
                if (_session.ShutsDown && !_shutDown)
                {
                    _shutDown = true;
                    Carry(null);
                }
                return;
            }
            _writing = true;
            Write(octets.ToArray());
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

    /// <summary>The connection breaks: this end notices now, the other a little later.</summary>
    public void Lose(SessionEndReason reason)
    {
        if (_closing)
            return;
        _closing = true;
        _world.Time.After(TimeSpan.Zero, () => Finish(reason));
        if (!BlackHole)
            _world.Time.After(Delay(), () => _other.OnEndOfStream());
    }

    /// <summary>Reads what has arrived, as far as the session reads.</summary>
    public void Pump()
    {
        while (!_closing)
        {
            if (_paused is { IsCompleted: false })
                return;
            if (_session.IsOutputFull)
            {
                if (!_readingPaused)
                {
                    _readingPaused = true;
                    _session.OnReadingPaused();
                }
                Flush();
                if (_session.IsOutputFull)
                    return;
            }
            if (_readingPaused)
            {
                _readingPaused = false;
                _session.OnReadingResumed(_world.Time.Now);
            }
            bool hasMore = _paused is not null;
            if (_arrived.TryDequeue(out var chunk))
            {
                _received.AddRange(chunk);
                _other.OnDelivered(chunk.Length);
                hasMore = true;
            }
            if (!hasMore)
                break;
            using (FlushScope.Enter())
                _received.RemoveRange(0, _session.Receive(_received.ToArray(), _world.Time.Now, out _paused));
        }
        if (_endOfStream && !_closing && _arrived.Count == 0)
        {
            _closing = true;
            Finish(SessionEndReason.ClosedByPeer);
            _world.Time.After(Delay(), () => _other.OnEndOfStream());
        }
    }

    /// <summary>Decides a bind some time later, as the thread pool does.</summary>
    public void Decide(Func<Task> decide) => _world.Time.After(Delay(), () =>
    {
        if (!decide().IsCompletedSuccessfully)
            throw new InvalidOperationException("the decision of a bind did not complete");
        Pump();
    });

    private void Write(byte[] octets)
    {
        foreach (var pdu in WirePdu.Cut(octets))
            _ledger.OnWritten(pdu);
        Carry(octets);
        if (_random.NextDouble() < _world.Conditions.Crooked)
            Carry(Crooked(octets));
    }

    /// <summary>Something the other end did not ask for: a doubled response, one to nothing, a command nobody knows, a nack.</summary>
    private byte[] Crooked(byte[] octets)
    {
        var doubled = WirePdu.Cut(octets).Where(pdu => pdu.Id is CommandId.SubmitSmResp or CommandId.DeliverSmResp).ToArray();
        return _random.Next(4) switch
        {
            0 when doubled.Length > 0 => WirePdu.Raw(doubled[0].Id, doubled[0].Sequence, doubled[0].Body),
            1 => WirePdu.Empty((CommandId)0x01000001, (uint)_random.Next()),
            2 => WirePdu.Empty(CommandId.EnquireLink, (uint)_random.Next()),
            _ => WirePdu.Empty(CommandId.SubmitSmResp, 0x40000000 + (uint)_random.Next(1_000)),
        };
    }

    /// <summary>Octets, or the end of the stream, go their way in pieces that keep their order.</summary>
    private void Carry(byte[]? octets)
    {
        if (octets is null)
        {
            Arrive(() => _other.OnEndOfStream());
            return;
        }
        _underWay += octets.Length;
        for (int start = 0; start < octets.Length;)
        {
            int length = Math.Min(octets.Length - start, _random.Next(1, _world.Conditions.MostChunk + 1));
            var chunk = octets[start..(start + length)];
            Arrive(() => _other.OnArrived(chunk));
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

    private void OnArrived(byte[] chunk)
    {
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
        if (WritingSince == 0 || _underWay > _world.Conditions.Capacity || _closing)
            return;
        OnWritten();
        Flush();
        Pump();
    }

    private void OnWritten()
    {
        _writing = false;
        WritingSince = 0;
        _session.OnOutputDrained();
    }

    private void Finish(SessionEndReason reason)
    {
        if (_finished)
            return;
        _finished = true;
        _session.Finish(new SessionEnd(reason));
    }
}
