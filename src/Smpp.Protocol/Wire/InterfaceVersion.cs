namespace Smpp.Protocol;

/// <summary>interface_version and sc_interface_version (v3.4 §5.2.4, v5.0 §4.7.13). Open: a peer's octet survives unchanged.</summary>
public enum InterfaceVersion : byte
{
    /// <summary>SMPP v3.3 and before: 0x00–0x33. No TLVs, message ids of at most 8 octets.</summary>
    V33 = 0x33,
    /// <summary>SMPP v3.4</summary>
    V34 = 0x34,
    /// <summary>SMPP v5.0</summary>
    V50 = 0x50,
}

/// <summary>What an interface_version means.</summary>
public static class InterfaceVersions
{
    extension(InterfaceVersion version)
    {
        /// <summary>Whether a peer of this version may be sent TLVs (v3.4 §3.4).</summary>
        public bool SupportsTlvs => version >= InterfaceVersion.V34;

        /// <summary>The dotted version.</summary>
        public string Name => InterfaceVersion.Effective((byte)version) switch
        {
            InterfaceVersion.V50 => "5.0",
            InterfaceVersion.V34 => "3.4",
            _ => "3.3",
        };

        /// <summary>The specified version that an octet stands for: 0x00–0x33 is 3.3, 0x34–0x4F is 3.4, 0x50 and above is 5.0.</summary>
        public static InterfaceVersion Effective(byte octet) => octet switch
        {
            < (byte)InterfaceVersion.V34 => InterfaceVersion.V33,
            < (byte)InterfaceVersion.V50 => InterfaceVersion.V34,
            _ => InterfaceVersion.V50,
        };

        /// <summary>The version that both sides speak: the lower of the peer's and <paramref name="ours"/>.</summary>
        /// <param name="peer">interface_version of the bind, or sc_interface_version of its response, as received.</param>
        /// <param name="ours">The highest version this side offers.</param>
        public static InterfaceVersion Negotiate(byte peer, InterfaceVersion ours)
        {
            InterfaceVersion theirs = InterfaceVersion.Effective(peer);
            return theirs < ours ? theirs : ours;
        }
    }
}
