namespace Smpp.Session;

/// <summary>
/// The calls into the application that are not the reader's: they may still be under way on other threads when the reader has ended.
/// The end waits for them without holding a thread, and so even when it comes from within one of them: whoever leaves last goes on
/// with it.
/// </summary>
internal struct CallsUnderWay
{
    private const int EndWaits = int.MinValue;

    private int _calls;

    /// <summary>Begins a call; false when the end has come, and nothing may be told any more.</summary>
    public bool TryEnter()
    {
        int calls = Volatile.Read(ref _calls);
        while (calls >= 0)
        {
            int seen = Interlocked.CompareExchange(ref _calls, calls + 1, calls);
            if (seen == calls)
                return true;
            calls = seen;
        }
        return false;
    }

    /// <summary>Ends a call; true when it was the last that the end has waited for, which the caller then tells of.</summary>
    public bool Leave() => Interlocked.Decrement(ref _calls) == EndWaits;

    /// <summary>Lets no further call begin; true when none is under way, and the caller tells of the end.</summary>
    public bool End() => Interlocked.Or(ref _calls, EndWaits) == 0;
}
