using System.Buffers.Binary;

namespace Fuzz.Targets;

/// <summary>What the targets that take whole PDUs have in common.</summary>
internal static class PduWords
{
    private static readonly byte[] Address = [1, 1, .. "447700900123\0"u8];

    public static IReadOnlyList<byte[]> All { get; } =
    [
        .. Enum.GetValues<CommandId>().Select(id => Octets((uint)id)),
        Address, [0, 0, 0], [1, .. Address], [2, .. "list\0"u8], [.. "261123203701000+\0"u8], [.. "000001000000000R\0"u8],
        [0x04, 0x24, 0, 4, 1, 2, 3, 4], [0x13, 0x0C, 0, 0], [0x02, 0x10, 0, 1, 0x34], [5, .. "Hello"u8],
        [.. "SMPP3TEST\0secret08\0SUBMIT1\0"u8],
    ];

    /// <summary>
    /// The octets with a command_length that fits when their first bit is set, which the fuzzer would find too seldom; and as they are
    /// when it is not.
    /// </summary>
    public static ReadOnlySpan<byte> Framed(ReadOnlySpan<byte> input)
    {
        if (input.Length < PduHeader.Size || input[0] < 0x80)
            return input;
        byte[] framed = input.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(framed, framed.Length);
        return framed;
    }

    private static byte[] Octets(uint number)
    {
        byte[] octets = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(octets, number);
        return octets;
    }
}
