using System.Runtime.InteropServices;
using Smpp.Protocol;

namespace Routing;

/// <summary>
/// Hashes that spread messages over the upstreams of a weighted group; the same in every process and after every restart.
/// </summary>
public static class MessageHash
{
    private const uint FnvBasis = 2166136261;
    private const uint FnvPrime = 16777619;

    /// <summary>
    /// One value for all parts of a concatenated message: what they share is the account, both addresses and the reference.
    /// </summary>
    public static uint OfPart(string account, in Address source, in Address destination, ushort reference)
    {
        var hash = Add(FnvBasis, MemoryMarshal.AsBytes(account.AsSpan()));
        hash = Add(hash, source.Value);
        hash = Add((hash ^ 0xFF) * FnvPrime, destination.Value);
        return (hash ^ reference) * FnvPrime;
    }

    /// <summary>Spreads values that differ little, such as counters, over all 32 bits (the finaliser of MurmurHash3).</summary>
    public static uint Mix(uint value)
    {
        value ^= value >> 16;
        value *= 0x85EBCA6B;
        value ^= value >> 13;
        value *= 0xC2B2AE35;
        value ^= value >> 16;
        return value;
    }

    private static uint Add(uint hash, ReadOnlySpan<byte> octets)
    {
        foreach (var octet in octets)
            hash = (hash ^ octet) * FnvPrime;
        return hash;
    }
}
