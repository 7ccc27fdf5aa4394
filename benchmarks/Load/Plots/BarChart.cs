using System.Globalization;

namespace Load.Plots;

/// <summary>One bar: how long, what of it is set off at its beginning, and from where to where its runs went.</summary>
internal readonly record struct BarOf(string Name, double Value, double Offset, double Least, double Most);

/// <summary>Horizontal bars with their names and values.</summary>
internal static class BarChart
{
    private const int Width = 860;
    private const int NameWidth = 240;
    private const int ValueWidth = 90;
    private const int RowHeight = 22;
    private const int Top = 34;

    public static string Draw(string title, string format, IReadOnlyList<BarOf> bars)
    {
        var svg = new Svg(Width, Top + (RowHeight * bars.Count) + 8);
        svg.Words(8, 20, title);
        double most = bars.Max(bar => Math.Max(bar.Offset + bar.Value, bar.Most));
        double scale = most > 0 ? (Width - NameWidth - ValueWidth) / most : 0;
        for (int i = 0; i < bars.Count; i++)
        {
            var bar = bars[i];
            double y = Top + (i * RowHeight), from = NameWidth + (bar.Offset * scale);
            svg.Words(NameWidth - 8, y + 14, bar.Name, "end");
            svg.Rectangle(from, y + 3, bar.Value * scale, RowHeight - 8, bar.Offset > 0 ? Svg.Other : Svg.Bar);
            if (bar.Most > bar.Least)
                svg.Line(NameWidth + (bar.Least * scale), y + 10, NameWidth + (bar.Most * scale), y + 10, Svg.Other, 2);
            double end = Math.Max(from + (bar.Value * scale), NameWidth + (bar.Most * scale));
            svg.Words(end + 6, y + 14, bar.Value.ToString(format, CultureInfo.InvariantCulture));
        }
        return svg.ToString();
    }
}
