using CsCheck;

namespace Smpp.Protocol.Tests;

public class MessageTextTests
{
    private static readonly string[] Pieces = ["a", "€", "[", "@", "ç", "Ω", "ł", "漢", "😀", "\n"];

    [Theory]
    [InlineData("", TextEncoding.Gsm7)]
    [InlineData("Hello @ {world} €", TextEncoding.Gsm7)]
    [InlineData("façade", TextEncoding.Ucs2)]
    [InlineData("Привет", TextEncoding.Ucs2)]
    [InlineData("Hi 😀", TextEncoding.Ucs2)]
    public void The_cheapest_lossless_encoding_is_chosen(string text, TextEncoding expected) =>
        Assert.Equal(expected, MessageText.Choose(text));

    [Theory]
    [InlineData("façade", TextEncoding.Latin1)]
    [InlineData("plain", TextEncoding.Gsm7)]
    [InlineData("Ω", TextEncoding.Gsm7)]
    [InlineData("ł", TextEncoding.Ucs2)]
    public void Latin_1_is_chosen_only_where_allowed(string text, TextEncoding expected) =>
        Assert.Equal(expected, MessageText.Choose(text, latin1: true));

    [Fact]
    public void Ucs2_is_big_endian_without_byte_order_mark() =>
        Assert.Equal(Wire.Hex("0048 D83D DE00"), MessageText.Encode("H😀", TextEncoding.Ucs2));

    [Fact]
    public void Nothing_is_replaced_silently()
    {
        Assert.Throws<ArgumentException>(() => MessageText.Encode("ç", TextEncoding.Gsm7));
        Assert.Throws<ArgumentException>(() => MessageText.Encode("€", TextEncoding.Latin1));
        Assert.Throws<ArgumentException>(() => MessageText.Encode("é", TextEncoding.Ascii));
    }

    [Theory]
    [InlineData(0x00, "00 1B65", "@€")]
    [InlineData(0x01, "48 69", "Hi")]
    [InlineData(0x03, "E9 A3", "é£")]
    [InlineData(0x06, "BF E0", "Пр")]
    [InlineData(0x07, "E9 EC", "יל")]
    [InlineData(0x08, "0048 0069", "Hi")]
    [InlineData(0x08, "FEFF 0048", "H")]
    [InlineData(0x0E, "B0A1", "가")]
    [InlineData(0x10, "00", "@")]
    [InlineData(0x18, "0048", "H")]
    [InlineData(0xF0, "00", "@")]
    [InlineData(0xE0, "0048", "H")]
    [InlineData(0x04, "00FF10", "00ff10")]
    [InlineData(0x02, "AB", "ab")]
    [InlineData(0xF5, "AB", "ab")]
    [InlineData(0x99, "AB", "ab")]
    public void Data_coding_decides_how_octets_read(byte dataCoding, string hex, string expected) =>
        Assert.Equal(expected, MessageText.Decode((DataCoding)dataCoding, Wire.Hex(hex)));

    [Theory]
    [InlineData(TextEncoding.Gsm7, "¡")]
    [InlineData(TextEncoding.Latin1, "@")]
    [InlineData(TextEncoding.Ascii, "@")]
    [InlineData(TextEncoding.Utf8, "@")]
    public void Data_coding_zero_is_the_peer_s_default_alphabet(TextEncoding alphabet, string expected) =>
        Assert.Equal(expected, MessageText.Decode(0, Wire.Hex("40"), defaultAlphabet: alphabet));

    [Fact]
    public void A_user_data_header_is_left_out() =>
        Assert.Equal("Hi", MessageText.Decode(0, Wire.Hex("050003070201 4869"), hasUdh: true));

    [Fact]
    public void What_is_chosen_comes_back() =>
        Gen.OneOf(Gen.Int[0, Pieces.Length - 1].Select(index => Pieces[index]), Gen.Char[' ', '~'].Select(letter => letter.ToString()))
            .Array[0, 100]
            .Sample(pieces =>
            {
                string text = string.Concat(pieces);
                TextEncoding encoding = MessageText.Choose(text, latin1: true);
                return MessageText.Decode(MessageText.DataCodingOf(encoding), MessageText.Encode(text, encoding)) == text;
            });

    [Fact]
    public void Random_octets_read_under_every_data_coding() =>
        Gen.Select(Gen.Byte, Gens.Octets, Gen.Bool).Sample((dataCoding, octets, hasUdh) =>
            MessageText.Decode((DataCoding)dataCoding, octets, hasUdh) is not null);
}
