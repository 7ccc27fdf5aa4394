using System.Runtime.CompilerServices;

namespace Simulation;

/// <summary>A promise that did not hold.</summary>
public sealed class BrokenRuleException(string message) : Exception(message);

/// <summary>Holds promises, and keeps the first broken one of a world: a session catches what its application's calls throw.</summary>
internal static class Rule
{
    [ThreadStatic]
    private static BrokenRuleException? _broken;

    public static void Begin() => _broken = null;

    public static void ThrowIfBroken()
    {
        if (_broken is not null)
            throw _broken;
    }

    public static void Holds(bool holds, [InterpolatedStringHandlerArgument(nameof(holds))] ref Otherwise otherwise)
    {
        if (!holds)
            Break(otherwise.ToString());
    }

    public static void Holds(bool holds, string otherwise)
    {
        if (!holds)
            Break(otherwise);
    }

    private static void Break(string otherwise)
    {
        _broken ??= new BrokenRuleException(otherwise);
        throw _broken;
    }

    /// <summary>The text of a promise: made only when it is broken.</summary>
    [InterpolatedStringHandler]
    internal readonly ref struct Otherwise
    {
        private readonly System.Text.StringBuilder? _text;

        public Otherwise(int literalLength, int formattedCount, bool holds, out bool isNeeded)
        {
            isNeeded = !holds;
            _text = holds ? null : new System.Text.StringBuilder(literalLength + (8 * formattedCount));
        }

        public void AppendLiteral(string value) => _text!.Append(value);

        public void AppendFormatted<T>(T value) => _text!.Append(value);

        public override string ToString() => $"{_text}";
    }
}
