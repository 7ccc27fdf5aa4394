using System.Globalization;
using System.Security;
using System.Text;

namespace Load.Plots;

/// <summary>An SVG drawing: rectangles, lines and words, in two colours that show on white and on black.</summary>
internal sealed class Svg(int width, int height)
{
    public const string Bar = "#4c78a8";
    public const string Other = "#f58518";

    private const string Ink = "#808080";

    private readonly StringBuilder _body = new();

    public void Rectangle(double x, double y, double w, double h, string colour = Bar) =>
        Add($"<rect x=\"{x:0.#}\" y=\"{y:0.#}\" width=\"{Math.Max(0, w):0.#}\" height=\"{Math.Max(0, h):0.#}\" fill=\"{colour}\"/>");

    public void Line(double x1, double y1, double x2, double y2, string colour = Ink, double wide = 1) =>
        Add($"<line x1=\"{x1:0.#}\" y1=\"{y1:0.#}\" x2=\"{x2:0.#}\" y2=\"{y2:0.#}\" stroke=\"{colour}\" stroke-width=\"{wide:0.#}\"/>");

    public void Polyline(IEnumerable<(double X, double Y)> points, string colour)
    {
        string path = string.Join(' ', points.Select(point => FormattableString.Invariant($"{point.X:0.#},{point.Y:0.#}")));
        Add($"<polyline points=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>");
    }

    /// <param name="x">Where its anchor is.</param>
    /// <param name="y">Its base line.</param>
    /// <param name="text">The words.</param>
    /// <param name="anchor">"start", "middle" or "end".</param>
    public void Words(double x, double y, string text, string anchor = "start") =>
        Add($"<text x=\"{x:0.#}\" y=\"{y:0.#}\" text-anchor=\"{anchor}\" fill=\"{Ink}\">{SecurityElement.Escape(text)}</text>");

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"""
        <svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}"
             font-family="sans-serif" font-size="12">
        {_body}</svg>

        """);

    private void Add(FormattableString element) => _body.Append(element.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
