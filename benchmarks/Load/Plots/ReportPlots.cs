using Load.Figures;
using Load.Runs;

namespace Load.Plots;

/// <summary>The drawings of a report: rates, the ladder, latencies at a rate, and the minutes of a long run.</summary>
internal static class ReportPlots
{
    public static void Write(string folder, Report report)
    {
        Bars(folder, "rates.svg", "messages a second, median and runs", "N0", Quantity.Rate, report.Figures.Where(HasMessages));
        Bars(folder, "cpu.svg", "CPU of the gateway, µs a message", "0.0", Quantity.GatewayCpu, report.Figures);
        Bars(
            folder, "latency.svg", "p99 at an offered rate, ms", "0.00", Quantity.P99,
            report.Figures.Where(figure => figure.Name.StartsWith("open/", StringComparison.Ordinal)));
        if (report.Ladder.Count > 1)
        {
            Save(folder, "ladder.svg", BarChart.Draw(
                "the cost ladder: what each rung adds, µs CPU a message", "0.00",
                [.. report.Ladder.Select(rung => new BarOf(
                    rung.Name, Math.Max(0, rung.Added), Math.Max(0, rung.Microseconds - Math.Max(0, rung.Added)), 0, 0))]));
        }
        if (report.Figures.FirstOrDefault(figure => figure.Name == Flat.Name) is not { } flat)
            return;
        Save(folder, "flat-p99.svg", LineChart.Draw("p99 of each minute, ms", "minutes", flat.Measures[Quantity.P99].Runs));
        Save(folder, "flat-memory.svg", LineChart.Draw("resident memory, MiB", "minutes", flat.Measures[Quantity.Resident].Runs));
    }

    private static bool HasMessages(Figure figure) =>
        figure.Measures.ContainsKey(Quantity.CarrierCpu) && !figure.Name.StartsWith("open/", StringComparison.Ordinal);

    private static void Bars(string folder, string file, string title, string format, string quantity, IEnumerable<Figure> figures)
    {
        BarOf[] bars =
        [
            .. from figure in figures
               where figure.Measures.ContainsKey(quantity)
               let measure = figure.Measures[quantity]
               select new BarOf(figure.Name, measure.Median, 0, measure.Least, measure.Most),
        ];
        if (bars.Length > 0)
            Save(folder, file, BarChart.Draw(title, format, bars));
    }

    private static void Save(string folder, string file, string drawing) => File.WriteAllText(Path.Combine(folder, file), drawing);
}
