using Routing;
using Smpp.Protocol;

namespace Gateway.Configuration;

/// <summary>The waits after the refusals with one status.</summary>
/// <param name="Status">The status.</param>
/// <param name="Waits">The wait before each further attempt; none for a status that is final.</param>
public readonly record struct RetryRule(CommandStatus Status, ConfigList<TimeSpan> Waits);

/// <summary>
/// <c>retry</c> of an upstream: how long a message waits after each refusal before it is offered again, by the status. Refusals that ask
/// the sender to slow down (ESME_RTHROTTLED, ESME_RMSGQFUL) are not counted: they pause the upstream, not the message.
/// </summary>
public sealed record RetryTimetable
{
    /// <summary>After a refusal for now without a rule of its own.</summary>
    public ConfigList<TimeSpan> Waits { get; init; } =
    [
        TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(15), TimeSpan.FromMinutes(1),
        TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromHours(1),
    ];

    public ConfigList<RetryRule> Rules { get; init; }

    /// <summary>True for a refusal that says nothing about the message.</summary>
    public static bool IsPause(CommandStatus status) => status.Retry == RetryClass.Throttled;

    /// <summary>Whether a message that was refused may be offered again, and after which wait.</summary>
    /// <param name="status">The refusal.</param>
    /// <param name="refusals">Refusals of the same message before.</param>
    /// <param name="wait">The wait.</param>
    public bool TryNext(CommandStatus status, int refusals, out TimeSpan wait)
    {
        wait = default;
        if (IsPause(status))
            return true;
        var waits = status.IsTemporary ? Waits : default;
        foreach (var rule in Rules.AsSpan())
        {
            if (rule.Status == status)
                waits = rule.Waits;
        }
        if (refusals >= waits.Count)
            return false;
        wait = waits[refusals];
        return true;
    }
}
