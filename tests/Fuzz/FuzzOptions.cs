using System.Globalization;

namespace Fuzz;

/// <summary>What comes after <c>./build.sh fuzz</c>.</summary>
internal sealed record FuzzOptions
{
    public const string Usage =
        "fuzz [target ...] [--executions N] [--minutes N] [--seed N] [--keep] [--replay FILE]\n"
        + "  target        all of them when none is named\n"
        + "  --executions  how many for each target\n"
        + "  --minutes     how long for each target; 1 when neither is given\n"
        + "  --seed        the mutator's seed\n"
        + "  --keep        write what covers the most into tests/Fuzz/Corpus\n"
        + "  --replay      run only the inputs in this file, one line of hexadecimal digits each";

    public IReadOnlyList<IFuzzTarget> Targets { get; private init; } = [];

    public long Executions { get; private init; } = long.MaxValue;

    public TimeSpan Duration { get; private init; } = TimeSpan.MaxValue;

    public int Seed { get; private init; } = 1;

    public bool Keep { get; private init; }

    public string? Replay { get; private init; }

    /// <exception cref="FormatException">An argument is not one of those in <see cref="Usage"/>.</exception>
    /// <exception cref="OverflowException">A number is too large.</exception>
    public static FuzzOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new FuzzOptions();
        for (int at = 0; at < arguments.Count; at++)
        {
            string Value() => ++at < arguments.Count ? arguments[at] : throw new FormatException($"{arguments[at - 1]} needs a value");
            options = arguments[at] switch
            {
                "--executions" => options with { Executions = long.Parse(Value(), CultureInfo.InvariantCulture) },
                "--minutes" => options with { Duration = TimeSpan.FromMinutes(double.Parse(Value(), CultureInfo.InvariantCulture)) },
                "--seed" => options with { Seed = int.Parse(Value(), CultureInfo.InvariantCulture) },
                "--keep" => options with { Keep = true },
                "--replay" => options with { Replay = Value() },
                string name => options with { Targets = [.. options.Targets, FuzzTargets.Named(name)] },
            };
        }
        if (options.Targets.Count == 0)
            options = options with { Targets = FuzzTargets.All };
        if (options.Executions == long.MaxValue && options.Duration == TimeSpan.MaxValue)
            options = options with { Duration = TimeSpan.FromMinutes(1) };
        return options;
    }
}
