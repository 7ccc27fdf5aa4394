using System.Numerics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Storage;

/// <summary>
/// CRC-32C over words of eight octets. The processor's instruction takes three cycles for a word that depends on the one before, and begins
/// one in each: so three parts of the words are worked on at once and joined by what follows from CRC being linear. A part that n zero bits
/// follow has the remainder of itself times x^n.
/// </summary>
internal static class Crc32C
{
    private const uint Polynomial = 0x82F63B78;

    // Joining costs as much as eight words that follow each other.
    private const int FewestWords = 12;
    private const int MostInPart = 64;

    /// <summary>At n: x^(64n − 33) modulo the polynomial, bit by bit the other way round, as CRC-32C has all of them.</summary>
    private static readonly uint[] Shifts = MakeShifts();

    /// <summary>The CRC of what <paramref name="crc"/> is of and then these words; neither begun nor ended by an inversion.</summary>
    public static uint Append(uint crc, ReadOnlySpan<ulong> words)
    {
        if (Pclmulqdq.IsSupported)
        {
            while (words.Length >= FewestWords)
            {
                int part = Math.Min(words.Length / 3, MostInPart);
                crc = AppendParts(crc, words[..(3 * part)], part);
                words = words[(3 * part)..];
            }
        }
        foreach (ulong word in words)
            crc = BitOperations.Crc32C(crc, word);
        return crc;
    }

    private static uint AppendParts(uint crc, ReadOnlySpan<ulong> words, int part)
    {
        var first = words[..part];
        var second = words.Slice(part, part);
        var third = words.Slice(2 * part, part);
        uint afterFirst = crc, ofSecond = 0, ofThird = 0;
        for (int i = 0; i < first.Length && i < second.Length && i < third.Length; i++)
        {
            afterFirst = BitOperations.Crc32C(afterFirst, first[i]);
            ofSecond = BitOperations.Crc32C(ofSecond, second[i]);
            ofThird = BitOperations.Crc32C(ofThird, third[i]);
        }
        var moved = Times(afterFirst, Shifts[2 * part]) ^ Times(ofSecond, Shifts[part]);
        // The instruction multiplies by x^32 and takes the remainder; x^1 comes from two reversed numbers having 63 bits together.
        return BitOperations.Crc32C(0, moved.ToScalar()) ^ ofThird;
    }

    private static Vector128<ulong> Times(uint one, uint other) => Pclmulqdq.CarrylessMultiply(
        Vector128.CreateScalar((ulong)one), Vector128.CreateScalar((ulong)other), 0);

    private static uint[] MakeShifts()
    {
        uint[] shifts = new uint[(2 * MostInPart) + 1];
        uint power = 0x80000000;
        int exponent = 0;
        for (int n = 1; n < shifts.Length; n++)
        {
            for (; exponent < (64 * n) - 33; exponent++)
                power = (power >> 1) ^ ((power & 1) * Polynomial);
            shifts[n] = power;
        }
        return shifts;
    }
}
