namespace Load.Runs;

/// <summary>The loads whose figures make up the suite; names stay, so that reports can be compared.</summary>
internal static class Scenarios
{
    public static Scenario Carrier { get; } = new("carrier/1x100", "submit_sm → submit_sm_resp, straight to the carrier", Way.Carrier);

    public static Scenario Relay { get; } = new("relay", "through the gateway, relayed", Way.Relay);

    public static Scenario Durable { get; } =
        new("durable", "through the gateway: fdatasync, receipts, CDRs in SQLite", Way.Store) { Receipts = true };

    /// <summary>As fast as the windows allow.</summary>
    public static IReadOnlyList<Scenario> AtPeak { get; } =
    [
        Carrier,
        Of(Carrier, "carrier/8x100", "8 binds") with { Binds = 8 },
        Relay,
        Durable,
        Of(Relay, "relay/receipts", "with receipts") with { Receipts = true },
        Of(Relay, "relay/8x100", "8 binds") with { Binds = 8 },
        Of(Relay, "relay/8x100/receipts", "8 binds, with receipts") with { Binds = 8, Receipts = true },
        Of(Crowd(Relay), "relay/200x10", "200 binds"),
        Of(Durable, "durable/no-cdr", "the CDR database away") with { Cdrs = CdrSink.Away },
        Of(Durable, "durable/no-receipts", "no receipts") with { Receipts = false },
        Of(Durable, "durable/os", "durability os") with { Durability = "os" },
        Of(Durable, "durable/memory", "durability memory") with { Durability = "memory" },
        Of(Durable, "durable/postgres", "CDRs in PostgreSQL") with { Cdrs = CdrSink.Postgres },
        Of(Durable, "durable/8x100", "8 binds") with { Binds = 8 },
        Of(Durable, "durable/1x800", "1 bind with a window of 800") with { Window = 800 },
        Of(Durable, "durable/4x1000", "4 binds with a window of 1,000") with { Binds = 4, Window = 1_000 },
        Of(Crowd(Durable), "durable/200x10", "200 binds"),
        Of(Durable, "durable/4-upstreams", "8 binds, 4 upstreams in equal shares") with { Binds = 8, Upstreams = 4 },
        Of(Durable, "durable/short", "24 characters") with { Mix = "short" },
        Of(Durable, "durable/full", "160 characters, an octet each") with { Mix = "full" },
        Of(Durable, "durable/long", "texts of 3 parts; a part counts as a message") with { Mix = "long" },
        Of(Durable, "durable/ucs2", "64 characters of UCS-2") with { Mix = "ucs2" },
    ];

    /// <summary>
    /// 200 binds with windows of 10, and room upstream for twice what they have in flight, so that it is their number that is measured.
    /// </summary>
    public static Scenario Crowd(Scenario scenario) => scenario with { Binds = 200, Window = 10, UpstreamBinds = 4 };

    /// <summary>Those that a look at whether all works takes.</summary>
    public static bool IsQuick(string name) =>
        name is "codec" or "session/memory" or "reference/append" or "reference/kannel/no-store"
            or "carrier/1x100" or "relay" or "durable" or "durable/no-cdr" or "durable/postgres" or "durable/200x10"
            or "open/durable/10000" or LadderRungs.Name;

    public static Scenario Of(Scenario scenario, string name, string difference) =>
        scenario with { Name = name, Text = $"{scenario.Text}; {difference}" };
}
