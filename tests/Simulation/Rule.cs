namespace Simulation;

/// <summary>A promise that did not hold.</summary>
public sealed class BrokenRuleException(string message) : Exception(message);

internal static class Rule
{
    public static void Holds(bool holds, string otherwise)
    {
        if (!holds)
            throw new BrokenRuleException(otherwise);
    }
}
