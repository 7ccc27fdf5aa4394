using Smpp.Protocol;
using Smpp.Session;

namespace Simulation;

/// <summary>An ESME bound to a message centre over one connection, both with traffic, from its begin to both sessions' ends.</summary>
internal sealed class Connection : IBindAuthorizer
{
    private readonly World _world;
    private readonly Random _random;
    private readonly Side _esme;
    private readonly Side _centre;

    public Connection(World world, int seed)
    {
        _world = world;
        _random = new Random(seed);
        _esme = new Side(this, CommandId.SubmitSm, world.Conditions.SubmitsPerSecond, _random.Next());
        _centre = new Side(this, CommandId.DeliverSm, world.Conditions.DeliversPerSecond, _random.Next());
        _centre.Open(SessionRole.MessageCentre, world.Conditions.Centre, _esme, authorizer: this);
        _esme.Open(SessionRole.Esme, world.Conditions.Esme, _centre);
        _ = _esme.Session.BindAsync(new Bind(CommandId.BindTransceiver) { SystemId = "demo" }).AsTask();
        _esme.Begin();
        PlanMishaps();
    }

    public bool Ended => _esme.End.Finished && _centre.End.Finished;

    public (long Sent, long Answered, long Lost, long Seen) Totals =>
        (_esme.Ledger.Sent + _centre.Ledger.Sent, _esme.Ledger.Answered + _centre.Ledger.Answered,
            _esme.Ledger.Lost + _centre.Ledger.Lost, _esme.Ledger.Seen + _centre.Ledger.Seen);

    public ValueTask<BindDecision> AuthorizeAsync(SmppSession session, Bind bind)
    {
        if (_random.Next(20) == 0)
            return new(BindDecision.Refuse(CommandStatus.BindFailed));
        _centre.Begin();
        return new(new BindDecision(CommandStatus.Ok, "centre", _centre));
    }

    /// <summary>Both sides leave in order, as at a stop.</summary>
    public void Leave()
    {
        _ = _esme.Session.UnbindAsync();
        _ = _centre.Session.UnbindAsync();
    }

    public void Check()
    {
        _esme.Ledger.Check();
        _centre.Ledger.Check();
    }

    /// <summary>Both ends are closed and checked; nothing of it goes on.</summary>
    public void CheckEnd()
    {
        Rule.Holds(Ended, $"stuck: the ESME is {_esme.Session.State}, the message centre {_centre.Session.State}");
        _esme.StopClock();
        _centre.StopClock();
        _esme.CheckEnd();
        _centre.CheckEnd();
    }

    private void PlanMishaps()
    {
        Plan(_world.Conditions.CutsPerMinute, side => side.End.Lose(SessionEndReason.ConnectionLost));
        Plan(_world.Conditions.UnbindsPerMinute, side => _ = side.Session.UnbindAsync());
        Plan(_world.Conditions.BlackHolesPerMinute, _ => _esme.End.BlackHole = _centre.End.BlackHole = true);
    }

    private void Plan(double perMinute, Action<Side> mishap)
    {
        if (perMinute > 0)
            _world.Time.After(
                TimeSpan.FromMinutes(-Math.Log(1 - _random.NextDouble()) / perMinute), () =>
                    mishap(_random.Next(2) == 0 ? _esme : _centre));
    }

    /// <summary>One session, its application and its end of the connection.</summary>
    private sealed class Side : ISessionHandler
    {
        private readonly Connection _connection;
        private readonly Random _random;
        private readonly CommandId _request;
        private readonly double _perSecond;
        private Side _other = null!;
        private Action _stopClock = static () => { };
        private int _waiting;
        private int _ends;
        private bool _begun;

        public Side(Connection connection, CommandId request, double perSecond, int seed)
        {
            _connection = connection;
            _random = new Random(seed);
            _request = request;
            _perSecond = perSecond;
            Ledger = new Ledger(() => Session);
            End = new End(connection._world, _random.Next(), Ledger);
        }

        public SmppSession Session { get; private set; } = null!;

        public End End { get; }

        public Ledger Ledger { get; }

        private World World => _connection._world;

        public void Open(SessionRole role, SessionOptions options, Side other, IBindAuthorizer? authorizer = null)
        {
            _other = other;
            // One each: sessions that share one are ticked in an order that no seed decides.
            var heartbeat = new Heartbeat(World.Time);
            _stopClock = heartbeat.Dispose;
            Session = new SmppSession(role, options, heartbeat, role == SessionRole.Esme ? this : null, authorizer)
            {
                DecisionRunner = End.Decide,
            };
            End.Join(Session, other.End);
        }

        public void Begin()
        {
            _begun = true;
            PlanSend();
        }

        public void OnMessage(in Inbound request, scoped in MessageView message)
        {
            long token = _other.Ledger.OnSeen(message);
            if (_random.NextDouble() < World.Conditions.Unanswered)
                return;
            var answer = request;
            World.Time.After(World.Conditions.MostAnswerDelay * _random.NextDouble(), () =>
            {
                if (token % 10 == 9)
                    answer.Reject(CommandStatus.MessageQueueFull);
                else
                    answer.Accept(_request == CommandId.DeliverSm ? System.Text.Encoding.ASCII.GetBytes($"{token}") : default);
            });
        }

        public void OnReady(SmppSession session)
        {
            while (_waiting > 0 && Ledger.Send(_request) == SendResult.Sent)
                _waiting--;
        }

        public void OnEnd(SmppSession session, SessionEnd end)
        {
            Rule.Holds(Ledger.Open == 0, $"{Ledger.Open} requests had no outcome when the owner heard of the end");
            Rule.Holds(++_ends == 1, "the owner heard of the end twice");
        }

        public void StopClock() => _stopClock();

        public void CheckEnd()
        {
            Rule.Holds(Ledger.Open == 0, $"{Ledger.Open} requests never had an outcome");
            Rule.Holds(Ledger.Sent == Ledger.Answered + Ledger.Lost, $"{Ledger.Sent} sent, {Ledger.Answered} answered, {Ledger.Lost} lost");
            Rule.Holds(_ends == (_begun ? 1 : 0), $"the owner heard {_ends} times of the end");
            Rule.Holds(Session.Completion.IsCompletedSuccessfully, "the end did not complete");
            Rule.Holds(Session.Completion.Result.Reason != SessionEndReason.Fault, $"{Session.Completion.Result}");
        }

        private void PlanSend()
        {
            if (_perSecond > 0 && !End.Finished && World.IsBusy)
                World.Time.After(TimeSpan.FromSeconds(-Math.Log(1 - _random.NextDouble()) / _perSecond), Send);
        }

        private void Send()
        {
            if (Session.State.IsBound && Ledger.Send(_request) == SendResult.Full)
                _waiting++;
            PlanSend();
        }
    }
}
