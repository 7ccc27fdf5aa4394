using System.Globalization;
using Smpp.Protocol;
using Smpp.Session;

namespace Simulation;

/// <summary>One session, its application and its end of the connection.</summary>
internal sealed class Side : ISessionHandler
{
    private readonly Connection _connection;
    private readonly Random _random;
    private readonly double _perSecond;
    private readonly int _number;
    private Action _stopClock = static () => { };
    private int _ends;
    private bool _touched;

    public Side(Connection connection, SessionRole role, int number, double perSecond, int seed)
    {
        _connection = connection;
        _random = new Random(seed);
        _number = number;
        _perSecond = perSecond;
        Role = role;
        Ledger = new Ledger(this);
        Debts = new Debts(this);
        Timers = new Timers(this);
        End = new End(connection.World, this, _random.Next());
    }

    public SessionRole Role { get; }

    public SmppSession Session { get; private set; } = null!;

    public Side Other { get; private set; } = null!;

    public CountingPool Pool { get; } = new();

    public End End { get; }

    public Ledger Ledger { get; }

    public Debts Debts { get; }

    public Timers Timers { get; }

    public long Now => World.Time.Now;

    /// <summary>True while a write waits for the peer.</summary>
    public bool IsStalled => End.WritingSince != 0;

    /// <summary>True once a write has waited: what is written later may be older than it looks.</summary>
    public bool WasStalled { get; private set; }

    /// <summary>True once the session's owner is to hear of its end.</summary>
    public bool IsOwned { get; set; }

    /// <summary>Messages that wait for a free slot.</summary>
    public int Waiting { get; private set; }

    private World World => _connection.World;

    public void Open(SessionOptions options, Side other, IBindAuthorizer? authorizer)
    {
        Other = other;
        // One each: sessions that share one are ticked in an order that no seed decides.
        var heartbeat = new Heartbeat(new Clock(World.Time, this));
        _stopClock = heartbeat.Dispose;
        Session = new SmppSession(Role, options, heartbeat, Role == SessionRole.Esme ? this : null, authorizer)
        {
            DecisionRunner = End.Decide,
            Pool = Pool,
            LastSequence = 0x7FFFFFFF - World.Conditions.FirstSequenceRoom,
        };
        Note(Deed.Opened, (long)options.Version);
        Session.Attach(End);
    }

    public void Begin()
    {
        IsOwned = true;
        PlanSend();
    }

    public void Unbind()
    {
        Touch();
        Note(Deed.Unbinds, 0);
        Timers.LeaveAsked = true;
        _ = Session.UnbindAsync();
    }

    public void Cut()
    {
        Touch();
        Note(Deed.Cut, 0);
        End.Lose(SessionEndReason.ConnectionLost);
    }

    /// <summary>Something has happened here: everything is held again when it is over.</summary>
    public void Touch()
    {
        if (_touched)
            return;
        _touched = true;
        World.Touched.Add(this);
    }

    public void Note(Deed deed, long detail) => World.Trace.Add(Now, _number, deed, detail);

    public void Note(Deed deed, ReadOnlySpan<byte> octets) => World.Trace.Add(Now, _number, deed, octets);

    /// <summary>Holds what is true whenever nothing is going on.</summary>
    public void Check()
    {
        _touched = false;
        WasStalled |= IsStalled;
        if (End.Finished)
            return;
        bool nothingWaits = Session.OutputLength == 0;
        Rule.Holds(nothingWaits || IsStalled || End.Closing, $"{Session.OutputLength} octets wait and nobody writes");
        Rule.Holds(Waiting == 0 || Session.Free == 0, $"{Waiting} messages wait and {Session.Free} slots are free");
        Ledger.Check();
        Debts.Check(nothingWaits);
        Timers.Check();
    }

    /// <summary>The session has taken these octets off the stream.</summary>
    public void OnReceived(ReadOnlySpan<byte> octets, bool isPartial)
    {
        Timers.OnRead(isPartial, progressed: !octets.IsEmpty);
        while (octets.Length >= PduHeader.Size)
        {
            var header = PduHeader.Read(octets);
            // What ends a session as no PDU is taken whole.
            if (header.Length < PduHeader.Size || header.Length > (uint)octets.Length)
                return;
            Debts.OnReceived(header);
            Timers.OnReceived(header);
            octets = octets[(int)header.Length..];
        }
    }

    public void OnWritten(in PduHeader header, ReadOnlySpan<byte> body)
    {
        if (header.Id.IsResponse)
        {
            Debts.OnWritten(header);
            return;
        }
        Ledger.OnWritten(header, body);
        Timers.OnWritten(header);
    }

