namespace Smpp.Session;

/// <summary>Recognises what else is pointed at an SMPP port, so that the log line says more than "bad length".</summary>
internal static class AlienProtocol
{
    public static string Describe(ReadOnlySpan<byte> octets) => octets switch
    {
        [0x16, 0x03, ..] => "looks like a TLS handshake",
        _ when octets.StartsWith("GET "u8) || octets.StartsWith("POST"u8) || octets.StartsWith("HTTP"u8) || octets.StartsWith("HEAD"u8)
            => "looks like HTTP",
        _ when octets.StartsWith("SSH-"u8) => "looks like SSH",
        [0x03, 0x00, ..] => "looks like RDP",
        _ => "command_length " + (octets.Length >= 4
            ? System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(octets).ToString(System.Globalization.CultureInfo.InvariantCulture)
            : "unreadable"),
    };
}
