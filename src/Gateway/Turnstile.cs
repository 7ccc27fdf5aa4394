namespace Gateway;

/// <summary>
/// Lets one thread at a time do a piece of work that many ask for: who comes while it is being done leaves the wish and goes
/// on, and the one inside does it once more. No thread ever waits.
/// </summary>
internal struct Turnstile
{
    private int _wishes;

    /// <summary>True when the caller is to do the work, followed by <see cref="Leave"/>.</summary>
    public bool TryEnter(out int seen)
    {
        seen = 1;
        return Interlocked.Increment(ref _wishes) == 1;
    }

    /// <summary>True when the work is done; false when somebody wished for it meanwhile and it is to be done once more.</summary>
    public bool Leave(ref int seen)
    {
        int left = Interlocked.Add(ref _wishes, -seen);
        seen = left;
        return left == 0;
    }
}
