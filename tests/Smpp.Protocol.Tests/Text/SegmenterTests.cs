using CsCheck;

namespace Smpp.Protocol.Tests;

public class SegmenterTests
{
    private static readonly string[] Pieces = ["a", "€", "{", "@", "😀", "漢", "\uD83D\uDC68\u200D\uD83D\uDC69", "ç"];

    [Theory]
    [InlineData(160, 1)]
    [InlineData(161, 2)]
    [InlineData(306, 2)]
    [InlineData(307, 3)]
    [InlineData(459, 3)]
    [InlineData(460, 4)]
    public void Gsm_text_is_160_or_153_septets_a_part(int characters, int parts) =>
        Assert.Equal(parts, Segmenter.Split(new string('a', characters), 1).Count);

    [Theory]
    [InlineData(70, 1)]
    [InlineData(71, 2)]
    [InlineData(134, 2)]
    [InlineData(135, 3)]
    public void Ucs2_text_is_70_or_67_characters_a_part(int characters, int parts) =>
        Assert.Equal(parts, Segmenter.Split(new string('ж', characters), 1).Count);

    [Theory]
    [InlineData('a', 304, 2)]
    [InlineData('a', 305, 3)]
    [InlineData('ж', 132, 2)]
    [InlineData('ж', 133, 3)]
    public void A_wide_reference_costs_one_character_a_part(char character, int characters, int parts) =>
        Assert.Equal(parts, Segmenter.Split(new string(character, characters), 1, ConcatenationMode.Header16).Count);

    [Theory]
    [InlineData(140, false, 1)]
    [InlineData(268, false, 2)]
    [InlineData(269, false, 3)]
    [InlineData(266, true, 2)]
    [InlineData(267, true, 3)]
    public void Data_are_140_or_134_octets_a_part(int octets, bool wide, int parts)
    {
        ConcatenationMode mode = wide ? ConcatenationMode.Header16 : ConcatenationMode.Header8;
        Assert.Equal(parts, Segmenter.SplitEncoded(new byte[octets], DataCoding.Octets8, 1, mode).Count);
    }

    [Fact]
    public void One_part_has_no_header()
    {
        Segment only = Assert.Single(Segmenter.Split("Hello €", 0x1234));

        Assert.Equal(EsmClass.Default, only.EsmClass);
        Assert.Equal(DataCoding.Default, only.DataCoding);
        Assert.Equal(Wire.Hex("48656C6C6F201B65"), only.UserData);
        Assert.Equal((1, 1), (only.Number, only.Total));
    }

    [Fact]
    public void An_empty_text_is_one_empty_part() => Assert.Empty(Assert.Single(Segmenter.Split("", 1)).UserData);

    [Fact]
    public void Parts_begin_with_the_narrow_header()
    {
        Segment last = Segmenter.Split(new string('a', 200), 0x1234)[1];

        Assert.Equal(EsmClass.UserDataHeader, last.EsmClass);
        Assert.Equal(Wire.Hex("050003 34 02 02"), last.UserData[..6]);
        Assert.Equal(6 + 47, last.UserData.Length);
    }

    [Fact]
    public void Parts_begin_with_the_wide_header_when_asked() =>
        Assert.Equal(
            Wire.Hex("060804 1234 02 01"),
            Segmenter.Split(new string('a', 200), 0x1234, ConcatenationMode.Header16)[0].UserData[..7]);

    [Fact]
    public void Parts_carry_sar_tlvs_instead_of_a_header_when_asked()
    {
        Segment first = Segmenter.Split(new string('a', 200), 0x1234, ConcatenationMode.Sar)[0];

        Assert.Equal(EsmClass.Default, first.EsmClass);
        Assert.Equal(153, first.UserData.Length);
        Assert.Equal(Wire.Hex("020C00021234 020E000102 020F000101"), first.Tlvs.Encoded.ToArray());
    }

    [Fact]
    public void An_escape_pair_is_not_split()
    {
        IReadOnlyList<Segment> parts = Segmenter.Split(new string('a', 152) + "€" + new string('b', 20), 1);

        Assert.Equal(6 + 152, parts[0].UserData.Length);
        Assert.Equal([0x1B, 0x65], parts[1].UserData[6..8]);
    }

