namespace Smpp.Protocol;

/// <summary>One short message of a text or of data, ready to be sent.</summary>
public sealed record Segment
{
    /// <summary>data_coding, the same in all parts.</summary>
    public required DataCoding DataCoding { get; init; }

    /// <summary>esm_class: 0x40 when <see cref="UserData"/> begins with a header, else 0.</summary>
    public required EsmClass EsmClass { get; init; }

    /// <summary>The user data, header included.</summary>
    public required byte[] UserData { get; init; }

    /// <summary>This part, 1..<see cref="Total"/>.</summary>
    public required int Number { get; init; }

    /// <summary>Parts altogether, 1..255.</summary>
    public required int Total { get; init; }

    /// <summary>The reference that the parts share; without meaning when <see cref="Total"/> is 1.</summary>
    public required ushort Reference { get; init; }

    /// <summary>
    /// The three sar_* TLVs instead of a header, or message_payload instead of <see cref="UserData"/>; empty when a header is used or there
    /// is one part only.
    /// </summary>
    public TlvList Tlvs { get; init; }
}
