using Load.References;
using Load.Runs;

namespace Load.Figures;

/// <summary>One rung of the cost ladder: processor time for a message, and what it adds to the rung below.</summary>
internal sealed record Rung(string Name, string Text, double Microseconds, double Added);

/// <summary>
/// What each part of a message's way costs, by figures that differ in that part alone. The gateway has one session with the customer
/// and one with the carrier, as much as both ends of a loopback connection, so its processor time goes on from theirs. CDRs are what the
/// thread takes that writes them, and the last rung adds them: without a database the journal would keep all its segments, and be
/// another one.
/// </summary>
internal static class Ladder
{
    private const string Cdrs = "ladder/cdrs";

    private static readonly (string Name, string Figure, string[] Quantities, string Without, string Text)[] Rungs =
    [
        (Codec.Name, Codec.Name, [Quantity.Cpu], "", "submit_sm and its response, each encoded, framed and read, at both ends"),
        (MemorySessions.Name, MemorySessions.Name, [Quantity.Cpu], "", "both sessions, without sockets"),
        (LadderRungs.Loopback, LadderRungs.Loopback, [Quantity.CustomerCpu, Quantity.CarrierCpu], "",
            "over loopback: customer and carrier together"),
        (LadderRungs.Relay, LadderRungs.Relay, [Quantity.GatewayCpu], Quantity.CdrCpu, "the gateway relays: it alone, without its CDRs"),
        (LadderRungs.Durable, LadderRungs.Durable, [Quantity.GatewayCpu], Quantity.CdrCpu, "it stores, with fdatasync"),
        (LadderRungs.Receipts, LadderRungs.Receipts, [Quantity.GatewayCpu], Quantity.CdrCpu, "with a receipt of each message"),
        (Cdrs, LadderRungs.Receipts, [Quantity.GatewayCpu], "", "with CDRs in SQLite"),
    ];

    /// <summary>The rungs whose figures were measured.</summary>
    public static IReadOnlyList<Rung> Of(IReadOnlyList<Figure> figures)
    {
        var ladder = new List<Rung>();
        foreach (var (name, of, quantities, without, text) in Rungs)
        {
            if (figures.FirstOrDefault(figure => figure.Name == of) is not { } figure)
                continue;
            double cost = quantities.Sum(quantity => figure.Median(quantity) ?? 0) - (figure.Median(without) ?? 0);
            ladder.Add(new Rung(name, text, Math.Round(cost, 3), Math.Round(cost - (ladder.Count == 0 ? 0 : ladder[^1].Microseconds), 3)));
        }
        return ladder;
    }
}
