namespace Smpp.Protocol;

/// <summary>Application port addressing (3GPP 23.040 §9.2.3.24.3, .4): which application a message is for.</summary>
/// <param name="Destination">The receiving application.</param>
/// <param name="Originator">The sending application.</param>
/// <param name="Wide">The ports have 16 bits; else both are 0..255.</param>
public readonly record struct ApplicationPorts(ushort Destination, ushort Originator, bool Wide)
{
    /// <summary>WAP push, connectionless</summary>
    public const ushort WapPush = 2948;

    /// <summary>WAP push, secured</summary>
    public const ushort WapPushSecure = 2949;

    /// <summary>vCard</summary>
    public const ushort VCard = 9204;

    /// <summary>vCalendar</summary>
    public const ushort VCalendar = 9205;

    /// <summary>The ports, and what is known to live at the destination.</summary>
    public override string ToString()
    {
        string name = Destination switch
        {
            WapPush => " (WAP push)",
            WapPushSecure => " (WAP push, secured)",
            VCard => " (vCard)",
            VCalendar => " (vCalendar)",
            _ => "",
        };
        return $"{(Wide ? "16-bit" : "8-bit")} ports: to {Destination}{(Wide ? name : "")}, from {Originator}";
    }
}
