using CsCheck;

namespace Smpp.Protocol.Tests;

public class ReassemblerTests
{
    private static readonly Address Alice = Address.Parse("+447700900001");
    private static readonly Address Bob = Address.Parse("+447700900002");
    private static readonly Address Shop = Address.Parse("12345");

    [Fact]
    public void Two_senders_with_one_reference_stay_apart()
    {
        var reassembler = new Reassembler<string>(10, 1000);

        Assert.Equal(ReassemblyOutcome.Kept, Add(reassembler, Alice, 1, 2, "A1"));
        Assert.Equal(ReassemblyOutcome.Kept, Add(reassembler, Bob, 2, 2, "B2"));
        Assert.Equal(2, reassembler.Count);
        Assert.Equal(ReassemblyOutcome.Complete, Add(reassembler, Alice, 2, 2, "A2", out ReassembledMessage<string>? whole));
        Assert.Equal("A1A2", whole!.ReadText(TextEncoding.Ascii));
        Assert.Equal(1, reassembler.Count);
    }

    [Fact]
    public void Scope_width_and_total_are_part_of_the_key()
    {
        var reassembler = new Reassembler<string>(10, 1000);
        var place = new Concatenation(7, 2, 1, Wide: false);

        Assert.Equal(ReassemblyOutcome.Kept, reassembler.Add(1, Alice, Shop, place, Part(1, "a"), 0, out _));
        Assert.Equal(ReassemblyOutcome.Kept, reassembler.Add(2, Alice, Shop, place with { Number = 2 }, Part(2, "b"), 0, out _));
        Assert.Equal(ReassemblyOutcome.Kept, reassembler.Add(1, Alice, Shop, new(7, 2, 2, Wide: true), Part(2, "c"), 0, out _));
        Assert.Equal(ReassemblyOutcome.Kept, reassembler.Add(1, Alice, Shop, place with { Total = 3, Number = 2 }, Part(2, "d"), 0, out _));
        Assert.Equal(ReassemblyOutcome.Kept, reassembler.Add(1, Alice, Bob, place with { Number = 2 }, Part(2, "e"), 0, out _));
        Assert.Equal(5, reassembler.Count);
    }

    [Fact]
    public void A_duplicate_takes_the_place_of_the_first()
    {
        var reassembler = new Reassembler<string>(10, 1000);

        Add(reassembler, Alice, 1, 2, "old text");
        Assert.Equal(ReassemblyOutcome.Replaced, Add(reassembler, Alice, 1, 2, "new"));
        Assert.Equal(3, reassembler.Octets);
        Add(reassembler, Alice, 2, 2, "!", out ReassembledMessage<string>? whole);
        Assert.Equal("new!", whole!.ReadText(TextEncoding.Ascii));
        Assert.Equal((0, 0), (reassembler.Count, reassembler.Octets));
    }

    [Fact]
    public void A_part_that_comes_again_behind_the_last_does_not_complete_the_message_again()
    {
        var reassembler = new Reassembler<string>(10, 1000);
        Add(reassembler, Alice, 1, 2, "a");
        Assert.Equal(ReassemblyOutcome.Complete, Add(reassembler, Alice, 2, 2, "b"));

        Assert.Equal(ReassemblyOutcome.Kept, Add(reassembler, Alice, 2, 2, "b", now: 100));
        Assert.True(reassembler.TryExpire(101, out IncompleteMessage<string>? expired));
        Assert.Equal((1, "b"), (expired.Missing, Assert.Single(expired.Parts).Tag));
    }

    [Fact]
    public void What_waits_too_long_comes_back_as_it_was()
    {
        var reassembler = new Reassembler<string>(10, 1000);
        Add(reassembler, Alice, 3, 3, "c", now: 100);
        Add(reassembler, Bob, 1, 2, "x", now: 150);
        Add(reassembler, Alice, 1, 3, "a", now: 200);

        Assert.False(reassembler.TryExpire(100, out _));
        Assert.True(reassembler.TryExpire(150, out IncompleteMessage<string>? expired));
        Assert.Equal((Alice, Shop, 1, (byte)3, 100L), (expired.Source, expired.Destination, expired.Missing, expired.Total, expired.Since));
        Assert.Equal(["a", "c"], expired.Parts.Select(part => part.Tag));
        Assert.False(reassembler.TryExpire(150, out _));
        Assert.Equal((1, 1), (reassembler.Count, reassembler.Octets));
    }

