namespace Gateway;

/// <summary>Something that sends what waits in it: an upstream's queue or an account's outbox.</summary>
internal interface IPump
{
    /// <summary>Sends while there is room. Never waits.</summary>
    void Pump();
}

/// <summary>
/// Gathers the queues that were added to while one batch is handled, so that each is pumped once at its end. Per thread;
/// without an open scope a queue is pumped at once.
/// </summary>
internal static class PumpScope
{
    [ThreadStatic]
    private static List<IPump>? _touched;

    [ThreadStatic]
    private static bool _open;

    public static void Enter() => _open = true;

    public static void Exit()
    {
        _open = false;
        if (_touched is not { } touched)
            return;
        // A pump may open a scope of its own, as when it moves its queue to another.
        _touched = null;
        foreach (var pump in touched)
            pump.Pump();
        touched.Clear();
        _touched ??= touched;
    }

    public static void Touch(IPump pump)
    {
        if (!_open)
        {
            pump.Pump();
            return;
        }
        var touched = _touched ??= [];
        if (!touched.Contains(pump))
            touched.Add(pump);
    }
}
