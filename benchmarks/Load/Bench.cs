using System.Text.Json;
using Load.Figures;
using Load.Runs;
using Measuring;

namespace Load;

/// <summary>The suite <c>gateway</c>: measures the figures that are wanted one after the other, and reports them.</summary>
internal sealed class Bench(BenchOptions options)
{
    private readonly List<Figure> _figures = [];

    public async Task<int> RunAsync()
    {
        string loadBefore = Machine.Load;
        await using var databases = new Databases();
        var scenarios = new ScenarioBench(options.Smpp, options.Runs, options.Seconds, options.Syscalls, databases);
        try
        {
            foreach (var scenario in Scenarios.AtPeak)
                await AddAsync(scenario.Name, () => scenarios.MeasureAsync(scenario));
        }
        catch (Exception e) when (e is TimeoutException or InvalidOperationException)
        {
            Console.Error.WriteLine(e.Message);
            return 1;
        }
        var report = Report.Of(options.Runs, options.Seconds, loadBefore, _figures);
        ReportText.Write(Console.Out, report);
        if (options.Json)
            Console.WriteLine(JsonSerializer.Serialize(report, ReportJson.Default.Report));
        return 0;
    }

    private async Task AddAsync(string name, Func<Task<Figure>> measure)
    {
        if (!options.Wants(name))
            return;
        _figures.Add(await measure());
        Console.Error.WriteLine($"{ReportText.Line(_figures[^1])}; load average {Machine.Load}");
    }
}
