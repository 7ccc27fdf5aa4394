using Smpp.Protocol;

namespace Gateway.Flows;

/// <summary>What became of a message: taken by its upstream when the status is ESME_ROK, else ended in a state.</summary>
internal readonly record struct Outcome(GatewayMessage Message, CommandStatus Status, MessageState State);

/// <summary>
/// Outcomes for which the journal had no room. The window slots of their messages stay taken until they are booked, so that a full
/// disk holds the upstreams up, and a crash then doubles no more than a window. Thread-safe.
/// </summary>
internal sealed class Unbooked
{
    private readonly Lock _gate = new();
    private readonly Queue<Outcome> _outcomes = new();

    public void Add(Outcome outcome)
    {
        lock (_gate)
            _outcomes.Enqueue(outcome);
    }

    /// <summary>Books what waits, in order, until there is no room again. Called by one thread at a time.</summary>
    public void Book(Func<Outcome, bool> book)
    {
        while (true)
        {
            Outcome first;
            lock (_gate)
            {
                if (!_outcomes.TryPeek(out first))
                    return;
            }
            if (!book(first))
                return;
            lock (_gate)
                _outcomes.Dequeue();
        }
    }
}
