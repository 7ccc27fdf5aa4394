using Smpp.Session;

namespace Simulation;

/// <summary>What one seed makes of the network, the peers and the limits.</summary>
internal sealed record Conditions
{
    public Conditions(Random random)
    {
        Esme = Limits(random);
        Centre = Limits(random);
        Lines = random.Next(1, 4);
        MostDelay = Some(random, TimeSpan.Zero, TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(3));
        MostAnswerDelay = Some(random, TimeSpan.Zero, TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(15));
        Capacity = Some(random, 64, 1_000, 100_000);
        MostChunk = Some(random, 5, 100, 100_000);
        CutsPerMinute = Some(random, 0, 0, 1, 6);
        BlackHolesPerMinute = Some(random, 0, 0, 0, 1);
        UnbindsPerMinute = Some(random, 0, 1, 4);
        Unanswered = Some(random, 0, 0, 0.02, 0.3);
        Crooked = Some(random, 0, 0, 0.05, 0.3);
        SubmitsPerSecond = Some(random, 2, 10, 40);
        DeliversPerSecond = Some(random, 0, 2, 10);
    }

    public SessionOptions Esme { get; }

    public SessionOptions Centre { get; }

    public int Lines { get; }

    /// <summary>The longest a chunk of octets is under way.</summary>
    public TimeSpan MostDelay { get; }

    /// <summary>The longest that an application takes for its answer.</summary>
    public TimeSpan MostAnswerDelay { get; }

    /// <summary>Octets under way in one direction before writes wait.</summary>
    public int Capacity { get; }

    /// <summary>The longest piece that octets arrive in.</summary>
    public int MostChunk { get; }

    public double CutsPerMinute { get; }

    public double BlackHolesPerMinute { get; }

    public double UnbindsPerMinute { get; }

    /// <summary>The share of requests that an application never answers.</summary>
    public double Unanswered { get; }

    /// <summary>The share of writes that carry something nobody asked for along.</summary>
    public double Crooked { get; }

    public double SubmitsPerSecond { get; }

    public double DeliversPerSecond { get; }

    private static SessionOptions Limits(Random random) => SessionOptions.Default with
    {
        Window = Some(random, 1, 2, 10, 50),
        InboundWindow = Some(random, 1, 10, 100),
        OutputLimit = Some(random, 100, 1_000, 256 * 1024),
        EnquireLink = TimeSpan.FromSeconds(Some(random, 1, 5, 30)),
        ResponseTimeout = TimeSpan.FromSeconds(Some(random, 1, 5, 10)),
        PartialPduTimeout = TimeSpan.FromSeconds(Some(random, 2, 10)),
        StalledWriteTimeout = TimeSpan.FromSeconds(Some(random, 3, 20)),
    };

    private static T Some<T>(Random random, params ReadOnlySpan<T> values) => values[random.Next(values.Length)];
}
