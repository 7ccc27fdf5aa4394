using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Measuring;

namespace Sessions.Throughput;

/// <summary>
/// Library to library over loopback: submit_sm → submit_sm_resp beside a bare echo of the same octets and the npm pair. Each round
/// measures every figure once, so that what disturbs the machine for a while disturbs all of them; a figure is the median of the rounds.
/// </summary>
internal sealed class ThroughputBench(string? node, int runs, double seconds, string? only, bool json)
{
    private static readonly (int Connections, int Window)[] Shapes = [(1, 1), (1, 10), (1, 100), (1, 1_000), (8, 100)];

    private sealed record Subject(Pair Pair, int Processes, Worker Client, Worker? Server, int Port);

    private sealed record Cell(Subject Subject, int Connections, int Window, List<(RunResult Client, Usage Server)> Runs);

    public async Task<int> RunAsync()
    {
        await using var centre = await Worker.StartAsync("centre");
        await using var customer = await Worker.StartAsync("customer");
        await using var both = await Worker.StartAsync("customer", "--with-centre");
        await using var npmServer = node is null ? null : await StartNodeAsync("server.js");
        await using var npmClient = node is null ? null : await StartNodeAsync("client.js");
        int[] ports = [.. centre.Ready.Select(int.Parse)];
        List<Subject> subjects =
        [
            new(Pair.Echo, 2, customer, centre, ports[2]),
            new(Pair.TrySend, 2, customer, centre, ports[0]),
            new(Pair.SubmitAsync, 2, customer, centre, ports[0]),
            new(Pair.Centre, 2, customer, centre, ports[1]),
            new(Pair.Echo, 1, both, null, 0),
            new(Pair.TrySend, 1, both, null, 0),
            new(Pair.SubmitAsync, 1, both, null, 0),
        ];
        if (npmClient is not null)
            subjects.Add(new Subject(Pair.Npm, 2, npmClient, npmServer, int.Parse(npmServer!.Ready[0], CultureInfo.InvariantCulture)));
        Cell[] cells =
        [
            .. from subject in subjects
               from shape in Shapes
               let name = $"{subject.Pair}/{subject.Processes}/{shape.Connections}x{shape.Window}"
               where only is null || name.Contains(only, StringComparison.OrdinalIgnoreCase)
               select new Cell(subject, shape.Connections, shape.Window, []),
        ];
        string before = Machine.Load;
        foreach (var cell in cells)
            await MeasureAsync(cell);
        for (int run = 0; run < runs; run++)
        {
            foreach (var cell in cells)
                cell.Runs.Add(await MeasureAsync(cell));
            Console.Error.WriteLine($"round {run + 1} of {runs}, load average {Machine.Load}");
        }
        Report(new ThroughputReport(
            Machine.Commit(), Machine.Processor, Environment.ProcessorCount, RuntimeInformation.FrameworkDescription,
            Messages.Octets, Messages.ResponseOctets, runs, seconds, before, Machine.Load, [.. cells.Select(FigureOf)]));
        return 0;
    }

    private Task<Worker> StartNodeAsync(string script) => Worker.StartProgramAsync(
        "node", [Path.Combine(node!, script)],
        new Dictionary<string, string> { ["NODE_PATH"] = Path.Combine(node!, "node_modules") });

    private async Task<(RunResult Client, Usage Server)> MeasureAsync(Cell cell)
    {
        var (subject, connections, window, _) = cell;
        var order = new RunOrder(subject.Pair, subject.Port, connections, window, seconds);
        var before = await UsageOfAsync(subject.Server);
        string answer = await subject.Client.AskAsync(JsonSerializer.Serialize(order, FigureJson.Default.RunOrder));
        var after = await UsageOfAsync(subject.Server);
        return (JsonSerializer.Deserialize(answer, FigureJson.Default.RunResult)!,
            new Usage(after.CpuSeconds - before.CpuSeconds, after.Allocated - before.Allocated));
    }

    private static async Task<Usage> UsageOfAsync(Worker? server) => server is null
        ? new Usage(0, 0)
        : JsonSerializer.Deserialize(await server.AskAsync("usage"), FigureJson.Default.Usage)!;

    private static Figure FigureOf(Cell cell)
    {
        double Median(Func<RunResult, Usage, double> of) => Middle.Of(cell.Runs.Select(run => of(run.Client, run.Server)));
        bool managed = cell.Subject.Pair != Pair.Npm;
        return new Figure
        {
            Pair = cell.Subject.Pair,
            Processes = cell.Subject.Processes,
            Connections = cell.Connections,
            Window = cell.Window,
            Rate = Median((client, _) => client.Messages / client.Seconds),
            Rates = [.. cell.Runs.Select(run => Math.Round(run.Client.Messages / run.Client.Seconds))],
            P50Microseconds = Median((client, _) => client.P50Microseconds),
            P99Microseconds = Median((client, _) => client.P99Microseconds),
            ClientCpuMicroseconds = Median((client, _) => client.Used.CpuSeconds * 1e6 / client.Messages),
            ServerCpuMicroseconds = Median((client, server) => server.CpuSeconds * 1e6 / client.Messages),
            ClientAllocated = managed ? Median((client, _) => (double)client.Used.Allocated / client.Messages) : null,
            ServerAllocated = managed ? Median((client, server) => (double)server.Allocated / client.Messages) : null,
        };
    }

    private void Report(ThroughputReport report)
    {
        var culture = CultureInfo.InvariantCulture;
        Console.WriteLine(string.Create(culture, $"""
            Commit {report.Commit}, {report.Cores} cores of {report.Processor}, {report.Runtime}.
            Median of {report.Runs} runs of {report.Seconds} s. Load average {report.LoadBefore} before, {report.LoadAfter} after.
            CPU in µs and allocation in octets, each a message; of both sides together where they share a process.

            | pair | processes | binds × window | messages/s | from–to | p50 µs | p99 µs | CPU client | server | allocated client | server |
            |---|---|---|---|---|---|---|---|---|---|---|
            """));
        foreach (var figure in report.Figures)
            Console.WriteLine(Row(figure));
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(report, FigureJson.Default.ThroughputReport));
    }

    private static string Row(Figure figure)
    {
        string[] fields =
        [
            figure.Pair.ToString(), $"{figure.Processes}", $"{figure.Connections} × {Of(figure.Window, "N0")}", Of(figure.Rate, "N0"),
            $"{Of(figure.Rates.Min(), "N0")}–{Of(figure.Rates.Max(), "N0")}",
            Of(figure.P50Microseconds, "N1"), Of(figure.P99Microseconds, "N1"),
            Of(figure.ClientCpuMicroseconds, "0.00"), figure.Processes == 1 ? "" : Of(figure.ServerCpuMicroseconds, "0.00"),
            Of(figure.ClientAllocated, "0.0"), figure.Processes == 1 ? "" : Of(figure.ServerAllocated, "0.0"),
        ];
        return $"| {string.Join(" | ", fields)} |";

        static string Of(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "";
    }
}
