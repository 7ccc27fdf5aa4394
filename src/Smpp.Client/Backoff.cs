using Smpp.Protocol;

namespace Smpp.Client;

/// <summary>
/// Waits between attempts to bind: exponential with full jitter, so that many binds do not return in step. Longer after RALYBND and
/// RBINDFAIL, since the peer then needs time to notice that an old session is dead; longest after refused credentials, which no
/// repetition makes good and for which many centres ban whoever repeats them.
/// </summary>
/// <param name="min">The first wait.</param>
/// <param name="max">The longest wait.</param>
/// <param name="maxRefused">The longest wait after refused credentials.</param>
/// <param name="random">The jitter.</param>
internal sealed class Backoff(TimeSpan min, TimeSpan max, TimeSpan maxRefused, Random random)
{
    private const int WhileOccupied = 4;
    private const int WhileRefused = 30;

    private int _failures;

    public void Reset() => _failures = 0;

    public TimeSpan Next(CommandStatus refusal)
    {
        double ceiling = min.TotalSeconds * Math.Pow(2, Math.Min(_failures++, 30));
        switch (refusal)
        {
            case CommandStatus.AlreadyBound or CommandStatus.BindFailed:
                return UpperHalf(Math.Min(ceiling * WhileOccupied, max.TotalSeconds));
            case CommandStatus.InvalidPassword or CommandStatus.InvalidSystemId or CommandStatus.InvalidSystemType:
                return UpperHalf(Math.Min(ceiling * WhileRefused, Math.Max(max.TotalSeconds, maxRefused.TotalSeconds)));
            default:
                // Full jitter, but never a hot loop.
                ceiling = Math.Min(ceiling, max.TotalSeconds);
                return TimeSpan.FromSeconds(Math.Max(0.1 * Math.Min(min.TotalSeconds, 1), random.NextDouble() * ceiling));
        }
    }

    private TimeSpan UpperHalf(double ceiling) => TimeSpan.FromSeconds(ceiling * (1 + random.NextDouble()) / 2);
}