    public void OnFinished(SessionEnd end)
    {
        Note(Deed.Ended, (long)end.Reason);
        Timers.OnEnd(end);
        _stopClock();
    }

    public void OnMessage(in Inbound request, scoped in MessageView message)
    {
        long token = Other.Ledger.OnSeen(message);
        Note(Deed.Seen, token);
        Take(request, token);
        if (World.Conditions.Relayed > 0 && _random.NextDouble() < World.Conditions.Relayed)
            World.Relay(_random);
    }

    public void OnRequest(in Inbound request, ReadOnlySpan<byte> body) => Take(request, token: 9);

    public void OnReady(SmppSession session)
    {
        Touch();
        while (Waiting > 0 && Ledger.Send(Message()) == SendResult.Sent)
            Waiting--;
    }

    public void OnResponse(SmppSession session, in PduHeader header, ReadOnlySpan<byte> body)
    {
        if (MessageIdBody.TryRead(header.Id, body, out var answer, out _)
                && answer.Tlvs.TryGetByte(TlvTag.CongestionState, out byte congestion))
            Rule.Holds(
                session.PeerVersion >= InterfaceVersion.V50 && congestion == Other.Session.Congestion,
                $"congestion_state {congestion} from a peer of {session.PeerVersion}");
    }

    public void OnEnd(SmppSession session, SessionEnd end)
    {
        Rule.Holds(Ledger.Open == 0, $"{Ledger.Open} requests had no outcome when the owner heard of the end");
        Rule.Holds(++_ends == 1, "the owner heard of the end twice");
    }

    public void SendOne()
    {
        Touch();
        if (Session.State.IsBound && Ledger.Send(Message()) == SendResult.Full)
            Waiting++;
    }

    /// <summary>Everything is over: each promise has been kept to the end.</summary>
    public void CheckEnd()
    {
        Rule.Holds(Ledger.Open == 0, $"{Ledger.Open} requests never had an outcome");
        Rule.Holds(Ledger.Sent == Ledger.Answered + Ledger.Lost, $"{Ledger.Sent} sent, {Ledger.Answered} answered, {Ledger.Lost} lost");
        Rule.Holds(_ends == (IsOwned ? 1 : 0), $"the owner heard {_ends} times of the end");
        Rule.Holds(Session.Completion.IsCompletedSuccessfully, "the end did not complete");
        var end = Session.Completion.Result;
        Rule.Holds(
            end.Reason != SessionEndReason.Fault || end.Detail!.Contains(Connection.Failure, StringComparison.Ordinal), $"{end}");
        Rule.Holds(Pool.Rented == 0, $"{Pool.Rented} buffers did not come back");
    }

    /// <summary>What this side may send as it is bound: data_sm always, or else what waits now could not go later.</summary>
    private CommandId Message()
    {
        bool isData = _random.NextDouble() < World.Conditions.DataShare;
        if (Role == SessionRole.Esme)
            return isData || !Session.State.CanSubmit ? CommandId.DataSm : CommandId.SubmitSm;
        return isData || !Session.State.CanDeliver ? CommandId.DataSm : CommandId.DeliverSm;
    }

    private void Take(in Inbound request, long token)
    {
        Debts.Held++;
        if (_random.NextDouble() < World.Conditions.Unanswered)
            return;
        var answer = request;
        World.Time.After(World.Conditions.MostAnswerDelay * _random.NextDouble(), () => Answer(answer, token));
    }

    private void Answer(in Inbound request, long token)
    {
        Touch();
        Debts.Held--;
        if (token % 10 == 9)
        {
            request.Reject(CommandStatus.MessageQueueFull);
            return;
        }
        Span<byte> id = stackalloc byte[20];
        token.TryFormat(id, out int length, default, CultureInfo.InvariantCulture);
        request.Accept(request.Command == CommandId.DeliverSm ? default : id[..length]);
    }

    private void PlanSend()
    {
        if (_perSecond > 0 && !End.Finished && World.IsBusy)
            World.Time.After(TimeSpan.FromSeconds(-Math.Log(1 - _random.NextDouble()) / _perSecond), Send);
    }

    private void Send()
    {
        SendOne();
        PlanSend();
    }

    /// <summary>The world's clock, whose ticks touch this side.</summary>
    private sealed class Clock(VirtualTime time, Side side) : TimeProvider
    {
        public override long TimestampFrequency => time.TimestampFrequency;

        public override long GetTimestamp() => time.GetTimestamp();

        public override DateTimeOffset GetUtcNow() => time.GetUtcNow();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            time.CreateTimer(
                _ =>
                {
                    side.Touch();
                    callback(state);
                }, null, dueTime, period);
    }
}
