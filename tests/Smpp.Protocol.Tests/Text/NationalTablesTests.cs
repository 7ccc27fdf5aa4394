using System.Globalization;
using CsCheck;

namespace Smpp.Protocol.Tests;

public class NationalTablesTests
{
    private const char Hole = '\uFFFF';

    private static readonly GsmAlphabet[] Alphabets =
    [
        .. from locking in Enum.GetValues<NationalLanguage>()
           from single in Enum.GetValues<NationalLanguage>()
           select GsmAlphabet.For(locking, single),
    ];

    public static TheoryData<NationalLanguage> Languages => [.. Enum.GetValues<NationalLanguage>()];

    [Fact]
    public void Locking_tables_are_those_of_annex_a()
    {
        foreach ((NationalLanguage language, string sheet) in NationalTableSheets.Locking)
        {
            char[] expected = Read(sheet);
            var alphabet = GsmAlphabet.For(language, NationalLanguage.Default);
            for (int code = 0; code < 0x80; code++)
            {
                if (code != 0x1B)
                    Assert.Equal(expected[code] == Hole ? "\uFFFD" : $"{expected[code]}", alphabet.Decode([(byte)code]));
            }
        }
    }

    [Fact]
    public void Single_shift_tables_are_those_of_annex_a()
    {
        foreach ((NationalLanguage language, char[] expected) in Singles())
        {
            var alphabet = GsmAlphabet.For(NationalLanguage.Default, language);
            for (int code = 0; code < 0x80; code++)
            {
                string fallback = code == 0x1B ? " " : GsmAlphabet.Default.Decode([(byte)code]);
                Assert.Equal(expected[code] == Hole ? fallback : $"{expected[code]}", alphabet.Decode([0x1B, (byte)code]));
            }
        }
    }

    [Fact]
    public void Every_language_of_the_standard_is_there()
    {
        Assert.Equal(12, NationalTableSheets.Locking.Length);
        Assert.Equal(13, Singles().Count());
        Assert.Equal(14, Enum.GetValues<NationalLanguage>().Length);
    }

