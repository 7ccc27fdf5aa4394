using System.Globalization;
using System.Text;
using Smpp.Protocol;

namespace Simulator.Carriers;

/// <summary>Weighted choices, written <c>delivrd=95,undeliv=5</c>.</summary>
public sealed class Weighted<T> where T : struct
{
    private readonly T[] _values;
    private readonly double[] _upTo;

    /// <summary>Makes a choice of values with weights; those without weight are never chosen.</summary>
    public Weighted(IReadOnlyList<(T Value, double Weight)> choices)
    {
        Choices = choices;
        double sum = 0, total = choices.Sum(choice => choice.Weight);
        _values = [.. choices.Select(choice => choice.Value)];
        _upTo = [.. choices.Select(choice => (sum += choice.Weight) / total)];
    }

    /// <summary>The values and weights as they were given.</summary>
    public IReadOnlyList<(T Value, double Weight)> Choices { get; }

    /// <summary>What a number from 0 up to 1 chooses.</summary>
    public T Pick(double unit)
    {
        for (int i = 0; i < _upTo.Length; i++)
        {
            if (unit < _upTo[i])
                return _values[i];
        }
        return _values[^1];
    }
}

/// <summary>Reads weighted lists.</summary>
public static class WeightedText
{
    /// <summary>Reads the final states of messages and their weights: <c>delivrd=95,undeliv=5</c>.</summary>
    public static bool TryParseOutcomes(string text, out Weighted<MessageState>? outcomes)
    {
        outcomes = TryParse<MessageState>(text, TryParseState, out var choices) && choices.Sum(choice => choice.Weight) > 0
            ? new Weighted<MessageState>(choices)
            : null;
        return outcomes is not null;
    }

    /// <summary>Reads statuses and the percentage of submits each refuses: <c>ESME_RSUBMITFAIL=2,ESME_RINVDSTADR=1</c>.</summary>
    public static bool TryParseRefusals(string text, out IReadOnlyList<(CommandStatus Status, double Percent)> refusals)
    {
        bool read = TryParse<CommandStatus>(text, CommandStatuses.TryParse, out var choices) && choices.Sum(choice => choice.Weight) <= 100;
        refusals = read ? choices : [];
        return read;
    }

    private delegate bool TryParseValue<T>(string text, out T value);

    private static bool TryParseState(string text, out MessageState state) =>
        MessageState.TryParseWord(Encoding.Latin1.GetBytes(text), out state) && state.IsFinal;

    private static bool TryParse<T>(string text, TryParseValue<T> parse, out List<(T Value, double Weight)> choices)
    {
        choices = [];
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var sides = part.Split('=');
            if (sides.Length > 2 || !parse(sides[0], out var value))
                return false;
            double weight = 1;
            if (sides.Length == 2
                && !double.TryParse(sides[1].TrimEnd('%'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out weight))
                return false;
            choices.Add((value, weight));
        }
        return true;
    }
}
