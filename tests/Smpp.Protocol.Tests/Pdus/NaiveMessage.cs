namespace Smpp.Protocol.Tests;

/// <summary>
/// A second reading of the layout of submit_sm and deliver_sm, from the tables of v3.4 §4.4.1 and octet by octet, for the real one
/// to agree with.
/// </summary>
internal static class NaiveMessage
{
    private static readonly (PduField Field, int Max)[] Layout =
    [
        (PduField.ServiceType, 6), (PduField.SourceAddrTon, 0), (PduField.SourceAddrNpi, 0), (PduField.SourceAddr, 21),
        (PduField.DestAddrTon, 0), (PduField.DestAddrNpi, 0), (PduField.DestinationAddr, 21), (PduField.EsmClass, 0),
        (PduField.ProtocolId, 0), (PduField.PriorityFlag, 0), (PduField.ScheduleDeliveryTime, 17), (PduField.ValidityPeriod, 17),
        (PduField.RegisteredDelivery, 0), (PduField.ReplaceIfPresentFlag, 0), (PduField.DataCoding, 0), (PduField.SmDefaultMsgId, 0),
        (PduField.SmLength, 0),
    ];

    /// <summary>The octets of each field, without NULs, or the error.</summary>
    public static DecodeError Read(byte[] body, Dictionary<PduField, byte[]> fields)
    {
        int at = 0;
        foreach ((PduField field, int max) in Layout)
        {
            int start = at;
            List<byte> value = [];
            if (max == 0)
            {
                if (at >= body.Length)
                    return new DecodeError(field, DecodeFault.Truncated, start);
                value.Add(body[at++]);
            }
            else
            {
                while (true)
                {
                    if (value.Count == max)
                        return new DecodeError(field, DecodeFault.TooLong, start);
                    if (at >= body.Length)
                        return new DecodeError(field, DecodeFault.Truncated, start);
                    byte octet = body[at++];
                    if (octet == 0)
                        break;
                    value.Add(octet);
                }
                if (max == 17 && value.Count is not (0 or 16))
                    return new DecodeError(field, DecodeFault.BadLength, start);
            }
            fields[field] = [.. value];
        }
        int length = fields[PduField.SmLength][0];
        if (body.Length - at < length)
            return new DecodeError(PduField.ShortMessage, DecodeFault.Truncated, at);
        fields[PduField.ShortMessage] = body[at..(at + length)];
        at += length;
        fields[PduField.Tlv] = body[at..];
        while (at < body.Length)
        {
            if (body.Length - at < 4)
                return new DecodeError(PduField.Tlv, DecodeFault.TrailingOctets, at);
            int size = 4 + body[at + 2] * 256 + body[at + 3];
            if (body.Length - at < size)
                return new DecodeError(PduField.Tlv, DecodeFault.Truncated, at);
            at += size;
        }
        return default;
    }
}
