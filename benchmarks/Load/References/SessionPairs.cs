using System.Globalization;
using System.Text.Json;
using Load.Figures;
using Shared;

namespace Load.References;

/// <summary>What others do with the same octets: a bare echo and the npm package smpp, measured by <c>benchmarks/Sessions</c>.</summary>
internal static class SessionPairs
{
    public const string Echo = "reference/echo/1x100";
    public const string Npm = "reference/npm/1x100";

    private const int Window = 100;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <param name="name">One of the names above.</param>
    /// <param name="sessions">The executable of benchmarks/Sessions.</param>
    /// <param name="node">The folder of the npm package.</param>
    /// <param name="runs">Runs of the figure.</param>
    /// <param name="seconds">Length of each.</param>
    public static async Task<Figure> MeasureAsync(string name, string sessions, string? node, int runs, double seconds)
    {
        string pair = name == Echo ? "Echo" : "Npm";
        List<string> arguments =
        [
            "session", "--json", "--runs", runs.ToString(CultureInfo.InvariantCulture),
            "--seconds", seconds.ToString(CultureInfo.InvariantCulture), "--only", $"{pair}/2/1x100",
        ];
        if (node is not null)
            arguments.AddRange(["--node", node]);
        await using var process = ChildProcess.StartProgram(sessions, arguments);
        if (await process.WaitForExitAsync(Limit) != 0)
            throw new InvalidOperationException($"{name}: benchmarks/Sessions failed:\n{process.Output}");
        using var report = JsonDocument.Parse(process.Results[^1]);
        var figure = report.RootElement.GetProperty("figures").EnumerateArray()
            .First(figure => figure.GetProperty("window").GetInt32() == Window);
        string text = name == Echo ? "a bare echo of the same octets" : "the npm package smpp on both sides";
        return new Figure(name, text, new Dictionary<string, Measure>
        {
            [Quantity.Rate] = Measure.Of(figure.GetProperty("rates").EnumerateArray().Select(rate => rate.GetDouble())),
            [Quantity.P50] = Measure.Of(figure.GetProperty("p50_microseconds").GetDouble() / 1000),
            [Quantity.P99] = Measure.Of(figure.GetProperty("p99_microseconds").GetDouble() / 1000),
            [Quantity.CustomerCpu] = Measure.Of(figure.GetProperty("client_cpu_microseconds").GetDouble()),
            [Quantity.CarrierCpu] = Measure.Of(figure.GetProperty("server_cpu_microseconds").GetDouble()),
        });
    }
}
