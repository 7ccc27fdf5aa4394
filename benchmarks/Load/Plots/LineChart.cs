using System.Globalization;

namespace Load.Plots;

/// <summary>One line over equal steps, from zero up.</summary>
internal static class LineChart
{
    private const int Width = 860;
    private const int Height = 260;
    private const int Left = 70;
    private const int Right = 20;
    private const int Top = 34;
    private const int Bottom = 30;

    public static string Draw(string title, string step, IReadOnlyList<double> values)
    {
        var svg = new Svg(Width, Height);
        svg.Words(8, 20, title);
        double most = Math.Max(values.Max(), double.Epsilon), floor = Height - Bottom;
        double across = (Width - Left - Right) / (double)Math.Max(1, values.Count - 1), up = (floor - Top) / most;
        svg.Line(Left, floor, Width - Right, floor);
        svg.Line(Left, Top, Left, floor);
        svg.Words(Left - 6, Top + 10, most.ToString("0.##", CultureInfo.InvariantCulture), "end");
        svg.Words(Left - 6, floor, "0", "end");
        svg.Words(Width - Right, Height - 8, string.Create(CultureInfo.InvariantCulture, $"{values.Count} {step}"), "end");
        svg.Polyline(values.Select((value, i) => (Left + (i * across), floor - (value * up))), Svg.Bar);
        return svg.ToString();
    }
}
