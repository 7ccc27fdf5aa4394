namespace Load.Figures;

/// <summary>One rung of the cost ladder: processor time for a message, and what it adds to the rung below.</summary>
internal sealed record Rung(string Name, string Text, double Microseconds, double Added);

/// <summary>
/// What each part of a message's way costs, by figures that differ in that part alone. The gateway has one session with the customer
/// and one with the carrier, as much as both ends of a loopback connection, so its processor time goes on from theirs.
/// </summary>
internal static class Ladder
{
    private static readonly (string Figure, string[] Quantities, string Text)[] Rungs =
    [
        ("codec", [Quantity.Cpu], "submit_sm and its response, each encoded, framed and read, at both ends"),
        ("session/memory", [Quantity.Cpu], "both sessions, without sockets"),
        ("carrier/1x100", [Quantity.CustomerCpu, Quantity.CarrierCpu], "over loopback: customer and carrier together"),
        ("relay/no-cdr", [Quantity.GatewayCpu], "the gateway relays: it alone"),
        ("durable/no-receipts/no-cdr", [Quantity.GatewayCpu], "the gateway stores, with fdatasync"),
        ("durable/no-cdr", [Quantity.GatewayCpu], "with a receipt of each message"),
        ("durable", [Quantity.GatewayCpu], "with CDRs in SQLite"),
    ];

    /// <summary>The rungs whose figures were measured.</summary>
    public static IReadOnlyList<Rung> Of(IReadOnlyList<Figure> figures)
    {
        var ladder = new List<Rung>();
        foreach (var (name, quantities, text) in Rungs)
        {
            if (figures.FirstOrDefault(figure => figure.Name == name) is not { } figure)
                continue;
            double cost = quantities.Sum(quantity => figure.Median(quantity) ?? 0);
            ladder.Add(new Rung(name, text, Math.Round(cost, 3), Math.Round(cost - (ladder.Count == 0 ? 0 : ladder[^1].Microseconds), 3)));
        }
        return ladder;
    }
}
