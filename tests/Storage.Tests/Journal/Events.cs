using System.Globalization;
using System.Text;
using Smpp.Protocol;

namespace Storage.Tests;

/// <summary>Events for tests, and an event copied out of its buffer so that it can be kept and compared.</summary>
public static class Events
{
    public static JournalEvent Small(ulong messageId, ushort number = 1) => new()
    {
        Kind = EventKind.Accepted,
        MessageId = messageId,
        Number = number,
        Time = 1_700_000_000_000_000 + (long)messageId,
        Account = "demo"u8,
    };

    public static JournalEvent Full(ulong messageId, ReadOnlySpan<byte> payload) => new()
    {
        Kind = EventKind.Receipt,
        Flags = EventFlags.PossibleDuplicate | EventFlags.ReceiptWanted,
        MessageId = messageId,
        Number = 7,
        Time = 1_700_000_000_123_456,
        SubmittedAt = 1_700_000_000_000_001,
        SentAt = 1_700_000_000_000_002,
        Account = "demo"u8,
        Route = "uk"u8,
        Upstream = "carrier-a"u8,
        UpstreamMessageId = "a1b2c3d4"u8,
        Source = new Address(TypeOfNumber.Alphanumeric, NumberingPlan.Unknown, "Bank"u8),
        Destination = new Address(TypeOfNumber.International, NumberingPlan.Isdn, "447700900123"u8),
        Status = 0x45,
        State = 2,
        DataCoding = 8,
        EsmClass = 0x40,
        RegisteredDelivery = 1,
        Segments = 3,
        Octets = 402,
        Error = "000"u8,
        Payload = payload,
    };
}

/// <summary>All of an event in one comparable value.</summary>
public sealed record EventCopy(string Text, ulong MessageId, ushort Number, JournalPosition Position)
{
    public static EventCopy Of(in JournalEvent e, JournalPosition position = default) =>
        new(Describe(in e), e.MessageId, e.Number, position);

    private static string Describe(in JournalEvent e)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{e.Kind} {e.Flags} {e.MessageId}/{e.Number} {e.Time} {e.SubmittedAt} {e.SentAt} ");
        text.Append(CultureInfo.InvariantCulture, $"{e.Status} {e.State} {e.DataCoding} {e.EsmClass} {e.RegisteredDelivery} ");
        text.Append(CultureInfo.InvariantCulture, $"{e.Segments} {e.Octets} {(byte)e.Source.Ton}.{(byte)e.Source.Npi}.{e.Source} ");
        text.Append(CultureInfo.InvariantCulture, $"{(byte)e.Destination.Ton}.{(byte)e.Destination.Npi}.{e.Destination} ");
        text.Append(Convert.ToHexString(e.Account)).Append(' ').Append(Convert.ToHexString(e.Route)).Append(' ');
        text.Append(Convert.ToHexString(e.Upstream)).Append(' ').Append(Convert.ToHexString(e.UpstreamMessageId)).Append(' ');
        text.Append(Convert.ToHexString(e.Error)).Append(' ').Append(Convert.ToHexString(e.Payload));
        return text.ToString();
    }
}
