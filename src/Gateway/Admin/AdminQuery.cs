using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Gateway.Admin;

/// <summary>What the admin API's filters have in common.</summary>
internal static class AdminQuery
{
    private const int DefaultLimit = 100;

    /// <summary>A value that is there and not empty, or null.</summary>
    public static string? Text(this IQueryCollection query, string key) => query[key] is [{ Length: > 0 } text] ? text : null;

    /// <summary>How many rows are wanted; false, and why, when that is no number that is given.</summary>
    public static bool TryReadLimit(this IQueryCollection query, int most, out int limit, out string reason)
    {
        limit = DefaultLimit;
        reason = "";
        return query.Text("limit") is not { } text
            || (int.TryParse(text, CultureInfo.InvariantCulture, out limit) && limit >= 1 && limit <= most)
            || Refuse($"limit '{text}' is not a number from 1 to {most}", out reason);
    }

    /// <summary>False, and why.</summary>
    public static bool Refuse(string why, out string reason)
    {
        reason = why;
        return false;
    }
}
