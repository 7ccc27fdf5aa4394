namespace Smpp.Protocol;

/// <summary>Counts radio segments, the unit of prices and rate limits.</summary>
public static class Segments
{
    /// <summary>
    /// How many short messages a submit_sm or deliver_sm is: 1 when it has a short_message or is itself a part; a message_payload
    /// is counted by its data_coding and length as it would be cut with an 8-bit reference.
    /// </summary>
    public static int Count(scoped in MessageView view)
    {
        if (view.TlvBytes.IsEmpty || !view.Tlvs.TryGet(TlvTag.MessagePayload, out ReadOnlySpan<byte> payload))
            return 1;
        return Concatenation.TryRead(view, out _) ? 1 : Count(view.DataCoding, payload);
    }

    /// <summary>How many short messages user data of this data_coding are; 1 for none at all.</summary>
    public static int Count(DataCoding dataCoding, ReadOnlySpan<byte> userData)
    {
        RadioAlphabet alphabet = RadioAlphabet.Of(dataCoding);
        if (userData.Length <= alphabet.Single)
            return 1;
        int count = 0;
        for (ReadOnlySpan<byte> rest = userData; !rest.IsEmpty; rest = rest[alphabet.Cut(rest, wide: false)..])
            count++;
        return count;
    }
}
