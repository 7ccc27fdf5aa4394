namespace Smpp.Protocol;

/// <summary>How the value of a TLV is read (v5.0 §3.1.1).</summary>
public enum TlvKind : byte
{
    /// <summary>Octets without further structure, or with one of their own.</summary>
    Octets,

    /// <summary>A big-endian integer of 1, 2 or 4 octets.</summary>
    Integer,

    /// <summary>A C-Octet string: text that ends with a NUL, which many peers leave out.</summary>
    CString,

    /// <summary>No value: being there is what it says.</summary>
    Flag,
}
