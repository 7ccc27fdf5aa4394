namespace Measuring;

/// <summary>What counts of several runs.</summary>
internal static class Middle
{
    /// <summary>The value in the middle, or the mean of the two there.</summary>
    /// <param name="values">At least one.</param>
    public static double Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
