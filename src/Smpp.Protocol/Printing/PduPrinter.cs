using System.Buffers;
using System.Text;

namespace Smpp.Protocol;

/// <summary>
/// Shows PDUs to people and scripts. Malformed ones are shown as far as they can be read, with the place and kind of the fault and
/// the command_status that a peer would answer; nothing throws over the octets given.
/// </summary>
public static class PduPrinter
{
    /// <summary>Writes a PDU as lines of offset, field and value, with meanings, text, and what a receipt or a part says.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="pdu">One PDU, header included.</param>
    /// <returns>Whether nothing is wrong with it.</returns>
    public static bool WriteTree(TextWriter target, ReadOnlySpan<byte> pdu)
    {
        ArgumentNullException.ThrowIfNull(target);
        var tree = new PduTree(target);
        bool good = PduWalk.Over(pdu, tree);
        PduNotes.Write(tree, pdu);
        return good;
    }

    /// <summary>
    /// Writes a PDU as one JSON object without line breaks: <c>command</c>, <c>command_id</c>, <c>command_status</c>,
    /// <c>command_status_name</c>, <c>sequence_number</c>, <c>fields</c> by the specification's names with short_message in
    /// hexadecimal digits and lists as arrays, <c>tlvs</c> of <c>tag</c>, <c>name</c> and <c>hex</c>, and <c>error</c>, null or a
    /// text.
    /// </summary>
    /// <param name="target">Where to, in UTF-8.</param>
    /// <param name="pdu">One PDU, header included.</param>
    /// <returns>Whether nothing is wrong with it.</returns>
    public static bool WriteJson(IBufferWriter<byte> target, ReadOnlySpan<byte> pdu)
    {
        ArgumentNullException.ThrowIfNull(target);
        using var json = new PduJson(target);
        return PduWalk.Over(pdu, json);
    }

    /// <summary>Writes a PDU as one JSON object without line breaks.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="pdu">One PDU, header included.</param>
    /// <returns>Whether nothing is wrong with it.</returns>
    public static bool WriteJson(TextWriter target, ReadOnlySpan<byte> pdu)
    {
        ArgumentNullException.ThrowIfNull(target);
        var buffer = new ArrayBufferWriter<byte>();
        bool good = WriteJson(buffer, pdu);
        target.Write(Encoding.UTF8.GetString(buffer.WrittenSpan));
        return good;
    }
}
