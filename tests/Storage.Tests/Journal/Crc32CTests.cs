using System.Numerics;
using System.Runtime.InteropServices;
using CsCheck;

namespace Storage.Tests;

public class Crc32CTests
{
    [Fact]
    public void It_is_what_one_word_after_the_other_gives_however_many_there_are() =>
        Gen.Select(Gen.UInt, Gen.ULong.Array[0, 700]).Sample((begin, words) =>
        {
            uint expected = begin;
            foreach (ulong word in words)
                expected = BitOperations.Crc32C(expected, word);
            Assert.Equal(expected, Crc32C.Append(begin, words));
        });

    /// <summary>The test vector of RFC 3720, B.4: 32 octets that count up.</summary>
    [Fact]
    public void It_is_the_CRC_of_iSCSI()
    {
        byte[] octets = [.. Enumerable.Range(0, 32).Select(octet => (byte)octet)];
        Assert.Equal(0x46DD794Eu, ~Crc32C.Append(uint.MaxValue, MemoryMarshal.Cast<byte, ulong>(octets)));
        byte[] zeros = new byte[32 * 3];
        uint half = Crc32C.Append(uint.MaxValue, MemoryMarshal.Cast<byte, ulong>(zeros.AsSpan(0, 32)));
        Assert.Equal(0x8A9136AAu, ~half);
        Assert.Equal(
            Crc32C.Append(half, MemoryMarshal.Cast<byte, ulong>(zeros.AsSpan(32))),
            Crc32C.Append(uint.MaxValue, MemoryMarshal.Cast<byte, ulong>(zeros)));
    }
}
