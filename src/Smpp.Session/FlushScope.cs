namespace Smpp.Session;

/// <summary>
/// Gathers the sessions that were written to while one batch is handled, so that each is flushed once at its end instead
/// of once a PDU. Scopes are per thread and nest: the outermost one flushes.
/// </summary>
public static class FlushScope
{
    private static long _lastEpoch;

    [ThreadStatic]
    private static Gathered? _current;

    /// <summary>Opens a scope on this thread; dispose it on the same thread.</summary>
    public static Scope Enter()
    {
        Begin();
        return new Scope(_current!);
    }

    /// <summary>Opens a scope that <see cref="End"/> closes on the same thread, for callers whose begin and end are two calls.</summary>
    public static void Begin()
    {
        var gathered = _current ??= new Gathered();
        if (gathered.Depth++ > 0)
            return;
        gathered.Epoch = Interlocked.Increment(ref _lastEpoch);
        gathered.Moment.Forget();
    }

    /// <summary>Closes a scope; the outermost one flushes every session written to since it was opened.</summary>
    public static void End() => _current!.Close();

    /// <summary>The time of this thread's scope; null while none is open.</summary>
    internal static BatchMoment? Moment => _current is { Depth: > 0 } gathered ? gathered.Moment : null;

    internal static void Touch(SmppSession session)
    {
        if (!TryGather(session))
            session.Flush();
    }

    /// <summary>True when a scope is open on this thread, whose end will flush the session.</summary>
    internal static bool TryGather(SmppSession session)
    {
        var gathered = _current;
        if (gathered is null || gathered.Depth == 0)
            return false;
        if (session.TouchedEpoch == gathered.Epoch)
            return true;
        session.TouchedEpoch = gathered.Epoch;
        gathered.Sessions.Add(session);
        return true;
    }

    /// <summary>An open scope.</summary>
    public readonly ref struct Scope
    {
        private readonly Gathered _gathered;

        internal Scope(Gathered gathered) => _gathered = gathered;

        /// <summary>Closes it.</summary>
        public void Dispose() => _gathered.Close();
    }

    internal sealed class Gathered
    {
        public readonly List<SmppSession> Sessions = [];
        public readonly BatchMoment Moment = new();
        public int Depth;
        public long Epoch;

        public void Close()
        {
            if (Depth > 1)
            {
                Depth--;
                return;
            }
            // A flush may end a session, whose end may write to others: those join the list while it is walked.
            try
            {
                for (int i = 0; i < Sessions.Count; i++)
                {
                    Sessions[i].TouchedEpoch = 0;
                    Sessions[i].Flush();
                }
            }
            finally
            {
                Depth = 0;
                Sessions.Clear();
            }
        }
    }
}