    [Fact]
    public void Two_escape_pairs_in_a_row_are_told_apart_from_a_split_one()
    {
        IReadOnlyList<Segment> parts = Segmenter.SplitEncoded([.. new byte[151], 0x1B, 0x1B, .. new byte[20]], 0, 1);

        Assert.Equal(6 + 153, parts[0].UserData.Length);
    }

    [Fact]
    public void A_surrogate_pair_is_not_split()
    {
        IReadOnlyList<Segment> parts = Segmenter.Split(new string('ж', 66) + "😀" + new string('ж', 10), 1);

        Assert.Equal(6 + 132, parts[0].UserData.Length);
        Assert.Equal(Wire.Hex("D83DDE00"), parts[1].UserData[6..10]);
    }

    [Fact]
    public void Two_hundred_and_fifty_five_parts_are_the_most()
    {
        Assert.Equal(255, Segmenter.Split(new string('a', 153 * 255), 1).Count);
        Assert.Throws<ArgumentException>(() => Segmenter.Split(new string('a', 153 * 255 + 1), 1));
    }

    [Fact]
    public void Putting_the_parts_together_gives_the_text_again() =>
        Gen.Select(Texts(), Gen.UShort, Gen.Enum<ConcatenationMode>()).Sample((text, reference, mode) =>
        {
            IReadOnlyList<Segment> parts = Segmenter.Split(text, reference, mode);
            Assert.Equal(text, Reassemble(parts, reference));
        });

    [Fact]
    public void Every_part_alone_is_readable_text() =>
        Gen.Select(Texts(), Gen.Bool).Sample((text, wide) =>
        {
            foreach (Segment part in Segmenter.Split(text, 1, wide ? ConcatenationMode.Header16 : ConcatenationMode.Header8))
            {
                string decoded = MessageText.Decode(part.DataCoding, part.UserData, hasUdh: part.EsmClass == EsmClass.UserDataHeader);
                Assert.DoesNotContain('\uFFFD', decoded);
                Assert.Equal(part.DataCoding == DataCoding.Ucs2 ? TextEncoding.Ucs2 : TextEncoding.Gsm7, MessageText.Choose(text));
                Assert.True(part.UserData.Length <= (part.DataCoding == DataCoding.Ucs2 ? 140 : 160));
            }
        });

    private static Gen<string> Texts() =>
        Gen.Select(Gen.Int[0, Pieces.Length - 1].Array[0, 4], Gen.Int[0, 3].Array[0, 300], (alphabet, letters) =>
            string.Concat(letters.Select(letter => alphabet.Length == 0 ? "x" : Pieces[alphabet[letter % alphabet.Length]])));

    /// <summary>Sends every part through a submit_sm, in reverse, and joins by what the receiver sees.</summary>
    private static string Reassemble(IReadOnlyList<Segment> parts, ushort reference)
    {
        var pieces = new SortedDictionary<int, byte[]>();
        foreach (Segment part in parts.Reverse())
        {
            byte[] body = Wire.Submit(part.UserData, part.Tlvs.Encoded.Span, part.DataCoding, part.EsmClass);
            Assert.True(MessageView.TryRead(CommandId.SubmitSm, body, out MessageView view, out _));
            ReadOnlySpan<byte> payload = view.UserData;
            if (parts.Count == 1)
            {
                Assert.False(Concatenation.TryRead(view, out _));
            }
            else
            {
                Assert.True(Concatenation.TryRead(view, out Concatenation place));
                Assert.Equal(place.Wide ? reference : (byte)reference, place.Reference);
                Assert.Equal((parts.Count, part.Number), (place.Total, place.Number));
                if (part.EsmClass == EsmClass.UserDataHeader)
                    Assert.True(UserDataHeader.TryRead(view.ShortMessage, out _, out payload));
            }
            pieces.Add(part.Number, payload.ToArray());
        }
        return MessageText.Decode(parts[0].DataCoding, [.. pieces.Values.SelectMany(piece => piece)]);
    }
}
