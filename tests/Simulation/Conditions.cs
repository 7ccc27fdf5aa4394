using Smpp.Protocol;
using Smpp.Session;

namespace Simulation;

/// <summary>What one seed makes of the network, the peers and the limits.</summary>
internal sealed record Conditions
{
    private const int OneCrowdIn = 10;

    public Conditions(Random random)
    {
        IsCrowd = random.Next(OneCrowdIn) == 0;
        Esme = Limits(random);
        Listener = Limits(random);
        // An account may bring other limits than its listener has; the time for the bind has passed by then.
        Account = random.Next(2) == 0 ? null : Limits(random) with { BindTimeout = Listener.BindTimeout };
        Connections = IsCrowd ? random.Next(100, 200) : random.Next(1, 4);
        MostDelay = Some(random, TimeSpan.Zero, TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(3));
        MostAnswerDelay = Some(random, TimeSpan.Zero, TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(15));
        MostDecisionDelay = Some(random, TimeSpan.Zero, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(6));
        Capacity = Some(random, 64, 1_000, 100_000);
        MostChunk = Some(random, 7, 100, 100_000);
        CutsPerMinute = Some(random, 0, 0, 1, 6);
        BlackHolesPerMinute = Some(random, 0, 0, 0, 1);
        UnbindsPerMinute = Some(random, 0, 1, 4);
        Refused = Some(random, 0, 0.05, 0.3);
        Unanswered = Some(random, 0, 0, 0.02, 0.3);
        Crooked = Some(random, 0, 0, 0.05, 0.3);
        Tampered = Some(random, 0, 0, 0, 0.05, 0.2);
        Relayed = Some(random, 0, 0, 0.2);
        DataShare = Some(random, 0, 0, 0.3, 1);
        Awaited = Some(random, 0, 0.2, 0.6);
        GivenUp = Some(random, 0, 0.1, 0.5);
        Meddling = Some(random, 0, 0, 0.002, 0.02);
        Outbound = Some(random, 0, 0, 0.5);
        AlertsPerSecond = Some(random, 0, 0.1, 3);
        SubmitsPerSecond = IsCrowd ? 0.3 : Some(random, 0.05, 2, 10, 40);
        DeliversPerSecond = IsCrowd ? 0.1 : Some(random, 0, 2, 10);
        FirstSequenceRoom = Some<uint>(random, 0x7FFFFFFF, 5, 100);
    }

    /// <summary>Hundreds of sessions with little traffic each.</summary>
    public bool IsCrowd { get; }

    public SessionOptions Esme { get; }

    public SessionOptions Listener { get; }

    /// <summary>What the message centre's sessions go on with once bound; null for the listener's.</summary>
    public SessionOptions? Account { get; }

    /// <summary>Connections at a time: each is two sessions.</summary>
    public int Connections { get; }

    /// <summary>The longest a chunk of octets is under way.</summary>
    public TimeSpan MostDelay { get; }

    /// <summary>The longest that an application takes for its answer.</summary>
    public TimeSpan MostAnswerDelay { get; }

    /// <summary>The longest that a bind takes to be decided.</summary>
    public TimeSpan MostDecisionDelay { get; }

    /// <summary>Octets under way in one direction before writes wait.</summary>
    public int Capacity { get; }

    /// <summary>The longest piece that octets arrive in.</summary>
    public int MostChunk { get; }

    public double CutsPerMinute { get; }

    public double BlackHolesPerMinute { get; }

    public double UnbindsPerMinute { get; }

    /// <summary>The share of binds that are refused.</summary>
    public double Refused { get; }

    /// <summary>The share of requests that an application never answers.</summary>
    public double Unanswered { get; }

    /// <summary>The share of writes that carry something nobody asked for along.</summary>
    public double Crooked { get; }

    /// <summary>The share of responses that become another one on their way.</summary>
    public double Tampered { get; }

    /// <summary>The share of messages that make another session send one while they are handled.</summary>
    public double Relayed { get; }

    /// <summary>The share of messages that go as data_sm.</summary>
    public double DataShare { get; }

    /// <summary>The share of requests that are awaited, and of every kind.</summary>
    public double Awaited { get; }

    /// <summary>The share of awaited requests whose sender gives up after a while.</summary>
    public double GivenUp { get; }

    /// <summary>The share of calls into an application in which it does something to its session.</summary>
    public double Meddling { get; }

    /// <summary>The share of connections that begin with an outbind.</summary>
    public double Outbound { get; }

    public double AlertsPerSecond { get; }

    public double SubmitsPerSecond { get; }

    public double DeliversPerSecond { get; }

    /// <summary>How many numbers are left before they wrap when a session begins.</summary>
    public uint FirstSequenceRoom { get; }

    // Whole heartbeats: a timer that is not one is late by the rest.
    private static SessionOptions Limits(Random random) => SessionOptions.Default with
    {
        Version = Some(random, InterfaceVersion.V33, InterfaceVersion.V34, InterfaceVersion.V34, InterfaceVersion.V50),
        Rules = Some(random, DecodeRules.Strict, DecodeRules.Tolerant),
        Window = Some(random, 1, 2, 10, 50),
        InboundWindow = Some(random, 1, 10, 100),
        OutputLimit = Some(random, 1_024, 2_048, 256 * 1024),
        BindTimeout = TimeSpan.FromSeconds(Some(random, 2, 10)),
        EnquireLink = TimeSpan.FromSeconds(Some(random, 0, 1, 5, 30)),
        Inactivity = TimeSpan.FromSeconds(Some(random, 0, 0, 3, 10)),
        ResponseTimeout = TimeSpan.FromSeconds(Some(random, 1, 5, 10)),
        PartialPduTimeout = TimeSpan.FromSeconds(Some(random, 2, 10)),
        StalledWriteTimeout = TimeSpan.FromSeconds(Some(random, 3, 20)),
        UnbindTimeout = TimeSpan.FromSeconds(Some(random, 1, 5)),
        MostUnanswered = Some(random, 0, 3, 10),
    };

    private static T Some<T>(Random random, params ReadOnlySpan<T> values) => values[random.Next(values.Length)];
}
