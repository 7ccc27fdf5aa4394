namespace Cli.Capture;

/// <summary>What a captured packet begins with; the numbers are those that capture files carry.</summary>
internal enum LinkType : ushort
{
    /// <summary>BSD loopback: an address family in the byte order of the machine that captured.</summary>
    Null = 0,
    Ethernet = 1,
    /// <summary>DLT_RAW as some systems write it.</summary>
    RawOnBsd = 12,
    /// <summary>DLT_RAW as OpenBSD writes it.</summary>
    RawOnOpenBsd = 14,
    /// <summary>An IPv4 or IPv6 packet.</summary>
    Raw = 101,
    /// <summary>OpenBSD loopback: an address family in network byte order.</summary>
    Loop = 108,
    /// <summary>Linux "any" device.</summary>
    LinuxCooked = 113,
    IPv4 = 228,
    IPv6 = 229,
    /// <summary>Linux "any" device, second version.</summary>
    LinuxCooked2 = 276,
}
