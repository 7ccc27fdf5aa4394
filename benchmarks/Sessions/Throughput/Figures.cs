using System.Text.Json.Serialization;

namespace Sessions.Throughput;

/// <summary>How a figure's requests are sent and who answers them.</summary>
internal enum Pair
{
    /// <summary>A bare echo of the same octets: sockets, frames of a fixed length, nothing read or written by the protocol.</summary>
    Echo,

    /// <summary>TrySend against the handler of an SmppServer.</summary>
    TrySend,

    /// <summary>SubmitAsync, one awaiting loop for each place of the window, against the handler of an SmppServer.</summary>
    SubmitAsync,

    /// <summary>SubmitAsync against a MessageCentre, whose handlers run off the reader.</summary>
    Centre,

    /// <summary>The npm package smpp on both sides.</summary>
    Npm,
}

/// <summary>One order to a customer process.</summary>
internal sealed record RunOrder(Pair Pair, int Port, int Connections, int Window, double Seconds);

/// <summary>What a process has used up since it started.</summary>
/// <param name="CpuSeconds">Processor time, of user and system together.</param>
/// <param name="Allocated">Octets allocated on the managed heap; -1 where that is not known.</param>
internal sealed record Usage(double CpuSeconds, long Allocated)
{
    public static Usage Now() =>
        new(Environment.CpuUsage.TotalTime.TotalSeconds, GC.GetTotalAllocatedBytes(precise: true));
}

/// <summary>What a customer process saw in one run: from its first request to the response of its last.</summary>
internal sealed record RunResult(long Messages, double Seconds, double P50Microseconds, double P99Microseconds, Usage Used);

/// <summary>One figure: medians over its runs, and the rates of all of them in their order.</summary>
internal sealed record Figure
{
    public required Pair Pair { get; init; }

    /// <summary>1 where both sides share a process, else 2.</summary>
    public required int Processes { get; init; }

    public required int Connections { get; init; }

    public required int Window { get; init; }

    /// <summary>Messages a second.</summary>
    public required double Rate { get; init; }

    public required IReadOnlyList<double> Rates { get; init; }

    /// <summary>Time from a request to its response.</summary>
    public required double P50Microseconds { get; init; }

    public required double P99Microseconds { get; init; }

    /// <summary>Processor time for one message; with one process that of both sides, and the server's is 0.</summary>
    public required double ClientCpuMicroseconds { get; init; }

    public required double ServerCpuMicroseconds { get; init; }

    /// <summary>Octets allocated for one message; null for another runtime.</summary>
    public required double? ClientAllocated { get; init; }

    public required double? ServerAllocated { get; init; }
}

/// <summary>All figures of one run of the suite, and what they were measured on.</summary>
internal sealed record ThroughputReport(
    string Commit, string Processor, int Cores, string Runtime, int Octets, int ResponseOctets, int Runs, double Seconds,
    string LoadBefore, string LoadAfter, IReadOnlyList<Figure> Figures);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true)]
[JsonSerializable(typeof(RunOrder))]
[JsonSerializable(typeof(RunResult))]
[JsonSerializable(typeof(Usage))]
[JsonSerializable(typeof(ThroughputReport))]
internal sealed partial class FigureJson : JsonSerializerContext;
