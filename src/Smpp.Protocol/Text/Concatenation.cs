namespace Smpp.Protocol;

/// <summary>Which part of which long message a short message is.</summary>
/// <param name="Reference">The long message's reference; 0 is as good as any.</param>
/// <param name="Total">Parts, 1..255.</param>
/// <param name="Number">This part, 1..<paramref name="Total"/>.</param>
/// <param name="Wide">The reference has 16 bits: it never matches an 8-bit one.</param>
public readonly record struct Concatenation(ushort Reference, byte Total, byte Number, bool Wide)
{
    /// <summary>Total and number are in range.</summary>
    public bool IsPossible => Number >= 1 && Number <= Total;

    /// <summary>
    /// Reads it from the user data header, else from sar_msg_ref_num, sar_total_segments and sar_segment_seqnum when all three are
    /// there (v5.0 §4.8.4.48–50). Where both are present the header wins.
    /// </summary>
    public static bool TryRead(scoped in MessageView view, out Concatenation concatenation)
    {
        if (view.EsmClass.HasUdh
            && UserDataHeader.TryRead(view.UserData, out UserDataHeader udh, out _)
            && udh.TryGetConcatenation(out concatenation))
        {
            return true;
        }
        return TryReadTlvs(view.Tlvs, out concatenation);
    }

    private static bool TryReadTlvs(scoped TlvReader tlvs, out Concatenation concatenation)
    {
        concatenation = default;
        if (tlvs.Raw.IsEmpty
            || !tlvs.TryGetUInt16(TlvTag.SarMsgRefNum, out ushort reference)
            || !tlvs.TryGetByte(TlvTag.SarTotalSegments, out byte total)
            || !tlvs.TryGetByte(TlvTag.SarSegmentSeqnum, out byte number))
        {
            return false;
        }
        concatenation = new(reference, total, number, Wide: true);
        return concatenation.IsPossible;
    }
}
