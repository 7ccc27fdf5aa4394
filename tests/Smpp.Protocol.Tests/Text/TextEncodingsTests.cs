using CsCheck;

namespace Smpp.Protocol.Tests;

public class TextEncodingsTests
{
    private static readonly string[] Pieces =
    [
        "a", "Z", "~", "\\", "¥", "€", "@", "\r", "\n", "é", "ж", "א", "漢", "かな", "カナ", "ｶﾅ", "丂", "侅", "한글", "똠",
        "😀", "\uFFFD", "\u001B", "\0",
    ];

    public static TheoryData<TextEncoding> Encodings => [.. Enum.GetValues<TextEncoding>()];

    [Theory]
    [InlineData(TextEncoding.Iso8859Cyrillic, "Ж№", "B6F0")]
    [InlineData(TextEncoding.Iso8859Hebrew, "אב", "E0E1")]
    [InlineData(TextEncoding.ShiftJis, "漢字ｶﾅ", "8ABF8E9AB6C5")]
    [InlineData(TextEncoding.Iso2022Jp, "A漢字", "41 1B2442 3441 3B7A 1B2842")]
    [InlineData(TextEncoding.EucJp, "漢ｶ", "B4C1 8EB6")]
    [InlineData(TextEncoding.EucJp, "丂侅", "8FB0A1 8FB1A1")]
    [InlineData(TextEncoding.Korean, "한글", "C7D1B1DB")]
    [InlineData(TextEncoding.Ucs2, "H😀", "0048D83DDE00")]
    [InlineData(TextEncoding.Utf8, "é😀", "C3A9F09F9880")]
    [InlineData(TextEncoding.Latin1, "é", "E9")]
    [InlineData(TextEncoding.Ascii, "a`", "6160")]
    [InlineData(TextEncoding.Gsm7, "@€", "001B65")]
    [InlineData(TextEncoding.Gsm7Packed, "hellohello", "E8329BFD4697D9EC37")]
    public void Known_texts_have_their_octets(TextEncoding encoding, string text, string hex)
    {
        Assert.Equal(Wire.Hex(hex), encoding.Encode(text));
        Assert.Equal(text, encoding.Decode(Wire.Hex(hex)));
    }

    [Theory]
    [InlineData(TextEncoding.Iso8859Cyrillic, "aé")]
    [InlineData(TextEncoding.Iso8859Hebrew, "aж")]
    [InlineData(TextEncoding.ShiftJis, "a丂")]
    [InlineData(TextEncoding.ShiftJis, "a¥")]
    [InlineData(TextEncoding.Iso2022Jp, "a한")]
    [InlineData(TextEncoding.EucJp, "a한")]
    [InlineData(TextEncoding.Korean, "a😀")]
    [InlineData(TextEncoding.Latin1, "a€")]
    [InlineData(TextEncoding.Ascii, "aé")]
    [InlineData(TextEncoding.Gsm7, "a`")]
    [InlineData(TextEncoding.Gsm7Packed, "a`")]
    public void What_an_encoding_lacks_is_refused_and_named(TextEncoding encoding, string text)
    {
        Assert.Equal(-1, encoding.CountOctets(text));
        Assert.Equal(1, encoding.IndexOfInexpressible(text));
        Assert.False(encoding.TryEncode(text, new byte[100], out int written));
        Assert.Equal(0, written);
        Assert.Contains(" at 1", Assert.Throws<ArgumentException>(() => encoding.Encode(text)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public void A_lone_surrogate_is_refused_and_named(TextEncoding encoding)
    {
        foreach (string text in (string[])["a\uD83D", "a\uDE00", "a\uDE00\uD83D", "a\uD83Dbcdefghijklmnopqrst"])
        {
            Assert.Equal(-1, encoding.CountOctets(text));
            Assert.Equal(1, encoding.IndexOfInexpressible(text));
        }
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Any_text_comes_back_or_is_refused(TextEncoding encoding) =>
        Gen.Int[0, Pieces.Length - 1].Array[0, 4].SelectMany(few => Gen.Int[0, Math.Max(0, few.Length - 1)].Array[0, 60]
                .Select(indices => few.Length == 0 ? "" : string.Concat(indices.Select(index => Pieces[few[index]]))))
            .Sample(text =>
            {
                int length = encoding.CountOctets(text);
                byte[] octets = new byte[Math.Max(length, 0)];
                Assert.Equal(length >= 0, encoding.TryEncode(text, octets, out int written));
                if (length < 0)
                    return;
                Assert.Equal(length, written);
                bool isDoubledReturn = encoding == TextEncoding.Gsm7Packed && text.EndsWith('\r');
                string back = encoding.Decode(octets);
                Assert.Equal(text, isDoubledReturn && back.Length > text.Length ? back[..^1] : back);
                Assert.True(length == 0 || !encoding.TryEncode(text, new byte[length - 1], out _));
            });

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Any_octets_read_as_some_text(TextEncoding encoding) =>
        Gens.Octets.Sample(octets => encoding.Decode(octets).Length <= octets.Length * 2);

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Data_coding_and_encoding_agree(TextEncoding encoding)
    {
        DataCoding dataCoding = MessageText.DataCodingOf(encoding);

        Assert.Equal(encoding, MessageText.EncodingOf(dataCoding, defaultAlphabet: encoding));
    }

    [Theory]
    [InlineData(0x10, TextEncoding.Gsm7)]
    [InlineData(0x13, TextEncoding.Gsm7)]
    [InlineData(0x18, TextEncoding.Ucs2)]
    [InlineData(0x14, null)]
    [InlineData(0xC0, TextEncoding.Gsm7)]
    [InlineData(0xD8, TextEncoding.Gsm7)]
    [InlineData(0xE0, TextEncoding.Ucs2)]
    [InlineData(0xF0, TextEncoding.Gsm7)]
    [InlineData(0xF4, null)]
    [InlineData(0x09, null)]
    [InlineData(0x40, null)]
    public void Message_classes_and_waiting_groups_keep_their_alphabet(byte dataCoding, TextEncoding? expected) =>
        Assert.Equal(expected, MessageText.EncodingOf((DataCoding)dataCoding, TextEncoding.Latin1));

    [Fact]
    public void One_byte_order_mark_is_left_out() =>
        Assert.Equal("\uFEFFa", TextEncoding.Ucs2.Decode(Wire.Hex("FEFF FEFF 0061")));
}
