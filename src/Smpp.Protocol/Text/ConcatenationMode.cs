namespace Smpp.Protocol;

/// <summary>How the parts of a long message are joined.</summary>
public enum ConcatenationMode : byte
{
    /// <summary>A user data header with an 8-bit reference (3GPP 23.040 §9.2.3.24.1): understood everywhere.</summary>
    Header8,
    /// <summary>A user data header with a 16-bit reference (§9.2.3.24.8): one character less a part.</summary>
    Header16,
    /// <summary>sar_msg_ref_num, sar_total_segments and sar_segment_seqnum (v3.4 §5.3.2.22–24); excludes a header.</summary>
    Sar,
    /// <summary>One message with all of it in message_payload (v3.4 §5.3.2.32); the message centre cuts it.</summary>
    Payload,
}
