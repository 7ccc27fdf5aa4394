namespace Simulator.Customers;

/// <summary>
/// What the token of a request says of it: when it was to be sent, and its number. Both are cut to their lower bits, and told by what is
/// near: a run may go on for ever.
/// <code>
///  63                                   24 23                0
///  +--------------------------------------+------------------+
///  | units of 100 ns, modulo 30.5 hours   | number           |
///  +--------------------------------------+------------------+
/// </code>
/// </summary>
internal static class LoadToken
{
    private const int NumberBits = 24;
    private const long NumberMask = (1L << NumberBits) - 1;

    public static long Of(long number, long at) => (at << NumberBits) | (number & NumberMask);

    /// <summary>The time from then to <paramref name="now"/>, which is less than 15 hours in either direction.</summary>
    public static long Elapsed(long token, long now) => ((now << NumberBits) - (token & ~NumberMask)) >> NumberBits;

    /// <summary>The number, which was handed out less than 2^24 numbers ago.</summary>
    public static long NumberOf(long token, long handed) => handed - ((handed - (token & NumberMask)) & NumberMask);
}
