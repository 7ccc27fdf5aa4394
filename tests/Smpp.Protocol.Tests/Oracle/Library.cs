namespace Smpp.Protocol.Tests.Oracle;

/// <summary>The library as the comparison uses it: a PDU's octets to a record and back.</summary>
internal static class Library
{
    /// <summary>By the layout alone a password may have any length; the description holds it to the specification's 8 characters.</summary>
    private static readonly DecodeRules ShortPasswords = new() { Allowed = Leniency.All & ~(Leniency.LongPassword | Leniency.TrailingOctets) };

    /// <param name="octets">One PDU, its header included.</param>
    /// <param name="pdu">The record; null when there is an error.</param>
    public static DecodeError Read(byte[] octets, out Pdu? pdu)
    {
        PduHeader header = PduHeader.Read(octets);
        ReadOnlySpan<byte> body = octets.AsSpan(PduHeader.Size);
        if (!header.Id.IsBind && header.Id != CommandId.Outbind)
        {
            _ = Pdu.TryRead(header, body, out pdu, out DecodeError error);
            return error;
        }
        _ = Pdu.TryRead(header, body, ShortPasswords, out pdu, out DecodeReport report);
        return report.Error;
    }
}
