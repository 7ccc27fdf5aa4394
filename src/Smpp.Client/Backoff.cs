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
        if (refusal is CommandStatus.AlreadyBound or CommandStatus.BindFailed)
            ceiling *= Patience;
        ceiling = Math.Min(ceiling, max.TotalSeconds);
        // Full jitter, but never a hot loop.
        return TimeSpan.FromSeconds(Math.Max(0.1 * Math.Min(min.TotalSeconds, 1), random.NextDouble() * ceiling));
    }
}
