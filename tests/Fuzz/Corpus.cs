using System.Globalization;
using Shared;

namespace Fuzz;

/// <summary>
/// Inputs worth trying again: a file for each target, a line of hexadecimal digits for each input. A line that a find left behind
/// says after a # what was found.
/// </summary>
internal static class Corpus
{
    private const int LongestKept = 2000;

    public static IReadOnlyList<byte[]> Of(string target) => Read(Path.Combine(AppContext.BaseDirectory, "Corpus", target + ".hex"));

    public static IReadOnlyList<byte[]> Read(string path) =>
        [.. File.ReadLines(path).Select(line => Convert.FromHexString(line.Split('#')[0].Trim())).Where(input => input.Length > 0)];

    /// <summary>
    /// Writes to the tree the fewest inputs that still take all edges, the shortest first, behind the lines with a remark that the file
    /// has.
    /// </summary>
    /// <returns>How many.</returns>
    public static int Keep(IFuzzTarget target, IEnumerable<byte[]> inputs, GuardedInput guarded)
    {
        string path = Repository.PathOf("tests", "Fuzz", "Corpus", target.Name + ".hex");
        var coverage = new CoverageMap();
        List<string> lines = [.. File.ReadLines(path).Where(line => line.Contains('#'))];
        foreach (byte[] input in inputs.Where(input => input.Length is > 0 and <= LongestKept).OrderBy(input => input.Length))
        {
            int edges = coverage.Edges;
            target.Run(guarded.Place(input));
            _ = coverage.Take();
            if (coverage.Edges > edges)
                lines.Add(Convert.ToHexStringLower(input));
        }
        File.WriteAllLines(path, lines);
        return lines.Count;
    }

    /// <summary>Saves a find where it is not lost and not taken for a part of the tree.</summary>
    public static string SaveFind(string target, byte[] input, string what)
    {
        string folder = Repository.PathOf("artifacts", "fuzz");
        Directory.CreateDirectory(folder);
        uint sum = input.Aggregate(2166136261u, (hash, octet) => (hash ^ octet) * 16777619u);
        string path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{target}-{sum:x8}.hex"));
        File.WriteAllText(path, $"{Convert.ToHexStringLower(input)} # {what.ReplaceLineEndings(" ")}{Environment.NewLine}");
        return path;
    }
}
