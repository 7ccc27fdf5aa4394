namespace Gateway;

/// <summary>Something that sends what waits in it: an upstream's queue or an account's outbox.</summary>
internal interface IPump
{
    /// <summary>Sends while there is room. Never waits.</summary>
    void Pump();
}

/// <summary>
/// Gathers the queues that were added to while one batch is handled, so that each is pumped once at its end. Per thread, and
/// scopes nest: the outermost one pumps. Without an open scope a queue is pumped at once.
/// </summary>
internal static class PumpScope
{
    [ThreadStatic]
    private static List<IPump>? _touched;

    [ThreadStatic]
    private static int _depth;

    public static void Enter() => _depth++;

    public static void Exit()
    {
        if (_depth > 1)
        {
            _depth--;
            return;
        }
        try
        {
            // Pumping one queue may move messages into another, also into one that was pumped before: taken out, not walked.
            while (_touched is { Count: > 0 } touched)
            {
                var next = touched[^1];
                touched.RemoveAt(touched.Count - 1);
                next.Pump();
            }
        }
        finally
        {
            _depth = 0;
        }
    }

    public static void Touch(IPump pump)
    {
        if (_depth == 0)
        {
            pump.Pump();
            return;
        }
        var touched = _touched ??= [];
        if (!touched.Contains(pump))
            touched.Add(pump);
    }
}
