using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Storage.Cdr;

/// <summary>
/// Which messages may have rows in one chunk of the table: a Bloom filter of 256 blocks of 256 bits, in which an id sets one
/// bit in each of its block's eight words. At 4,096 ids about one in a thousand that are not there seems to be.
/// </summary>
internal static class MessageFilter
{
    /// <summary>Rows of a chunk, as a power of two.</summary>
    public const int ChunkBits = 12;

    /// <summary>Octets of a filter.</summary>
    public const int Length = 8192;

    private const int BlockLength = 32;

    public static long ChunkOf(long row) => row >> ChunkBits;

    public static void Add(Span<byte> filter, ulong id)
    {
        Span<uint> block = MemoryMarshal.Cast<byte, uint>(filter.Slice(Locate(id, out Vector256<uint> mask), BlockLength));
        (Vector256.Create<uint>(block) | mask).CopyTo(block);
    }

    public static bool MayContain(ReadOnlySpan<byte> filter, ulong id)
    {
        if (filter.Length != Length) return true;
        ReadOnlySpan<uint> block = MemoryMarshal.Cast<byte, uint>(filter.Slice(Locate(id, out Vector256<uint> mask), BlockLength));
        return (Vector256.Create(block) & mask) == mask;
    }

    /// <summary>Offset of the id's block, and the bits it has there.</summary>
    private static int Locate(ulong id, out Vector256<uint> mask)
    {
        // Ids count up, so their bits are spread first (the finalizer of splitmix64).
        ulong hash = (id ^ (id >> 30)) * 0xBF58476D1CE4E5B9;
        hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EB;
        hash ^= hash >> 31;
        Vector256<uint> salts = Vector256.Create(
            0x47B6137Bu, 0x44974D91u, 0x8824AD5Bu, 0xA2B7289Du, 0x705495C7u, 0x2DF1424Bu, 0x9EFC4947u, 0x5C6BFB31u);
        Vector256<uint> bits = (Vector256.Create((uint)hash) * salts) >>> 27;
        mask = Vector256.Create(
            1u << (int)bits[0], 1u << (int)bits[1], 1u << (int)bits[2], 1u << (int)bits[3],
            1u << (int)bits[4], 1u << (int)bits[5], 1u << (int)bits[6], 1u << (int)bits[7]);
        return (int)(hash >> 56) * BlockLength;
    }
}