    [Fact]
    public void No_table_names_a_character_that_unicode_has_not()
    {
        foreach (GsmAlphabet alphabet in Alphabets)
        {
            for (int code = 0; code < 0x80; code++)
            {
                Assert.NotEqual(UnicodeCategory.OtherNotAssigned, char.GetUnicodeCategory(alphabet.Decode([(byte)code])[0]));
                Assert.NotEqual(UnicodeCategory.OtherNotAssigned, char.GetUnicodeCategory(alphabet.Decode([0x1B, (byte)code])[0]));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void Every_character_of_both_tables_is_written_as_it_is_read(NationalLanguage language)
    {
        var alphabet = GsmAlphabet.For(language, language);
        byte[] octets = new byte[2];
        foreach (string text in Characters(alphabet))
        {
            Assert.True(alphabet.TryEncode(text, octets, out int written), text);
            Assert.Equal(written, alphabet.Count(text));
            Assert.Equal(text, alphabet.Decode(octets.AsSpan(0, written)));
        }
    }

    [Fact]
    public void A_character_of_both_tables_takes_one_septet()
    {
        Assert.Equal(1, GsmAlphabet.For(NationalLanguage.Turkish, NationalLanguage.Turkish).Count("Ğ"));
        Assert.Equal(2, GsmAlphabet.For(NationalLanguage.Default, NationalLanguage.Turkish).Count("Ğ"));
        Assert.Equal(-1, GsmAlphabet.Default.Count("Ğ"));
    }

    [Fact]
    public void An_escape_before_a_free_code_shows_the_character_of_the_locking_table() =>
        Assert.Equal("Ş", GsmAlphabet.For(NationalLanguage.Turkish, NationalLanguage.Turkish).Decode([0x1B, 0x1C]));

    [Theory]
    [InlineData(2)]
    [InlineData(14)]
    [InlineData(255)]
    public void A_language_without_a_locking_table_means_the_default_one(int language) =>
        Assert.Same(GsmAlphabet.Default, GsmAlphabet.For((NationalLanguage)language, NationalLanguage.Default));

    [Theory]
    [InlineData(14)]
    [InlineData(255)]
    public void A_reserved_single_shift_means_the_default_one(int language) =>
        Assert.Same(GsmAlphabet.Default, GsmAlphabet.For(NationalLanguage.Default, (NationalLanguage)language));

    [Theory]
    [InlineData("03 2401 01 1B53", "Ş")]
    [InlineData("03 2501 01 1C", "Ş")]
    [InlineData("06 2501 06 2401 06 00 1B1C", "\u0901\u0966")]
    [InlineData("08 0003 01 02 01 2501 0D 00", "\u0627")]
    [InlineData("06 2401 01 2401 02 1B41", "Á")]
    [InlineData("04 2402 0101 1B53", "S")]
    [InlineData("03 2501 02 00", "@")]
    public void A_header_announces_the_tables(string hex, string expected) =>
        Assert.Equal(expected, MessageText.Decode(DataCoding.Default, Wire.Hex(hex), hasUdh: true));

    [Fact]
    public void Any_text_of_any_two_tables_comes_back() =>
        Gen.Select(Gen.Int[0, Alphabets.Length - 1], Gen.Int[0, 0xFF].Array[0, 200]).Sample((index, codes) =>
        {
            GsmAlphabet alphabet = Alphabets[index];
            string text = alphabet.Decode([.. codes.Select(code => (byte)(code & 0x7F))]).Replace("\uFFFD", "", StringComparison.Ordinal);
            byte[] octets = new byte[alphabet.Count(text)];
            return alphabet.TryEncode(text, octets, out int written) && written == octets.Length && alphabet.Decode(octets) == text;
        });

    [Fact]
    public void Long_runs_read_and_write_as_single_octets_and_characters_do()
    {
        foreach (GsmAlphabet alphabet in Alphabets)
        {
            for (int code = 0; code <= byte.MaxValue; code++)
            {
                string character = alphabet.Decode([(byte)code]);
                byte[] run = [.. Enumerable.Repeat((byte)code, 32)];
                if (code != 0x1B)
                    Assert.Equal(string.Concat(Enumerable.Repeat(character, 32)), alphabet.Decode(run));
                string text = new((char)code, 32);
                int one = alphabet.Count([(char)code]);
                Assert.Equal(one < 0 ? -1 : one * 32, alphabet.Count(text));
                Assert.Equal(one >= 0, alphabet.TryEncode(text, new byte[64], out _));
            }
        }
    }

    private static IEnumerable<string> Characters(GsmAlphabet alphabet)
    {
        for (int code = 0; code < 0x80; code++)
        {
            foreach (string text in (string[])[alphabet.Decode([(byte)code]), alphabet.Decode([0x1B, (byte)code])])
            {
                if (text != "\uFFFD")
                    yield return text;
            }
        }
    }

    private static IEnumerable<(NationalLanguage Language, char[] Table)> Singles()
    {
        foreach ((NationalLanguage language, string sheet) in NationalTableSheets.LatinSingle)
            yield return (language, Read(sheet));
        foreach ((NationalLanguage language, string one, string two, string three) in NationalTableSheets.IndicOwn)
            yield return (language, ReadIndic(one, two, three));
    }

    private static char[] ReadIndic(string one, string two, string three)
    {
        string[] cells = NationalTableSheets.IndicSingle.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);
        var own = new Queue<string>[] { new(), new(one.Split(' ')), new(two.Split(' ')), new(three.Split(' ')) };
        for (int code = 0; code < 0x80; code++)
        {
            ref string cell = ref cells[(code & 0x0F) * 8 + (code >> 4)];
            if (cell == "*")
                cell = own[code >> 4].TryDequeue(out string? next) && next.Length > 0 ? next : "-";
        }
        Assert.All(own, queue => Assert.Empty(queue));
        return Read(string.Join(' ', cells));
    }

    private static char[] Read(string sheet)
    {
        string[] cells = sheet.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(0x80, cells.Length);
        char[] table = new char[0x80];
        for (int code = 0; code < table.Length; code++)
        {
            string cell = cells[(code & 0x0F) * 8 + (code >> 4)];
            table[code] = cell switch
            {
                "SP" => ' ',
                "LF" => '\n',
                "CR" => '\r',
                "FF" => '\f',
                "ESC" => '\u001B',
                "-" => Hole,
                { Length: 1 } => cell[0],
                _ => (char)int.Parse(cell, NumberStyles.HexNumber, CultureInfo.InvariantCulture),
            };
        }
        return table;
    }
}
