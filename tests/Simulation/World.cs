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
    private readonly List<Connection> _connections = [];
    private readonly List<Connection> _live = [];

    public World(int seed)
    {
        _random = new Random(seed);
        Conditions = new Conditions(_random);
    }

    public VirtualTime Time { get; } = new();

    public Conditions Conditions { get; }

    /// <summary>True until traffic stops and every connection is left.</summary>
    public bool IsBusy { get; private set; } = true;

    /// <summary>Runs to the end and returns what happened, in figures.</summary>
    public Outcome Run()
    {
        for (int i = 0; i < Conditions.Lines; i++)
            Connect(_random.Next());
        Time.Run(Busy, Check);
        IsBusy = false;
        foreach (var connection in _live)
            connection.Leave();
        Time.Run(Leaving, Check);
        foreach (var connection in _live)
            connection.CheckEnd();
        return new Outcome(
            _connections.Count, Time.Handled, _connections.Sum(connection => connection.Totals.Sent),
            _connections.Sum(connection => connection.Totals.Answered), _connections.Sum(connection => connection.Totals.Lost),
            _connections.Sum(connection => connection.Totals.Seen));
    }

    private void Connect(int seed)
    {
        var connection = new Connection(this, seed);
        _connections.Add(connection);
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
        connection.CheckEnd();
        _live.Remove(connection);
        Connect(line.Next());
    }

    private void Check()
    {
        foreach (var connection in _live)
            connection.Check();
    }

    internal readonly record struct Outcome(int Connections, long Events, long Sent, long Answered, long Lost, long Seen);
}
