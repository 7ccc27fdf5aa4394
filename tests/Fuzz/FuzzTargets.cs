using Fuzz.Targets;

namespace Fuzz;

/// <summary>Everything that is fuzzed.</summary>
internal static class FuzzTargets
{
    public static IReadOnlyList<IFuzzTarget> All { get; } =
    [
        new FramerTarget(), new PduTarget(), new TlvsTarget(), new UdhTextTarget(), new ReceiptsTarget(), new TimesTarget(),
        new PrinterTarget(),
    ];

    public static IFuzzTarget Named(string name) => All.FirstOrDefault(target => target.Name == name)
        ?? throw new FormatException($"no target is called '{name}'; there are {string.Join(", ", All.Select(target => target.Name))}");
}
