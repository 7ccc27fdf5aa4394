using CsCheck;

namespace Smpp.Protocol.Tests;

public class GsmAlphabetTests
{
    /// <summary>3GPP 23.038 §6.2.1, row by row: the code points of 0x00–0x7F.</summary>
    private static readonly int[] Basic =
    [
        0x0040, 0x00A3, 0x0024, 0x00A5, 0x00E8, 0x00E9, 0x00F9, 0x00EC, 0x00F2, 0x00C7, 0x000A, 0x00D8, 0x00F8, 0x000D, 0x00C5, 0x00E5,
        0x0394, 0x005F, 0x03A6, 0x0393, 0x039B, 0x03A9, 0x03A0, 0x03A8, 0x03A3, 0x0398, 0x039E, 0x001B, 0x00C6, 0x00E6, 0x00DF, 0x00C9,
        0x0020, 0x0021, 0x0022, 0x0023, 0x00A4, 0x0025, 0x0026, 0x0027, 0x0028, 0x0029, 0x002A, 0x002B, 0x002C, 0x002D, 0x002E, 0x002F,
        0x0030, 0x0031, 0x0032, 0x0033, 0x0034, 0x0035, 0x0036, 0x0037, 0x0038, 0x0039, 0x003A, 0x003B, 0x003C, 0x003D, 0x003E, 0x003F,
        0x00A1, 0x0041, 0x0042, 0x0043, 0x0044, 0x0045, 0x0046, 0x0047, 0x0048, 0x0049, 0x004A, 0x004B, 0x004C, 0x004D, 0x004E, 0x004F,
        0x0050, 0x0051, 0x0052, 0x0053, 0x0054, 0x0055, 0x0056, 0x0057, 0x0058, 0x0059, 0x005A, 0x00C4, 0x00D6, 0x00D1, 0x00DC, 0x00A7,
        0x00BF, 0x0061, 0x0062, 0x0063, 0x0064, 0x0065, 0x0066, 0x0067, 0x0068, 0x0069, 0x006A, 0x006B, 0x006C, 0x006D, 0x006E, 0x006F,
        0x0070, 0x0071, 0x0072, 0x0073, 0x0074, 0x0075, 0x0076, 0x0077, 0x0078, 0x0079, 0x007A, 0x00E4, 0x00F6, 0x00F1, 0x00FC, 0x00E0,
    ];

    /// <summary>3GPP 23.038 §6.2.1.1: code and code point.</summary>
    private static readonly (byte Code, int CodePoint)[] Extension =
    [
        (0x0A, 0x000C), (0x14, 0x005E), (0x28, 0x007B), (0x29, 0x007D), (0x2F, 0x005C), (0x3C, 0x005B), (0x3D, 0x007E), (0x3E, 0x005D),
        (0x40, 0x007C), (0x65, 0x20AC),
    ];

    private static readonly char[] All =
        [.. Basic.Where(point => point != 0x1B).Concat(Extension.Select(entry => entry.CodePoint)).Select(point => (char)point)];

    [Fact]
    public void Every_code_of_the_basic_table_reads_and_writes_its_character()
    {
        for (int code = 0; code < Basic.Length; code++)
        {
            if (code == 0x1B)
                continue;
            string text = ((char)Basic[code]).ToString();
            byte[] octets = new byte[2];
            Assert.Equal(text, GsmAlphabet.Default.Decode([(byte)code]));
            Assert.True(GsmAlphabet.Default.TryEncode(text, octets, out int written));
            Assert.Equal([(byte)code], octets[..written]);
            Assert.Equal(1, GsmAlphabet.Default.Count(text));
        }
    }

    [Fact]
    public void Every_code_of_the_extension_table_reads_and_writes_its_character()
    {
        foreach ((byte code, int point) in Extension)
        {
            string text = ((char)point).ToString();
            byte[] octets = new byte[2];
            Assert.Equal(text, GsmAlphabet.Default.Decode([0x1B, code]));
            Assert.True(GsmAlphabet.Default.TryEncode(text, octets, out int written));
            Assert.Equal([0x1B, code], octets[..written]);
            Assert.Equal(2, GsmAlphabet.Default.Count(text));
        }
    }

    [Fact]
    public void No_other_character_is_representable()
    {
        for (int point = 0; point <= char.MaxValue; point++)
            Assert.Equal(All.Contains((char)point), GsmAlphabet.Default.Count([(char)point]) >= 0);
    }

    [Fact]
    public void A_character_that_looks_alike_is_not_taken_for_another()
    {
        Assert.Equal(-1, GsmAlphabet.Default.Count("ç"));
        Assert.Equal(-1, GsmAlphabet.Default.Count("`"));
        Assert.Equal(-1, GsmAlphabet.Default.Count("\u001B"));
        Assert.False(GsmAlphabet.Default.TryEncode("aç", new byte[4], out int written));
        Assert.Equal(1, written);
    }

