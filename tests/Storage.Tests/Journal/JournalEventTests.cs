using CsCheck;
using Smpp.Protocol;

namespace Storage.Tests;

public sealed class JournalEventTests
{
    private static readonly Gen<byte[]> Text = Gen.Byte.Array[0, 255];
    private static readonly Gen<byte[]> AddressOctets = Gen.Byte[1, 255].Array[0, Address.MaxLength];

    [Fact]
    public void What_was_written_is_read_back() =>
        Gen.Select(
            Gen.Select(Text, Text, Text, Text),
            Gen.Select(AddressOctets, AddressOctets, Gen.Byte, Gen.Byte),
            Gen.Select(Text, Gen.Byte.Array[0, 5000], Gen.ULong, Gen.UShort),
            Gen.Select(Gen.Long, Gen.Long, Gen.Long, Gen.UInt),
            Gen.Byte[1, 200],
            Gen.Byte.Array[7])
        .Sample((names, addresses, rest, times, kind, octets) =>
        {
            var e = new JournalEvent
            {
                Kind = (EventKind)kind,
                Flags = (EventFlags)octets[0],
                State = octets[1],
                DataCoding = octets[2],
                EsmClass = octets[3],
                RegisteredDelivery = octets[4],
                Segments = octets[5],
                Octets = (ushort)(octets[6] << 8),
                Account = names.Item1,
                Route = names.Item2,
                Upstream = names.Item3,
                UpstreamMessageId = names.Item4,
                Source = new Address((TypeOfNumber)addresses.Item3, (NumberingPlan)addresses.Item4, addresses.Item1),
                Destination = new Address((TypeOfNumber)addresses.Item4, (NumberingPlan)addresses.Item3, addresses.Item2),
                Error = rest.Item1,
                Payload = rest.Item2,
                MessageId = rest.Item3,
                Number = rest.Item4,
                Time = times.Item1,
                SubmittedAt = times.Item2,
                SentAt = times.Item3,
                Status = times.Item4,
            };
            byte[] buffer = new byte[e.EncodedLength];
            return e.Write(buffer) == buffer.Length
                && JournalEvent.TryRead(buffer, out JournalEvent read)
                && EventCopy.Of(in e) == EventCopy.Of(in read);
        });

    [Fact]
    public void Octets_of_anything_are_an_event_or_are_not_but_never_an_error() =>
        Gen.Byte.Array[0, 200].Sample(octets =>
        {
            if (!JournalEvent.TryRead(octets, out JournalEvent e)) return true;
            byte[] again = new byte[e.EncodedLength];
            e.Write(again);
            return again.Length == octets.Length;
        });

    [Fact]
    public void An_event_that_was_cut_before_its_payload_is_not_read()
    {
        JournalEvent e = Events.Full(1, default);
        byte[] buffer = new byte[e.EncodedLength];
        e.Write(buffer);
        for (int length = 0; length < buffer.Length; length++) Assert.False(JournalEvent.TryRead(buffer.AsSpan(0, length), out _));
        Assert.True(JournalEvent.TryRead(buffer, out _));
    }

    [Fact]
    public void A_text_longer_than_255_octets_is_the_callers_error()
    {
        byte[] tooLong = new byte[256];
        Assert.Throws<ArgumentException>(() => new JournalEvent { Kind = EventKind.Sent, Account = tooLong }.Write(new byte[1000]));
        Assert.Throws<ArgumentException>(() => new JournalEvent { Kind = EventKind.Sent, Error = tooLong }.Write(new byte[1000]));
        Assert.Throws<ArgumentException>(() => Events.Full(1, default).Write(new byte[10]));
    }

    [Fact]
    public void Every_exported_kind_has_a_word_that_leads_back_to_it()
    {
        EventKind[] exported = [.. Enum.GetValues<EventKind>().Where(kind => kind.IsExported)];
        Assert.Equal(16, exported.Length);
        foreach (EventKind kind in exported)
        {
            Assert.True(EventKinds.TryParse(kind.Word, out EventKind parsed));
            Assert.Equal(kind, parsed);
        }
        Assert.False(EventKinds.TryParse("", out _));
        Assert.False(EventKinds.TryParse("carried", out _));
    }
}
