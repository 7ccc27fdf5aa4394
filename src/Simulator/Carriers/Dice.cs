namespace Simulator.Carriers;

/// <summary>What a throw decides; each has its own sequence, so that changing one share moves no other decision.</summary>
internal enum Throw : byte
{
    Mute = 1,
    Throttle,
    Refuse,
    Outcome,
    ResponseDelay,
    ReceiptDelay,
}

/// <summary>
/// Seeded decisions without state: the n-th message of a carrier always meets the same fate, whichever thread handles it.
/// </summary>
internal readonly struct Dice(ulong seed)
{
    /// <summary>A number from 0 up to 1.</summary>
    public double Cast(long ordinal, Throw about) =>
        (Mix(Mix(seed + ((ulong)about << 56)) + ((ulong)ordinal * 0x9E3779B97F4A7C15)) >> 11) * (1.0 / (1UL << 53));

    /// <summary>The finaliser of SplitMix64.</summary>
    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
