namespace Smpp.Server.Tests;

/// <summary>How many peers a test brings: a few in each run, many with SMPP_FAULTS=long.</summary>
internal static class Scale
{
    public static int Of(int @short, int @long) =>
        Environment.GetEnvironmentVariable("SMPP_FAULTS") == "long" ? @long : @short;
}

/// <summary>Tests that take most of the machine run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}
