namespace Faults;

/// <summary>How long the fault tests run: short in each run, long with SMPP_FAULTS=long.</summary>
internal static class Length
{
    public static bool IsLong { get; } = Environment.GetEnvironmentVariable("SMPP_FAULTS") == "long";

    public static int Of(int @short, int @long) => IsLong ? @long : @short;
}
