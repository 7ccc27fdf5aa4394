using System.Buffers.Binary;
using Smpp.Protocol;

namespace Storage;

/// <summary>
/// One event in a message's life: the record of the journal, and the row of the CDR. One layout serves all kinds; what a kind
/// has no use for stays empty and costs its length octet.
/// </summary>
/// <remarks>
/// <code>
///  0 kind     1 flags    2 state    3 data_coding  4 esm_class  5 registered_delivery  6 segments  7 error length
///  8 number (2)         10 octets (2)             12 command_status (4)
/// 16 message id (8)     24 time (8)               32 submitted at (8)        40 sent at (8)
/// 48 account length    49 route length           50 upstream length         51 upstream message id length
/// 52 source ton, npi, length (3)                 55 destination ton, npi, length (3)        58 member  59 zero
/// 60 account, route, upstream, upstream message id, source, destination, error, payload (what is left)
/// </code>
/// Little-endian. Spans that were read lie in the buffer they were read from.
/// </remarks>
public ref struct JournalEvent
{
    internal const int FixedLength = 60;

    /// <summary>What happened.</summary>
    public EventKind Kind { readonly get; set; }

    /// <summary>Facts about the message.</summary>
    public EventFlags Flags { readonly get; set; }

    /// <summary>The message's final or present state, 0 where it has none.</summary>
    public byte State { readonly get; set; }

    /// <summary>data_coding of the submit.</summary>
    public byte DataCoding { readonly get; set; }

    /// <summary>esm_class of the submit.</summary>
    public byte EsmClass { readonly get; set; }

    /// <summary>registered_delivery of the submit.</summary>
    public byte RegisteredDelivery { readonly get; set; }

    /// <summary>Radio segments.</summary>
    public byte Segments { readonly get; set; }

    /// <summary>Number of the event within its message; (<see cref="MessageId"/>, <see cref="Number"/>) is the key of the CDR.</summary>
    public ushort Number { readonly get; set; }

    /// <summary>
    /// Which message of a submit_multi it is, from 0; all of them are known to their submitter by the id of the first, which is this
    /// one's less as many.
    /// </summary>
    public byte Member { readonly get; set; }

    /// <summary>Length of the user data.</summary>
    public ushort Octets { readonly get; set; }

    /// <summary>command_status that goes with the event.</summary>
    public uint Status { readonly get; set; }

    /// <summary>The gateway's id of the message, see <see cref="MessageIds"/>.</summary>
    public ulong MessageId { readonly get; set; }

    /// <summary>When it happened, microseconds since 1970 UTC.</summary>
    public long Time { readonly get; set; }

    /// <summary>When the customer submitted, microseconds since 1970 UTC, 0 for unknown.</summary>
    public long SubmittedAt { readonly get; set; }

    /// <summary>When the upstream took it, microseconds since 1970 UTC, 0 for not yet.</summary>
    public long SentAt { readonly get; set; }

    /// <summary>The account's system_id, at most 255 octets.</summary>
    public ReadOnlySpan<byte> Account { readonly get; set; }

    /// <summary>The route's name, at most 255 octets.</summary>
    public ReadOnlySpan<byte> Route { readonly get; set; }

    /// <summary>The upstream's name, at most 255 octets.</summary>
    public ReadOnlySpan<byte> Upstream { readonly get; set; }

    /// <summary>The upstream's message_id as it sent it, at most 255 octets.</summary>
    public ReadOnlySpan<byte> UpstreamMessageId { readonly get; set; }

    /// <summary>source_addr.</summary>
    public Address Source { readonly get; set; }

    /// <summary>destination_addr.</summary>
    public Address Destination { readonly get; set; }

    /// <summary>The receipt's error text, at most 255 octets.</summary>
    public ReadOnlySpan<byte> Error { readonly get; set; }

    /// <summary>Whatever the live state needs, such as the PDU's body. Never exported.</summary>
    public ReadOnlySpan<byte> Payload { readonly get; set; }

    /// <summary>Octets that <see cref="Write"/> needs.</summary>
    public readonly int EncodedLength => FixedLength + Account.Length + Route.Length + Upstream.Length + UpstreamMessageId.Length
        + Source.Length + Destination.Length + Error.Length + Payload.Length;

    internal readonly bool HasValidLengths =>
        (Account.Length | Route.Length | Upstream.Length | UpstreamMessageId.Length | Error.Length) <= byte.MaxValue;

    /// <summary>Writes the event; returns <see cref="EncodedLength"/>.</summary>
    /// <exception cref="ArgumentException">A text is longer than 255 octets, or <paramref name="target"/> is too short.</exception>
    public readonly int Write(Span<byte> target)
    {
        if (!HasValidLengths)
            throw new ArgumentException("account, route, upstream, upstream message id and error are at most 255 octets each");
        int length = EncodedLength;
        if (target.Length < length)
            throw new ArgumentException($"the event needs {length} octets, {target.Length} are there", nameof(target));

        target[0] = (byte)Kind;
        target[1] = (byte)Flags;
        target[2] = State;
        target[3] = DataCoding;
        target[4] = EsmClass;
        target[5] = RegisteredDelivery;
        target[6] = Segments;
        target[7] = (byte)Error.Length;
        BinaryPrimitives.WriteUInt16LittleEndian(target[8..], Number);
        BinaryPrimitives.WriteUInt16LittleEndian(target[10..], Octets);
        BinaryPrimitives.WriteUInt32LittleEndian(target[12..], Status);
        BinaryPrimitives.WriteUInt64LittleEndian(target[16..], MessageId);
        BinaryPrimitives.WriteInt64LittleEndian(target[24..], Time);
        BinaryPrimitives.WriteInt64LittleEndian(target[32..], SubmittedAt);
        BinaryPrimitives.WriteInt64LittleEndian(target[40..], SentAt);
        target[48] = (byte)Account.Length;
        target[49] = (byte)Route.Length;
        target[50] = (byte)Upstream.Length;
        target[51] = (byte)UpstreamMessageId.Length;
        Address source = Source;
        target[52] = (byte)source.Ton;
        target[53] = (byte)source.Npi;
        target[54] = (byte)source.Length;
        Address destination = Destination;
        target[55] = (byte)destination.Ton;
        target[56] = (byte)destination.Npi;
        target[57] = (byte)destination.Length;
        target[58] = Member;
        target[59] = 0;

        Span<byte> rest = target[FixedLength..];
        Put(ref rest, Account);
        Put(ref rest, Route);
        Put(ref rest, Upstream);
        Put(ref rest, UpstreamMessageId);
        Put(ref rest, source.Value);
        Put(ref rest, destination.Value);
        Put(ref rest, Error);
        Payload.CopyTo(rest);
        return length;
    }

    /// <summary>The kind of an event and how much of its end is payload, without reading the rest; false when it cannot be one.</summary>
    internal static bool TryReadKind(ReadOnlySpan<byte> source, out EventKind kind, out int payloadLength)
    {
        kind = default;
        payloadLength = 0;
        if (source.Length < FixedLength || source[0] == 0) return false;
        kind = (EventKind)source[0];
        payloadLength = source.Length - FixedLength - TextsLength(source);
        return payloadLength >= 0;
    }

    /// <summary>Reads what <see cref="Write"/> wrote; false when the octets cannot be an event.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, out JournalEvent e)
    {
        e = default;
        if (source.Length < FixedLength) return false;
        ReadOnlySpan<byte> rest = source[FixedLength..];
        if (TextsLength(source) > rest.Length || source[0] == 0) return false;

        e.Kind = (EventKind)source[0];
        e.Flags = (EventFlags)source[1];
        e.State = source[2];
        e.DataCoding = source[3];
        e.EsmClass = source[4];
        e.RegisteredDelivery = source[5];
        e.Segments = source[6];
        e.Member = source[58];
        e.Number = BinaryPrimitives.ReadUInt16LittleEndian(source[8..]);
        e.Octets = BinaryPrimitives.ReadUInt16LittleEndian(source[10..]);
        e.Status = BinaryPrimitives.ReadUInt32LittleEndian(source[12..]);
        e.MessageId = BinaryPrimitives.ReadUInt64LittleEndian(source[16..]);
        e.Time = BinaryPrimitives.ReadInt64LittleEndian(source[24..]);
        e.SubmittedAt = BinaryPrimitives.ReadInt64LittleEndian(source[32..]);
        e.SentAt = BinaryPrimitives.ReadInt64LittleEndian(source[40..]);
        e.Account = Take(ref rest, source[48]);
        e.Route = Take(ref rest, source[49]);
        e.Upstream = Take(ref rest, source[50]);
        e.UpstreamMessageId = Take(ref rest, source[51]);
        if (!Address.TryCreate((TypeOfNumber)source[52], (NumberingPlan)source[53], Take(ref rest, source[54]), out Address from))
            return false;
        if (!Address.TryCreate((TypeOfNumber)source[55], (NumberingPlan)source[56], Take(ref rest, source[57]), out Address to))
            return false;
        e.Source = from;
        e.Destination = to;
        e.Error = Take(ref rest, source[7]);
        e.Payload = rest;
        return true;
    }

    private static int TextsLength(ReadOnlySpan<byte> source) =>
        source[48] + source[49] + source[50] + source[51] + source[54] + source[57] + source[7];

    private static void Put(ref Span<byte> rest, scoped ReadOnlySpan<byte> value)
    {
        value.CopyTo(rest);
        rest = rest[value.Length..];
    }

    private static ReadOnlySpan<byte> Take(scoped ref ReadOnlySpan<byte> rest, int length)
    {
        ReadOnlySpan<byte> value = rest[..length];
        rest = rest[length..];
        return value;
    }
}
