using Load.Figures;

namespace Load.References;

/// <summary>What moving a submit_sm in memory costs, out of a buffer that no cache holds.</summary>
internal static class Copy
{
    public const string Name = "reference/copy";

    private const int Octets = 170;
    private const int Copies = 100_000;

    public static Figure Measure(int runs, double seconds)
    {
        byte[] source = new byte[Octets * Copies], target = new byte[Octets];
        return Loop.Measure(Name, "a copy of 170 octets", runs, seconds, () =>
        {
            for (int i = 0; i < Copies; i++)
                source.AsSpan(i * Octets, Octets).CopyTo(target);
            return Copies;
        });
    }
}
