namespace Smpp.Protocol;

/// <summary>Counts radio segments, the unit of prices and rate limits.</summary>
public static class Segments
{
    private const int LeastUnits = 2;

    /// <summary>
    /// How many short messages a submit_sm or deliver_sm is: 1 when it has a short_message; a message_payload is counted by its
    /// data_coding and length as it would be cut with an 8-bit reference, a header in it carried in each part. So one that is itself a part
    /// is 1 where it fits into a short message, and more where it only says that it is a part.
    /// </summary>
    public static int Count(scoped in MessageView view)
    {
        if (view.TlvBytes.IsEmpty || !view.Tlvs.TryGet(TlvTag.MessagePayload, out ReadOnlySpan<byte> payload))
            return 1;
        return view.EsmClass.HasUdh && UserDataHeader.TryRead(payload, out UserDataHeader udh, out ReadOnlySpan<byte> rest)
            ? Count(view.DataCoding, rest, udh.Size)
            : Count(view.DataCoding, payload);
    }

    /// <summary>How many short messages user data of this data_coding are; 1 for none at all.</summary>
    /// <param name="dataCoding">Decides how much a part holds.</param>
    /// <param name="userData">The octets, without a header.</param>
    /// <param name="header">Octets of a header that each part carries, its length octet included; 0 without one.</param>
    public static int Count(DataCoding dataCoding, ReadOnlySpan<byte> userData, int header = 0)
    {
        var radio = RadioAlphabet.Of(dataCoding);
        if (userData.Length <= radio.UnitsIn(header) * radio.UnitSize)
            return 1;
        int units = Math.Max(LeastUnits, radio.UnitsIn(RadioAlphabet.HeaderWithPlace(header, wide: false)));
        int count = 0;
        for (ReadOnlySpan<byte> rest = userData; !rest.IsEmpty; rest = rest[radio.Cut(rest, units)..])
            count++;
        return count;
    }
}
