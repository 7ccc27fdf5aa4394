namespace Gateway.Upstreams;

/// <summary>
/// Whether an upstream answers at all. One that is bound and has answered nothing for a whole response timer is as good as not there: its
/// group goes on without it, and after waits that grow one message asks whether it answers again. Thread-safe.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="patience">The response timer.</param>
internal sealed class Silence(TimeProvider time, TimeSpan patience)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private bool _heard;
    private long _quietSince = time.GetTimestamp();
    private int _silences;
    private long _until;

    /// <summary>True while nothing has been heard since the silence began.</summary>
    public bool HasBegun => Volatile.Read(ref _silences) != 0;

    /// <summary>Of a silence that <see cref="HasBegun"/>: true until the moment to ask again, or while a question is under way.</summary>
    public bool Holds(bool asks) => asks || Volatile.Read(ref _until) > time.GetTimestamp();

    /// <summary>The upstream answered something.</summary>
    public void OnHeard()
    {
        if (!_heard)
            _heard = true;
        if (HasBegun)
            Volatile.Write(ref _silences, 0);
    }

    /// <summary>A submit was not answered in time.</summary>
    /// <returns>True when the upstream counts as silent from now on, for a while.</returns>
    public bool OnTimeout()
    {
        long now = time.GetTimestamp();
        if (_heard || Volatile.Read(ref _until) > now || time.GetElapsedTime(_quietSince, now) < patience)
            return false;
        int silences = Interlocked.Increment(ref _silences);
        double seconds = Math.Min(First.TotalSeconds * Math.Pow(2, Math.Min(silences - 1, 20)), Longest.TotalSeconds);
        Volatile.Write(ref _until, now + (long)(seconds * time.TimestampFrequency));
        return true;
    }

    /// <summary>Marks the time, if something was heard since the last mark.</summary>
    public void OnHeartbeat()
    {
        if (!_heard)
            return;
        _heard = false;
        _quietSince = time.GetTimestamp();
    }
}
