namespace Load.Figures;

/// <summary>One thing that was measured, by its name over all reports, and the quantities found.</summary>
/// <param name="Name">Short and lasting, such as <c>durable/8x100</c>.</param>
/// <param name="Text">What it is.</param>
/// <param name="Measures">The quantities by their names of <see cref="Quantity"/>.</param>
internal sealed record Figure(string Name, string Text, IReadOnlyDictionary<string, Measure> Measures)
{
    public double? Median(string quantity) => Measures.TryGetValue(quantity, out var measure) ? measure.Median : null;
}
