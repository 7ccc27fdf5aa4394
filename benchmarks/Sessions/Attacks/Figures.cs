using System.Text.Json.Serialization;
using Measuring;

namespace Sessions.Attacks;

/// <summary>What honest sessions saw in one phase. Latencies run from the moment a message was due, whenever it could be sent.</summary>
/// <param name="Messages">Messages answered with ESME_ROK.</param>
/// <param name="Failed">Messages refused, lost, or not sent since the window was full.</param>
/// <param name="P50Microseconds">Half of the latencies are below.</param>
/// <param name="P99Microseconds">99 of 100 are below.</param>
/// <param name="MaxMicroseconds">The longest.</param>
/// <param name="LateMicroseconds">How late the generator itself was in 1 of 100 cases: of the scheduler's making, not the server's.</param>
internal sealed record HonestResult(
    long Messages, long Failed, double P50Microseconds, double P99Microseconds, double MaxMicroseconds, double LateMicroseconds);

/// <summary>What a hostile process did, and the share of a core that it took.</summary>
internal sealed record HostileResult(long Connections, long Refused, long Octets, double Seconds, double CpuShare);

/// <summary>The state of the message centre's process.</summary>
internal sealed record CentreState(double CpuSeconds, int Sessions, int Threads);

/// <summary>One phase: what honest sessions saw, and what the message centre took meanwhile.</summary>
internal sealed record Phase(HonestResult Honest, double CentreCpuShare, double ResidentMebi);

/// <summary>
/// One round of one attack: alone, under attack, beside as much of the same attack on a bare server, and beside a process that burns as
/// much processor as the attacker and attacks nobody.
/// </summary>
internal sealed record Round(Phase Alone, Phase Attacked, Phase Bare, Phase Control, HostileResult Hostile, HostileResult HostileToBare);

/// <summary>One attack: the medians of its rounds.</summary>
internal sealed record AttackFigure(string Attack, IReadOnlyList<Round> Rounds)
{
    /// <summary>p99 under attack in relation to p99 alone, each round's own.</summary>
    public double Ratio => Median(round => round.Attacked.Honest.P99Microseconds / round.Alone.Honest.P99Microseconds);

    /// <summary>p99 under attack in relation to p99 beside the same attack on a bare server: what the message centre adds to it.</summary>
    public double BareRatio => Median(round => round.Attacked.Honest.P99Microseconds / round.Bare.Honest.P99Microseconds);

    /// <summary>p99 beside the control's load in relation to p99 alone: what the scheduler makes of a busy machine.</summary>
    public double ControlRatio => Median(round => round.Control.Honest.P99Microseconds / round.Alone.Honest.P99Microseconds);

    public double Median(Func<Round, double> of) => Middle.Of(Rounds.Select(of));
}

/// <summary>All attacks of one run of the suite, and what they were measured on.</summary>
internal sealed record AttackReport(
    string Commit, string Processor, int Cores, int Binds, int MessagesPerSecond, string LoadBefore, string LoadAfter,
    double ResidentBeforeMebi, IReadOnlyList<double> ResidentAfterPassMebi, IReadOnlyList<AttackFigure> Attacks)
{
    /// <summary>p99 of the honest sessions alone, the median of all phases alone of the run: steadier than any attack's own few.</summary>
    public double AloneMicroseconds { get; } = Middle.Of(
        Attacks.SelectMany(figure => figure.Rounds).Select(round => round.Alone.Honest.P99Microseconds));
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(HonestResult))]
[JsonSerializable(typeof(HostileResult))]
[JsonSerializable(typeof(CentreState))]
[JsonSerializable(typeof(AttackReport))]
internal sealed partial class AttackJson : JsonSerializerContext;