    [Fact]
    public void A_bound_refuses_the_part_and_keeps_the_others()
    {
        var messages = new Reassembler<string>(1, 1000);
        Assert.Equal(ReassemblyOutcome.Kept, Add(messages, Alice, 1, 2, "a"));
        Assert.Equal(ReassemblyOutcome.Full, Add(messages, Bob, 1, 2, "a"));
        Assert.Equal(ReassemblyOutcome.Complete, Add(messages, Alice, 2, 2, "a"));

        var octets = new Reassembler<string>(10, 5);
        Assert.Equal(ReassemblyOutcome.Kept, Add(octets, Alice, 1, 3, "aaa"));
        Assert.Equal(ReassemblyOutcome.Full, Add(octets, Alice, 2, 3, "bbb"));
        Assert.Equal(ReassemblyOutcome.Full, Add(octets, Alice, 1, 3, "cccccc"));
        Assert.Equal(ReassemblyOutcome.Kept, Add(octets, Alice, 2, 3, "bb"));
        Assert.Equal(ReassemblyOutcome.Complete, Add(octets, Alice, 3, 3, "cccc", out ReassembledMessage<string>? whole));
        Assert.Equal("aaabbcccc", whole!.ReadText(TextEncoding.Ascii));
        Assert.Equal((0, 0), (octets.Count, octets.Octets));
    }

    [Fact]
    public void Parts_without_text_count_for_their_tlvs_and_for_themselves()
    {
        byte[] place = Wire.Hex("020C 0002 0001 020E 0001 FF 020F 0001");
        var reassembler = new Reassembler<int>(10, 5 * 256 + 5 * 65_535);

        Assert.Equal(ReassemblyOutcome.Kept, Add(1, [], 256 + 16));
        Assert.Equal(ReassemblyOutcome.Kept, Add(2, Wire.Tlv((TlvTag)0x1400, new byte[65_000]), 2 * 256 + 16 + 65_020));
        Assert.Equal(ReassemblyOutcome.Kept, Add(3, Wire.Tlv((TlvTag)0x1400, new byte[65_000]), 3 * 256 + 16 + 2 * 65_020));
        Assert.Equal(ReassemblyOutcome.Replaced, Add(3, [], 3 * 256 + 2 * 16 + 65_020));
        for (byte number = 4; number < 8; number++)
            Assert.Equal(ReassemblyOutcome.Kept, Add(number, Wire.Tlv((TlvTag)0x1400, new byte[64_000]), null));
        Assert.Equal(ReassemblyOutcome.Full, Add(8, Wire.Tlv((TlvTag)0x1400, new byte[65_000]), null));
        Assert.True(reassembler.TryExpire(1, out _));
        Assert.Equal(0, reassembler.Octets);

        ReassemblyOutcome Add(byte number, byte[] others, int? octets)
        {
            byte[] body = Wire.Submit(default, [.. place, number, .. others]);
            Assert.True(MessageView.TryRead(CommandId.DeliverSm, body, out MessageView view, out _));
            ReassemblyOutcome outcome = reassembler.Add(1, view, 0, now: 0, out _);
            Assert.Equal(octets ?? reassembler.Octets, reassembler.Octets);
            return outcome;
        }
    }

    [Fact]
    public void What_a_part_counts_for_is_not_negative()
    {
        Assert.Equal(256, new MessagePart<int>(1, 0, false, default, 0).Overhead);
        Assert.Throws<ArgumentOutOfRangeException>(() => new MessagePart<int>(1, 0, false, default, 0) { Overhead = -1 });
        var heaviest = new MessagePart<int>(1, 0, false, new byte[100], 0) { Overhead = int.MaxValue };
        var reassembler = new Reassembler<int>(1, int.MaxValue);
        Assert.Equal(ReassemblyOutcome.Full, reassembler.Add(1, Alice, Shop, new(7, 2, 1, Wide: false), heaviest, 0, out _));
    }

    [Fact]
    public void An_impossible_place_is_no_part()
    {
        var reassembler = new Reassembler<string>(10, 1000);

        Assert.Equal(ReassemblyOutcome.NotAPart, reassembler.Add(1, Alice, Shop, new(1, 0, 0, false), Part(0, "a"), 0, out _));
        Assert.Equal(ReassemblyOutcome.NotAPart, reassembler.Add(1, Alice, Shop, new(1, 2, 3, false), Part(3, "a"), 0, out _));
        Assert.Equal(ReassemblyOutcome.NotAPart, reassembler.Add(1, Alice, Shop, new(1, 2, 1, false), Part(2, "a"), 0, out _));
        Assert.Equal(0, reassembler.Count);
    }

