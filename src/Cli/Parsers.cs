using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;
using System.Numerics;
using Gateway.Configuration;
using Simulator;
using Smpp.Protocol;

namespace Cli;

/// <summary>Options with values of their own forms; a value that cannot be read is an error that says what is expected.</summary>
internal static class Parsers
{
    public delegate bool TryParse<T>(string text, out T value);

    /// <summary>What <see cref="TryParseDuration"/> expects.</summary>
    public const string Duration = "DURATION up to 1000h";

    // Timers take less than 50 days.
    private static readonly TimeSpan LongestDuration = TimeSpan.FromHours(1000);

    /// <summary>An option read by <paramref name="parse"/>.</summary>
    public static Option<T> Option<T>(string name, string description, string expected, TryParse<T> parse, T initial) => new(name)
    {
        Description = description,
        HelpName = expected,
        DefaultValueFactory = _ => initial,
        CustomParser = result => Parse(result, expected, parse)!,
    };

    /// <summary>A required option read by <paramref name="parse"/>.</summary>
    public static Option<T> Required<T>(string name, string description, string expected, TryParse<T> parse) => new(name)
    {
        Description = description,
        HelpName = expected,
        Required = true,
        CustomParser = result => Parse(result, expected, parse),
    };

    /// <summary>An option that is null when it is not given.</summary>
    public static Option<T?> Optional<T>(string name, string description, string expected, TryParse<T> parse) where T : struct => new(name)
    {
        Description = description,
        HelpName = expected,
        CustomParser = result => Parse(result, expected, parse),
    };

    /// <summary>A whole number within bounds.</summary>
    public static Option<T> Number<T>(string name, string description, T initial, T least, T most) where T : struct, INumber<T> => new(name)
    {
        Description = description,
        HelpName = "N",
        DefaultValueFactory = _ => initial,
        CustomParser = result => Parse(result, $"a number from {least} to {most}", Within(least, most)),
    };

    /// <summary>A number within bounds that is null when it is not given.</summary>
    public static Option<T?> OptionalNumber<T>(string name, string description, T least, T most) where T : struct, INumber<T> => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = result => Parse(result, $"a number from {least} to {most}", Within(least, most)),
    };

    /// <summary>One of the names of an enumeration, whatever its case; null when it is not given.</summary>
    public static Option<T?> Named<T>(string name, string description, string helpName, params T[] choices)
        where T : struct, Enum => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = result => Parse<T>(
            result, $"one of {string.Join(", ", choices)}", (text, out value) => TryParseName(text, choices, out value)),
    };

    /// <summary>A name in full: no number, and no list, which <see cref="Enum.TryParse{T}(string, bool, out T)"/> would take too.</summary>
    public static bool TryParseName<T>(string text, IEnumerable<T> choices, out T value) where T : struct, Enum
    {
        foreach (var choice in choices)
        {
            value = choice;
            if (text.Equals(choice.ToString(), StringComparison.OrdinalIgnoreCase))
                return true;
        }
        value = default;
        return false;
    }

    public static bool TryParseDuration(string text, out TimeSpan duration) =>
        Durations.TryParse(text, out duration) && duration <= LongestDuration;

    public static bool TryParsePercent(string text, out double percent) =>
        double.TryParse(text.TrimEnd('%'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out percent) && percent <= 100;

    public static bool TryParseAddress(string text, out Address address) => Address.TryParse(text, out address);

    public static bool TryParseEndPoint(string text, out EndPoint? endPoint)
    {
        endPoint = HostAddress.TryParse(text, out var address) ? address.ToEndPoint() : null;
        return endPoint is not null;
    }

    /// <summary>An address of this machine to listen on: an IP address, or <c>localhost</c>.</summary>
    public static bool TryParseListen(string text, out IPEndPoint? endPoint)
    {
        endPoint = HostAddress.TryParse(text, out var address) ? address.ToIPEndPoint() : null;
        return endPoint is not null;
    }

    /// <summary>Numbers within bounds, one each time that the option is given.</summary>
    public static Option<T[]> Numbers<T>(string name, string description, T least, T most) where T : struct, INumber<T> => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = result => [.. result.Tokens.Select(token =>
            Parse(result, token.Value, $"a number from {least} to {most}", Within(least, most)))],
    };

    private static TryParse<T> Within<T>(T least, T most) where T : struct, INumber<T> => (string text, out T value) =>
        T.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value) && value >= least && value <= most;

    private static T? Parse<T>(ArgumentResult result, string expected, TryParse<T> parse) =>
        Parse(result, result.Tokens[0].Value, expected, parse);

    private static T? Parse<T>(ArgumentResult result, string text, string expected, TryParse<T> parse)
    {
        if (parse(text, out var value))
            return value;
        string name = result.Parent is OptionResult option ? option.Option.Name : result.Argument.Name;
        result.AddError($"{name} '{text}' cannot be read: expected {expected}");
        return default;
    }
}
