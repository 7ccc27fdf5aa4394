using System.Buffers.Binary;
using Smpp.Protocol;

namespace Cli.Capture;

/// <summary>
/// Tells octets that begin a PDU from others, where no more is known of them: in a stream of unknown protocol, and behind a gap.
/// Text in a message cannot look like a header: three of its four numbers begin with zeros.
/// </summary>
internal static class PduSign
{
    private const uint LastReservedStatus = 0x4FF;

    /// <summary>Whether a PDU of a specified command may begin here.</summary>
    /// <param name="octets">At least a header.</param>
    public static bool Begins(ReadOnlySpan<byte> octets)
    {
        PduHeader header = PduHeader.Read(octets);
        if (header.Length < PduHeader.Size || header.Length > PduFramer.DefaultMaxLength || !Enum.IsDefined(header.Id))
            return false;
        // Requests have no status (v3.4 §3.2); vendors' end at 0x4FF (v3.4 §5.1.3).
        if (header.Id.IsResponse ? (uint)header.Status > LastReservedStatus : header.Status != 0)
            return false;
        return header.Id is not (CommandId.EnquireLink or CommandId.EnquireLinkResp or CommandId.Unbind or CommandId.UnbindResp)
            || header.Length == PduHeader.Size;
    }

    /// <summary>Whether the octets are PDUs one behind the other; the last of them may be cut off.</summary>
    public static bool IsChain(ReadOnlySpan<byte> octets)
    {
        if (octets.Length < PduHeader.Size)
            return false;
        while (octets.Length >= PduHeader.Size)
        {
            if (!Begins(octets))
                return false;
            octets = octets[(int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(octets), (uint)octets.Length)..];
        }
        return true;
    }

    /// <summary>
    /// The first place where a PDU begins, behind which another begins if there are the octets to tell; otherwise the first place of
    /// which there are too few octets to tell.
    /// </summary>
    /// <param name="octets">What is searched.</param>
    /// <param name="found">Whether a PDU begins there.</param>
    public static int Find(ReadOnlySpan<byte> octets, out bool found)
    {
        int at = 0;
        for (; at + PduHeader.Size <= octets.Length; at++)
        {
            ReadOnlySpan<byte> rest = octets[at..];
            if (!Begins(rest))
                continue;
            int length = (int)BinaryPrimitives.ReadUInt32BigEndian(rest);
            if (length + PduHeader.Size > rest.Length || Begins(rest[length..]))
            {
                found = true;
                return at;
            }
        }
        found = false;
        return at;
    }
}
