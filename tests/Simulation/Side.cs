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
    private readonly HashSet<byte> _congestions = [];
    private int _ends;
    private int _unanswered;
    private long _alerts;
    private long _lastAlert = -1;
    private bool _touched;

    public Side(Connection connection, SessionRole role, int number, double perSecond, int seed)
    {
        _connection = connection;
        _random = new Random(seed);
        _number = number;
        _perSecond = perSecond;
        Role = role;
        Ledger = new Ledger(this);
        Awaited = new Awaited(this);
        Meddling = new Meddling(this, _random);
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

    public World World => _connection.World;

    /// <summary>Requests that are awaited.</summary>
    public Awaited Awaited { get; }

    public Meddling Meddling { get; }

    /// <summary>Alerts that this side has been given.</summary>
    public long AlertsSeen { get; private set; }

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
        if (Role == SessionRole.MessageCentre)
            Plan(World.Conditions.AlertsPerSecond, Alert);
    }

    public void Unbind()
    {
        Touch();
        Note(Deed.Unbinds, 0);
        Timers.LeaveAsked = true;
        _ = Session.UnbindAsync();
    }

    public void Enquire()
    {
        Touch();
        Timers.EnquireAsked = true;
        Session.Enquire();
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
        Awaited.Poll();
        Ledger.Check(nothingWaits);
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
            if (header.Id.IsResponse)
                Awaited.OnReceived(header);
            octets = octets[(int)header.Length..];
        }
    }

    public void OnWritten(in PduHeader header, ReadOnlySpan<byte> body)
    {
        if (header.Id.IsResponse)
        {
            Debts.OnWritten(header);
            Timers.OnAnswered(header);
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
        Rule.Holds(_ends == 0, "a message came after the end");
        long token = Other.Ledger.OnSeen(message);
        Note(Deed.Seen, token);
        Take(request, token);
        if (World.Conditions.Relayed > 0 && _random.NextDouble() < World.Conditions.Relayed)
            World.Relay(_random);
        Meddling.Perhaps();
    }

    public void OnRequest(in Inbound request, ReadOnlySpan<byte> body)
    {
        Rule.Holds(_ends == 0, "a request came after the end");
        if (request.Command == CommandId.AlertNotification)
        {
            OnAlert(request, body);
            return;
        }
        Take(request, Other.Awaited.NumberOf(request.Sequence) is >= 0 and var number ? number : 9);
        Meddling.Perhaps();
    }

    public void OnTimeout(SmppSession session, int requests)
    {
        Rule.Holds(_ends == 0, "a timeout came after the end");
        Meddling.Perhaps();
    }

    public void OnUnanswered(SmppSession session, int requests)
    {
        Rule.Holds(_ends == 0 && _unanswered == 0, "it was told late, or again, that the peer is mute");
        Rule.Holds(
            session.Options.MostUnanswered > 0 && requests >= session.Options.MostUnanswered && !session.State.IsBound,
            $"{requests} requests without an answer made the peer mute in state {session.State}");
        _unanswered = requests;
        Meddling.Perhaps();
    }

    public void OnReady(SmppSession session)
    {
        Touch();
        Rule.Holds(_ends == 0, "ready after the end");
        Meddling.Perhaps();
        while (Waiting > 0 && Ledger.Send(Message()) == SendResult.Sent)
            Waiting--;
    }

    public void OnResponse(SmppSession session, in PduHeader header, ReadOnlySpan<byte> body)
    {
        Rule.Holds(_ends == 0, "an answer came after the end");
        Meddling.Perhaps();
        if (MessageIdBody.TryRead(header.Id, body, out var answer, out _)
                && answer.Tlvs.TryGetByte(TlvTag.CongestionState, out byte congestion))
            Rule.Holds(
                session.PeerVersion >= InterfaceVersion.V50 && Other._congestions.Contains(congestion),
                $"congestion_state {congestion} from a peer of {session.PeerVersion}");
    }

    public void OnEnd(SmppSession session, SessionEnd end)
    {
        Rule.Holds(Ledger.Open == 0, $"{Ledger.Open} requests had no outcome when the owner heard of the end");
        Rule.Holds(++_ends == 1, "the owner heard of the end twice");
        Meddling.AfterEnd();
    }

    public void SendOne()
    {
        Touch();
        if (_random.NextDouble() < World.Conditions.Awaited)
            Awaited.Send(_random);
        else if (Session.State.IsBound && Ledger.Send(Message()) == SendResult.Full)
            Waiting++;
    }

    /// <summary>Everything is over: each promise has been kept to the end.</summary>
    public void CheckEnd()
    {
        Rule.Holds(Ledger.Open == 0, $"{Ledger.Open} requests never had an outcome");
        Rule.Holds(Ledger.Sent == Ledger.Answered + Ledger.Lost, $"{Ledger.Sent} sent, {Ledger.Answered} answered, {Ledger.Lost} lost");
        Awaited.CheckEnd();
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
        if (_random.Next(20) == 0)
            ChangeCongestion();
        if (token % 10 == 9)
        {
            request.Reject(CommandStatus.MessageQueueFull);
            return;
        }
        Span<byte> id = stackalloc byte[20];
        token.TryFormat(id, out int length, default, CultureInfo.InvariantCulture);
        request.Accept(request.Command == CommandId.DeliverSm ? default : id[..length]);
    }

    private void ChangeCongestion()
    {
        Session.Congestion = _random.Next(2) == 0 ? null : (byte)_random.Next(101);
        if (Session.Congestion is { } said)
            _congestions.Add(said);
    }

    private void Alert()
    {
        Touch();
        if (Session.TryAlert(new AlertNotification { Esme = new LongAddress(0, 0, $"{_alerts}") }))
            Note(Deed.Alerts, _alerts++);
    }

    private void OnAlert(in Inbound request, ReadOnlySpan<byte> body)
    {
        Rule.Holds(AlertNotification.TryRead(body, out var alert, out _), "an alert cannot be read");
        long number = long.Parse(alert!.Esme.Value, CultureInfo.InvariantCulture);
        Rule.Holds(number > _lastAlert && number < Other._alerts, $"alert {number} came after {_lastAlert}");
        _lastAlert = number;
        AlertsSeen++;
        // There is no response to one, whatever an application does (v3.4 §4.12).
        request.Reject(CommandStatus.SystemError);
    }

    private void PlanSend() => Plan(_perSecond, SendOne);

    private void Plan(double perSecond, Action action)
    {
        if (perSecond > 0 && !End.Finished && World.IsBusy)
            World.Time.After(
                TimeSpan.FromSeconds(-Math.Log(1 - _random.NextDouble()) / perSecond), () =>
                {
                    action();
                    Plan(perSecond, action);
                });
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
