using System.Buffers.Binary;
using Smpp.Protocol;
using Storage;

namespace Store;

/// <summary>What every store has to do for a message, and the octets that it does it with.</summary>
internal static class Work
{
    /// <summary>The body of a submit_sm.</summary>
    public const int BodyOctets = 300;

    /// <summary>The body of the deliver_sm with the receipt.</summary>
    public const int ReceiptOctets = 100;

    /// <summary>A CDR where it is one value.</summary>
    public const int CdrOctets = 150;

    /// <summary>An id as an upstream gives it.</summary>
    public const int UpstreamIdOctets = 10;

    private static readonly byte[] Noise = MakeNoise();

    public static Address Source { get; } = Address.Parse("ACME");

    public static Address Destination { get; } = Address.Parse("447700900123");

    /// <summary>Octets that no store can compress.</summary>
    public static ReadOnlySpan<byte> Octets(long number, int count) => Noise.AsSpan((int)(number * 31 % (Noise.Length - count)), count);

    /// <summary>The upstream's id of a message: no two alike, in no order.</summary>
    public static void WriteUpstreamId(long number, Span<byte> target)
    {
        ulong mixed = (ulong)number * 0x9E3779B97F & 0xFF_FFFF_FFFF;
        for (int i = UpstreamIdOctets - 1; i >= 0; i--, mixed >>= 4)
            target[i] = "0123456789abcdef"u8[(int)(mixed & 15)];
    }

    /// <summary>The events of one message, as the journal takes them.</summary>
    public static JournalEvent Event(EventKind kind, ulong id, ReadOnlySpan<byte> upstreamId, ReadOnlySpan<byte> payload) => new()
    {
        Kind = kind,
        Flags = EventFlags.ReceiptWanted,
        MessageId = id,
        Number = kind switch { EventKind.Accepted => 0, EventKind.Sent => 1, EventKind.Receipt => 2, _ => 3 },
        Time = 1_800_000_000_000_000 + (long)id,
        SubmittedAt = 1_800_000_000_000_000,
        SentAt = kind == EventKind.Accepted ? 0 : 1_800_000_000_000_001,
        Account = "customer"u8,
        Route = "default"u8,
        Upstream = kind == EventKind.Accepted ? default : "carrier"u8,
        UpstreamMessageId = kind == EventKind.Accepted ? default : upstreamId,
        Source = Source,
        Destination = Destination,
        State = kind is EventKind.Receipt or EventKind.ReceiptSent ? (byte)MessageState.Delivered : (byte)0,
        RegisteredDelivery = 1,
        Segments = 1,
        Octets = 160,
        Payload = payload,
    };

    /// <summary>The four events of a message, in their order.</summary>
    public static ReadOnlySpan<EventKind> Life => [EventKind.Accepted, EventKind.Sent, EventKind.Receipt, EventKind.ReceiptSent];

    public static int PayloadOctets(EventKind kind) => kind switch
    {
        EventKind.Accepted => BodyOctets,
        EventKind.Receipt => ReceiptOctets,
        _ => 0,
    };

    /// <summary>A key of nine octets: what it is about, and the number.</summary>
    public static void WriteKey(char about, long number, Span<byte> target)
    {
        target[0] = (byte)about;
        BinaryPrimitives.WriteInt64BigEndian(target[1..], number);
    }

    private static byte[] MakeNoise()
    {
        var noise = new byte[1 << 16];
        new Random(1).NextBytes(noise);
        return noise;
    }
}
