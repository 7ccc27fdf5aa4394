namespace Smpp.Protocol;

/// <summary>Type of number (v3.4 §5.2.5, v5.0 §4.7.1). Open: reserved values survive unchanged.</summary>
public enum TypeOfNumber : byte
{
    /// <summary>Unknown</summary>
    Unknown = 0,
    /// <summary>International: country code first, no "+" and no "00".</summary>
    International = 1,
    /// <summary>National</summary>
    National = 2,
    /// <summary>Network specific, such as a short code.</summary>
    NetworkSpecific = 3,
    /// <summary>Subscriber number</summary>
    Subscriber = 4,
    /// <summary>Alphanumeric: a name of at most 11 characters instead of a number.</summary>
    Alphanumeric = 5,
    /// <summary>Abbreviated</summary>
    Abbreviated = 6,
}

/// <summary>Numbering plan indicator (v3.4 §5.2.6, v5.0 §4.7.2). Open: reserved values survive unchanged.</summary>
public enum NumberingPlan : byte
{
    /// <summary>Unknown</summary>
    Unknown = 0,
    /// <summary>ISDN (E.163/E.164)</summary>
    Isdn = 1,
    /// <summary>Data (X.121)</summary>
    Data = 3,
    /// <summary>Telex (F.69)</summary>
    Telex = 4,
    /// <summary>Land mobile (E.212)</summary>
    LandMobile = 6,
    /// <summary>National</summary>
    National = 8,
    /// <summary>Private</summary>
    Private = 9,
    /// <summary>ERMES</summary>
    Ermes = 10,
    /// <summary>Internet (IP)</summary>
    Internet = 14,
    /// <summary>WAP client id</summary>
    WapClientId = 18,
}