    [Fact]
    public void One_part_of_one_is_complete_at_once() =>
        Assert.Equal(ReassemblyOutcome.Complete, Add(new Reassembler<string>(1, 1), Alice, 1, 1, "a"));

    [Fact]
    public void Parts_of_different_encodings_are_read_each_in_its_own()
    {
        var reassembler = new Reassembler<string>(10, 1000);
        Add(reassembler, Alice, 1, 3, new MessagePart<string>(1, DataCoding.Ucs2, true, Wire.Hex("050003010301 0436 D83D"), ""), out _);
        Add(reassembler, Alice, 2, 3, new MessagePart<string>(2, DataCoding.Ucs2, true, Wire.Hex("050003010302 DE00"), ""), out _);
        Add(reassembler, Alice, 3, 3, new MessagePart<string>(3, DataCoding.Default, true, Wire.Hex("08 2401 01 0003010303 1B53"), ""),
            out ReassembledMessage<string>? whole);

        Assert.Equal("ж😀Ş", whole!.ReadText());
        Assert.Empty(whole.RemainingHeader());
    }

    [Fact]
    public void Other_elements_of_the_first_part_remain()
    {
        var reassembler = new Reassembler<string>(10, 1000);
        byte[] userData = Wire.Hex("0B 0504 0B84 23F0 0003 01 01 01 AABB");
        var part = new MessagePart<string>(1, DataCoding.Octets8, true, userData, "");
        Add(reassembler, Alice, 1, 1, part, out ReassembledMessage<string>? whole);

        Assert.Equal(Wire.Hex("06 0504 0B84 23F0"), whole!.RemainingHeader());
        Assert.Equal(Wire.Hex("AABB"), whole.Join());
    }

    [Fact]
    public void Bounds_hold_whatever_comes() =>
        Gen.Select(Gen.Byte[0, 4], Gen.Byte[0, 4], Gen.Byte[0, 3], Gen.Byte.Array[0, 20]).Array[0, 100].Sample(parts =>
        {
            var reassembler = new Reassembler<int>(3, 100);
            long now = 0;
            int inside = 0;
            foreach ((byte total, byte number, byte reference, byte[] octets) in parts)
            {
                var part = new MessagePart<int>(number, DataCoding.Octets8, false, octets, 0) { Overhead = octets.Length };
                var place = new Concatenation(reference, total, number, Wide: false);
                switch (reassembler.Add(1, Alice, Shop, place, part, now++, out ReassembledMessage<int>? whole))
                {
                    case ReassemblyOutcome.Kept:
                        inside++;
                        break;
                    case ReassemblyOutcome.Complete:
                        Assert.Equal(total, whole!.Parts.Count);
                        inside -= total - 1;
                        break;
                }
                Assert.True(reassembler.Count <= 3 && reassembler.Octets <= 100);
            }
            while (reassembler.TryExpire(long.MaxValue, out IncompleteMessage<int>? expired))
                inside -= expired.Parts.Count;
            Assert.Equal((0, 0, 0), (inside, reassembler.Count, reassembler.Octets));
        });

    private static MessagePart<string> Part(byte number, string text) =>
        new(number, DataCoding.Ia5, false, System.Text.Encoding.ASCII.GetBytes(text), text) { Overhead = 0 };

    private static ReassemblyOutcome Add(Reassembler<string> reassembler, Address source, byte number, byte total, string text,
        long now = 0) =>
        reassembler.Add(1, source, Shop, new Concatenation(7, total, number, Wide: false), Part(number, text), now, out _);

    private static ReassemblyOutcome Add(Reassembler<string> reassembler, Address source, byte number, byte total, string text,
        out ReassembledMessage<string>? whole) => Add(reassembler, source, number, total, Part(number, text), out whole);

    private static ReassemblyOutcome Add(Reassembler<string> reassembler, Address source, byte number, byte total, MessagePart<string> part,
        out ReassembledMessage<string>? whole) =>
        reassembler.Add(1, source, Shop, new Concatenation(7, total, number, Wide: false), part, 0, out whole);
}
