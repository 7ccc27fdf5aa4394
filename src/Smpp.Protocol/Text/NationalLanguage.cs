namespace Smpp.Protocol;

/// <summary>
/// National language identifiers (3GPP 23.038 §6.2.1.2.4): the value of the information elements 0x24 and 0x25. Values that are
/// not listed are reserved and mean the default alphabet.
/// </summary>
public enum NationalLanguage : byte
{
    /// <summary>None: the GSM 7-bit default alphabet and its own extension table (§6.2.1, §6.2.1.1).</summary>
    Default = 0,
    /// <summary>Turkish: A.2.1, A.3.1</summary>
    Turkish = 1,
    /// <summary>Spanish: A.2.2; it has a single shift table only</summary>
    Spanish = 2,
    /// <summary>Portuguese: A.2.3, A.3.3</summary>
    Portuguese = 3,
    /// <summary>Bengali and Assamese: A.2.4, A.3.4</summary>
    Bengali = 4,
    /// <summary>Gujarati: A.2.5, A.3.5</summary>
    Gujarati = 5,
    /// <summary>Hindi: A.2.6, A.3.6</summary>
    Hindi = 6,
    /// <summary>Kannada: A.2.7, A.3.7</summary>
    Kannada = 7,
    /// <summary>Malayalam: A.2.8, A.3.8</summary>
    Malayalam = 8,
    /// <summary>Oriya: A.2.9, A.3.9</summary>
    Oriya = 9,
    /// <summary>Punjabi: A.2.10, A.3.10</summary>
    Punjabi = 10,
    /// <summary>Tamil: A.2.11, A.3.11</summary>
    Tamil = 11,
    /// <summary>Telugu: A.2.12, A.3.12</summary>
    Telugu = 12,
    /// <summary>Urdu: A.2.13, A.3.13</summary>
    Urdu = 13,
}
