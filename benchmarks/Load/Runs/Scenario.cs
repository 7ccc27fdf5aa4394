namespace Load.Runs;

/// <summary>Where the customer's messages go.</summary>
internal enum Way
{
    /// <summary>To the simulated carrier, without a gateway.</summary>
    Carrier,
    /// <summary>Through the gateway, which answers with the carrier's own answer and stores nothing.</summary>
    Relay,
    /// <summary>Through the gateway, which stores them before it answers.</summary>
    Store,
}

/// <summary>Where the CDR rows go.</summary>
internal enum CdrSink
{
    Sqlite,
    Postgres,
    /// <summary>Nowhere: the database is away, and the rows wait in the journal.</summary>
    Away,
}

/// <summary>One load on one site.</summary>
internal sealed record Scenario(string Name, string Text, Way Way)
{
    public string Durability { get; init; } = "fsync";

    public bool Receipts { get; init; }

    public CdrSink Cdrs { get; init; }

    public int Binds { get; init; } = 1;

    public int Window { get; init; } = 100;

    public int Upstreams { get; init; } = 1;

    /// <summary>Binds of each upstream, at least 1,000 wide.</summary>
    public int UpstreamBinds { get; init; } = 2;

    /// <summary>The kinds of messages, as <c>smpp load --mix</c> takes them.</summary>
    public string Mix { get; init; } = "gsm7";

    /// <summary>Messages a second that are offered whatever becomes of them; 0 for as many as the windows let through.</summary>
    public double Rate { get; init; }

    /// <summary>Where it is above 0: each run offers this share of what a run at full speed, right before it, has reached.</summary>
    public double ShareOfPeak { get; init; }

    /// <summary>Whether messages are offered whatever becomes of them.</summary>
    public bool IsOpenLoop => Rate > 0 || ShareOfPeak > 0;

    public bool HasGateway => Way != Way.Carrier;
}
