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
/// <param name="SliceP99Microseconds">
/// p99 of each quarter of a second. One moment in which the whole machine stands is more than one message in a hundred of the second that
/// it falls into; it spoils one slice, and the median of slices knows nothing of it.
/// </param>
/// <param name="Newcomers">What customers saw that came meanwhile.</param>
internal sealed record HonestResult(
    long Messages, long Failed, double P50Microseconds, double P99Microseconds, double MaxMicroseconds, double LateMicroseconds,
    IReadOnlyList<double> SliceP99Microseconds, NewcomerResult Newcomers)
{
    public const int SlicesPerSecond = 4;
}

/// <summary>How long it took customers that came in one phase from the first SYN until they were bound.</summary>
/// <param name="Came">How many, without those that failed.</param>
/// <param name="Waiting">Those of them that were not bound yet when the phase ended.</param>
/// <param name="Failed">Refused, or closed.</param>
/// <param name="P50Milliseconds">Half of the times are below.</param>
/// <param name="MaxMilliseconds">The longest.</param>
internal sealed record NewcomerResult(int Came, int Waiting, int Failed, double P50Milliseconds, double MaxMilliseconds);

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
    /// <summary>p99 of whole phases under attack in relation to p99 alone, each round's own.</summary>
    public double WholeRatio => Median(round => round.Attacked.Honest.P99Microseconds / round.Alone.Honest.P99Microseconds);

    /// <summary>p99 of slices under attack in relation to that alone.</summary>
    public double Ratio => Slices(round => round.Attacked) / Slices(round => round.Alone);

    /// <summary>p99 of slices under attack in relation to that beside the attack on a bare server: what the centre adds.</summary>
    public double BareRatio => Slices(round => round.Attacked) / Slices(round => round.Bare);

    /// <summary>p99 of slices beside the control's load in relation to that alone: what the scheduler makes of a busy machine.</summary>
    public double ControlRatio => Slices(round => round.Control) / Slices(round => round.Alone);

    public double Median(Func<Round, double> of) => Middle.Of(Rounds.Select(of));

    /// <summary>The median of the p99 of all slices of all rounds.</summary>
    public double Slices(Func<Round, Phase> of) => Middle.Of(Rounds.SelectMany(round => of(round).Honest.SliceP99Microseconds));
}

/// <summary>All attacks of one run of the suite, and what they were measured on.</summary>
internal sealed record AttackReport(
    string Commit, string Processor, int Cores, int Binds, int MessagesPerSecond, string LoadBefore, string LoadAfter,
    double ResidentBeforeMebi, IReadOnlyList<double> ResidentAfterPassMebi, IReadOnlyList<AttackFigure> Attacks)
{
    /// <summary>p99 of the honest sessions alone, the median of all slices alone of the run: steadier than any attack's own.</summary>
    public double AloneMicroseconds { get; } = Middle.Of(
        Attacks.SelectMany(figure => figure.Rounds).SelectMany(round => round.Alone.Honest.SliceP99Microseconds));
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(HonestResult))]
[JsonSerializable(typeof(HostileResult))]
[JsonSerializable(typeof(CentreState))]
[JsonSerializable(typeof(AttackReport))]
internal sealed partial class AttackJson : JsonSerializerContext;
