using System.Text.Json;
using Load.Figures;
using Load.Plots;
using Load.References;
using Load.Runs;
using Measuring;

namespace Load;

/// <summary>The suite <c>gateway</c>: measures the figures that are wanted one after the other, and reports them.</summary>
internal sealed class Bench(BenchOptions options) : IAsyncDisposable
{
    private const int Pending = 1_000_000;
    private const string FlatPeak = "durable/8x100";

    private readonly List<Figure> _figures = [];
    private readonly Databases _databases = new();
    private int _failed;

    public async Task<int> RunAsync()
    {
        string loadBefore = Machine.Load;
        await MeasureReferencesAsync();
        foreach (var scenario in Scenarios.AtPeak)
            await AddAsync(scenario.Name, () => MeasureAsync(scenario));
        if (options.Wants(LadderRungs.Name))
            await TryAllAsync(() => LadderRungs.MeasureAsync(options.Smpp, _databases, options.Runs, options.Seconds));
        await MeasureOpenLoopAsync();
        await AddAsync(BindGrowth.Name, () => BindGrowth.MeasureAsync(options.Smpp, _databases, options.Runs, options.Seconds));
        await AddAsync(Backlog.Name, () => Backlog.MeasureAsync(options.Smpp, Pending, options.Runs, options.Seconds));
        if (options.Minutes > 0)
            await TryAsync(async () => await Flat.MeasureAsync(options.Smpp, _databases, options.Minutes, await PeakAsync(FlatPeak) / 2));
        var report = Report.Of(options.Runs, options.Seconds, loadBefore, _figures);
        ReportText.Write(Console.Out, report);
        if (options.Plots is { } folder)
            ReportPlots.Write(Directory.CreateDirectory(folder).FullName, report);
        if (options.Json)
            Console.WriteLine(JsonSerializer.Serialize(report, ReportJson.Default.Report));
        return _failed > 0 ? 1 : 0;
    }

    public ValueTask DisposeAsync() => _databases.DisposeAsync();

    private async Task MeasureReferencesAsync()
    {
        int runs = options.Runs;
        double seconds = options.ShortSeconds;
        await AddAsync(Copy.Name, () => Task.Run(() => Copy.Measure(runs, seconds)));
        await AddAsync(AppendLog.Name, () => Task.Run(() => AppendLog.Measure(runs, seconds)));
        await AddAsync(Codec.Name, () => Task.Run(() => Codec.Measure(runs, seconds)));
        await AddAsync(MemorySessions.Name, () => MemorySessions.MeasureAsync(runs, seconds));
        foreach (int prefixes in (int[])[Prefixes.Few, Prefixes.Many])
            await AddAsync(Prefixes.NameOf(prefixes), () => Task.Run(() => Prefixes.Measure(prefixes, runs, seconds)));
        if (options.Sessions is { } sessions)
        {
            await AddAsync(SessionPairs.Echo, () => SessionPairs.MeasureAsync(SessionPairs.Echo, sessions, null, runs, seconds));
            if (options.Node is { } node)
                await AddAsync(SessionPairs.Npm, () => SessionPairs.MeasureAsync(SessionPairs.Npm, sessions, node, runs, seconds));
        }
        if (!Kannel.IsInstalled)
            return;
        foreach (string name in (string[])[Kannel.WithoutStore, Kannel.WithSpool])
            await AddAsync(name, () => Kannel.MeasureAsync(name, options.Smpp, runs, options.Seconds));
    }

    private async Task MeasureOpenLoopAsync()
    {
        foreach (var scenario in OpenLoop.AtOffered)
            await AddAsync(scenario.Name, () => MeasureAsync(scenario));
        if (OpenLoop.Added(_figures) is { } added)
            await AddAsync(added.Name, () => Task.FromResult(added));
        foreach (var scenario in OpenLoop.AtShareOfPeak)
            await AddAsync(scenario.Name, () => MeasureAsync(scenario));
    }

    /// <summary>The rate of a figure, which is measured now unless it has been.</summary>
    private async Task<double> PeakAsync(string name)
    {
        var peak = _figures.FirstOrDefault(figure => figure.Name == name);
        return (peak ?? await MeasureAsync(Scenarios.AtPeak.First(scenario => scenario.Name == name))).Median(Quantity.Rate)!.Value;
    }

    private Task<Figure> MeasureAsync(Scenario scenario) =>
        new ScenarioBench(options.Smpp, options.Runs, options.Seconds, options.Syscalls, _databases).MeasureAsync(scenario);

    private Task AddAsync(string name, Func<Task<Figure>> measure) => options.Wants(name) ? TryAsync(measure) : Task.CompletedTask;

    private Task TryAsync(Func<Task<Figure>> measure) => TryAllAsync(async () => [await measure()]);

    /// <summary>A figure that fails is missing in the report, and the benchmark goes on and fails at its end.</summary>
    private async Task TryAllAsync(Func<Task<IReadOnlyList<Figure>>> measure)
    {
        try
        {
            foreach (var figure in await measure())
            {
                _figures.Add(figure);
                Console.Error.WriteLine($"{ReportText.Line(figure)}; load average {Machine.Load}");
            }
        }
        catch (Exception e) when (e is TimeoutException or InvalidOperationException)
        {
            _failed++;
            Console.Error.WriteLine(e.Message);
        }
    }
}
