using Smpp.Protocol;

namespace Smpp.Client;

/// <summary>
/// Waits between attempts to bind: exponential with full jitter, so that many binds do not return in step, and longer after
/// RALYBND and RBINDFAIL, since the peer then needs time to notice that an old session is dead.
/// </summary>
internal sealed class Backoff(TimeSpan min, TimeSpan max, Random random)
{
    private const int Patience = 4;

    private int _failures;

    public void Reset() => _failures = 0;

    public TimeSpan Next(CommandStatus refusal)
    {
        double ceiling = min.TotalSeconds * Math.Pow(2, Math.Min(_failures++, 30));
        // While the peer holds a dead session for live, at least half of a longer wait.
        if (refusal is CommandStatus.AlreadyBound or CommandStatus.BindFailed)
            return TimeSpan.FromSeconds(Math.Min(ceiling * Patience, max.TotalSeconds) * (1 + random.NextDouble()) / 2);
        // Full jitter, but never a hot loop.
        ceiling = Math.Min(ceiling, max.TotalSeconds);
        return TimeSpan.FromSeconds(Math.Max(0.1 * Math.Min(min.TotalSeconds, 1), random.NextDouble() * ceiling));
    }
}