    [Fact]
    public void Text_that_does_not_fit_is_refused_before_half_an_escape_pair()
    {
        byte[] target = new byte[2];

        Assert.False(GsmAlphabet.Default.TryEncode("a€", target, out int written));
        Assert.Equal(1, written);
        Assert.Equal([0x61, 0], target);
    }

    [Fact]
    public void An_escape_before_an_unknown_code_shows_the_basic_character()
    {
        Assert.Equal("a", GsmAlphabet.Default.Decode([0x1B, 0x61]));
        Assert.Equal(" ", GsmAlphabet.Default.Decode([0x1B, 0x1B]));
        Assert.Equal("b ", GsmAlphabet.Default.Decode([0x62, 0x1B]));
        Assert.Equal("\uFFFD", GsmAlphabet.Default.Decode([0x80]));
        Assert.Equal("\uFFFD", GsmAlphabet.Default.Decode([0x1B, 0xFF]));
    }

    [Fact]
    public void Any_text_of_the_alphabet_comes_back() =>
        Gen.Int[0, All.Length - 1].Select(index => All[index]).Array[0, 200].Sample(characters =>
        {
            byte[] octets = new byte[GsmAlphabet.Default.Count(characters)];
            return GsmAlphabet.Default.TryEncode(characters, octets, out int written)
                && written == octets.Length
                && GsmAlphabet.Default.Decode(octets) == new string(characters);
        });

    [Fact]
    public void Random_octets_read_as_some_text() =>
        Gens.Octets.Sample(octets => GsmAlphabet.Default.Decode(octets).Length <= octets.Length);

    [Fact]
    public void Any_text_is_written_as_one_character_after_the_other_would_be() =>
        Gen.Select(Gen.OneOf(Gen.Char[' ', 'z'], Gen.Int[0, All.Length - 1].Select(index => All[index])).Array[0, 200], Gen.Int[0, 250])
            .Sample((characters, room) =>
            {
                byte[] target = new byte[room];
                bool done = GsmAlphabet.Default.TryEncode(characters, target, out int written);
                List<byte> expected = [];
                bool fits = true;
                foreach (char character in characters)
                {
                    byte[] code = Naive(character);
                    fits &= code.Length > 0 && expected.Count + code.Length <= room;
                    if (!fits)
                        break;
                    expected.AddRange(code);
                }
                Assert.Equal(fits, done);
                Assert.Equal(expected, target[..written]);
                int all = characters.Sum(character => Naive(character).Length);
                Assert.Equal(characters.Any(character => Naive(character).Length == 0) ? -1 : all, GsmAlphabet.Default.Count(characters));
            });

    [Fact]
    public void Any_octets_are_read_as_one_after_the_other_would_be() =>
        Gen.OneOf(Gen.Byte[0x20, 0x7A], Gen.Byte).Array[0, 200].Sample(octets =>
        {
            List<char> expected = [];
            for (int i = 0; i < octets.Length; i++)
            {
                if (octets[i] != 0x1B)
                    expected.Add(octets[i] < 0x80 ? (char)Basic[octets[i]] : '\uFFFD');
                else if (++i == octets.Length || octets[i] == 0x1B)
                    expected.Add(' ');
                else if (Array.Find(Extension, entry => entry.Code == octets[i]) is { CodePoint: > 0 } known)
                    expected.Add((char)known.CodePoint);
                else
                    expected.Add(octets[i] < 0x80 ? (char)Basic[octets[i]] : '\uFFFD');
            }
            char[] text = new char[octets.Length];
            Assert.True(GsmAlphabet.Default.TryDecode(octets, text, out int written));
            Assert.Equal(expected, text[..written]);
            Assert.Equal(octets.Length == 0, GsmAlphabet.Default.TryDecode(octets, [], out _));
        });

    private static byte[] Naive(char character)
    {
        int code = Array.IndexOf(Basic, character);
        if (code >= 0 && code != 0x1B)
            return [(byte)code];
        (byte Code, int CodePoint) known = Array.Find(Extension, entry => entry.CodePoint == character);
        return known.CodePoint == 0 ? [] : [0x1B, known.Code];
    }

    [Fact]
    public void U_0000_is_no_character_of_a_table_with_a_hole_wherever_it_stands()
    {
        string text = new string('1', 20) + '\0' + new string('1', 20);
        foreach (NationalLanguage locking in Enum.GetValues<NationalLanguage>())
        {
            var alphabet = GsmAlphabet.For(locking, NationalLanguage.Default);

            Assert.Equal(-1, alphabet.Count(text));
            Assert.Equal(20, alphabet.IndexOfInexpressible(text));
            Assert.False(alphabet.TryEncode(text, new byte[2 * text.Length], out _));
        }
    }
}
