namespace Simulation;

/// <summary>
/// Everything that one seed decides: connections that come, talk, break and come again, on one thread and a clock of
/// its own.
/// </summary>
internal sealed class World
{
    private static readonly TimeSpan Busy = TimeSpan.FromSeconds(30);

    // Twice the unbind timer, the longest enquire_link timer and response timer that follow a black hole, and the linger timer.
    private static readonly TimeSpan Leaving = TimeSpan.FromSeconds(60);

    private readonly Random _random;
    private readonly List<Connection> _live = [];
    private Outcome _outcome;

    public World(int seed, TextWriter? text = null)
    {
        _random = new Random(seed);
        Conditions = new Conditions(_random);
        Trace = new Trace(text);
        Time = new VirtualTime(Trace);
    }

    public Trace Trace { get; }

    public VirtualTime Time { get; }

    public Conditions Conditions { get; }

    /// <summary>True until traffic stops and every connection is left.</summary>
    public bool IsBusy { get; private set; } = true;

    /// <summary>Sides at which something has happened since the last event.</summary>
    public List<Side> Touched { get; } = [];

    /// <summary>Runs to the end and returns what happened, in figures.</summary>
    public Outcome Run()
    {
        Rule.Begin();
        for (int i = 0; i < Conditions.Connections; i++)
            Connect(_random.Next());
        Time.Run(Busy, AfterEvent);
        IsBusy = false;
        foreach (var connection in _live)
            connection.Leave();
        Time.Run(Leaving, AfterEvent);
        foreach (var connection in _live)
            Count(connection);
        Rule.ThrowIfBroken();
        return _outcome with { Worlds = 1, Crowds = Conditions.IsCrowd ? 1 : 0, Events = Time.Handled, Hash = Trace.Hash };
    }

    /// <summary>Some session sends a message, in the midst of what another one receives.</summary>
    public void Relay(Random random)
    {
        var connection = _live[random.Next(_live.Count)];
        (random.Next(2) == 0 ? connection.Esme : connection.Centre).SendOne();
    }

    private void Connect(int seed)
    {
        var connection = new Connection(this, _outcome.Connections, seed);
        _outcome = _outcome with { Connections = _outcome.Connections + 1 };
        _live.Add(connection);
        var line = new Random(seed);
        Time.After(TimeSpan.FromMilliseconds(line.Next(500, 1_500)), () => ConnectAgain(connection, line));
    }

    private void ConnectAgain(Connection connection, Random line)
    {
        if (!IsBusy)
            return;
        if (!connection.Ended)
        {
            Time.After(TimeSpan.FromMilliseconds(line.Next(500, 1_500)), () => ConnectAgain(connection, line));
            return;
        }
        Count(connection);
        _live.Remove(connection);
        Connect(line.Next());
    }

    private void Count(Connection connection)
    {
        connection.CheckEnd();
        Count(connection.Esme);
        Count(connection.Centre);
    }

    private void Count(Side side) => _outcome = _outcome with
    {
        Sent = _outcome.Sent + side.Ledger.Sent,
        Answered = _outcome.Answered + side.Ledger.Answered,
        Lost = _outcome.Lost + side.Ledger.Lost,
        Seen = _outcome.Seen + side.Ledger.Seen,
        Awaited = _outcome.Awaited + side.Awaited.Answered,
        GivenUp = _outcome.GivenUp + side.Awaited.Cancelled,
        NeverSent = _outcome.NeverSent + side.Awaited.NeverSent,
        Alerts = _outcome.Alerts + side.AlertsSeen,
    };

    private void AfterEvent()
    {
        Rule.ThrowIfBroken();
        for (int i = 0; i < Touched.Count; i++)
            Touched[i].Check();
        Touched.Clear();
    }

    internal readonly record struct Outcome(
        int Worlds, int Crowds, int Connections, long Events, long Sent, long Answered, long Lost, long Seen,
        long Awaited, long GivenUp, long NeverSent, long Alerts, ulong Hash)
    {
        public static Outcome operator +(Outcome a, Outcome b) => new(
            a.Worlds + b.Worlds, a.Crowds + b.Crowds, a.Connections + b.Connections, a.Events + b.Events, a.Sent + b.Sent,
            a.Answered + b.Answered, a.Lost + b.Lost, a.Seen + b.Seen, a.Awaited + b.Awaited, a.GivenUp + b.GivenUp,
            a.NeverSent + b.NeverSent, a.Alerts + b.Alerts, unchecked(a.Hash + b.Hash));
    }
}
