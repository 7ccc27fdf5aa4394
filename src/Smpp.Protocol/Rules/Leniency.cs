namespace Smpp.Protocol;

/// <summary>
/// The ways in which peers in the field depart from the specification and can be understood all the same. A way that
/// <see cref="DecodeRules"/> allow is reported each time it was needed; one that they do not allow is an error.
/// </summary>
[Flags]
public enum Leniency
{
    /// <summary>The specification to the letter.</summary>
    None = 0,

    /// <summary>A password of more than 8 characters (v3.4 §5.2.2): many operators issue them.</summary>
    LongPassword = 1 << 0,

    /// <summary>A response with an error status that has a body nevertheless (v5.0 §3.2.1.3).</summary>
    ErrorResponseBody = 1 << 1,

    /// <summary>A response with ESME_ROK of 16 octets where a body belongs: a submit_sm_resp without message_id.</summary>
    MissingResponseBody = 1 << 2,

    /// <summary>A deliver_sm_resp whose message_id is not NULL (v3.4 §4.6.2).</summary>
    DeliverRespMessageId = 1 << 3,

    /// <summary>Octets behind the header of enquire_link, unbind, generic_nack and other PDUs of 16 octets.</summary>
    HeaderOnlyOctets = 1 << 4,

    /// <summary>One to three octets at the end that form no TLV; they are left out.</summary>
    TrailingOctets = 1 << 5,

    /// <summary>A TLV of a response that reaches beyond the PDU's end; it is left out with what follows.</summary>
    MalformedResponseTlvs = 1 << 6,

    /// <summary>A C-Octet string TLV without its final NUL.</summary>
    UnterminatedTlvString = 1 << 7,

    /// <summary>A TLV the specification knows, of a length it does not allow; it is kept as octets.</summary>
    TlvLength = 1 << 8,

    /// <summary>A TLV the specification knows, with a value it reserves; it is kept.</summary>
    TlvValue = 1 << 9,

    /// <summary>A TLV the operation requires is absent.</summary>
    MissingTlv = 1 << 10,

    /// <summary>A value the specification reserves, such as a TON above 6; whoever uses it takes the default (v3.4 §3.3).</summary>
    ReservedValue = 1 << 11,

    /// <summary>A short_message of 255 octets from a peer of v3.4, which allows 254 (§5.2.21).</summary>
    LongShortMessage = 1 << 12,

    /// <summary>short_message and message_payload in one PDU: the payload supersedes (v5.0 §4.2.1.1).</summary>
    BothBodies = 1 << 13,

    /// <summary>A user data header and sar_* or port TLVs in one PDU (v3.4 §5.2.12): the header wins.</summary>
    BothHeaders = 1 << 14,

    /// <summary>UDHI is set, but the header's length reaches beyond the user data: they are taken as they are.</summary>
    BrokenUserDataHeader = 1 << 15,

    /// <summary>A schedule_delivery_time or validity_period that is no time (v3.4 §7.1.1): whoever uses it has to judge.</summary>
    UnreadableTime = 1 << 16,

    /// <summary>User data in UCS-2 (data_coding 8) of an odd number of octets: the last one is half a character.</summary>
    OddUcs2 = 1 << 17,

    /// <summary>Every way.</summary>
    All = (1 << 18) - 1,
}
