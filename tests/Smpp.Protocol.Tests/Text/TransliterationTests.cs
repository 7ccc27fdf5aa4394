using CsCheck;

namespace Smpp.Protocol.Tests;

public class TransliterationTests
{
    [Theory]
    [InlineData("“Hi” – it’s…", "\"Hi\" - it's...")]
    [InlineData("a\u00A0b\u2009c\u3000d", "a b c d")]
    [InlineData("ﬁne ﬂow Œuvre", "fine flow OEuvre")]
    [InlineData("façade Łódź Ñandú", "facade Lodz Ñandu")]
    [InlineData("Việt Nam", "Viet Nam")]
    [InlineData("ＡＢＣ１２３！", "ABC123!")]
    [InlineData("e\u0301 a\u030A c\u0327 z\u030C\u0323", "é å c z")]
    [InlineData("so\u00ADft\u200B", "soft")]
    [InlineData("`x`", "'x'")]
    [InlineData("ΑΒΕ Ώ", "ABE Ω")]
    [InlineData("½ kg • №5 ×3", "1/2 kg * No5 x3")]
    public void What_reads_the_same_is_put_in_gsm(string text, string expected)
    {
        var result = Transliteration.ToGsm(text);

        Assert.Equal(expected, result.Text);
        Assert.True(GsmAlphabet.Default.Count(result.Text) >= 0);
    }

    [Theory]
    [InlineData("漢字")]
    [InlineData("Привет")]
    [InlineData("😀")]
    [InlineData("≠ =\u0338")]
    [InlineData("\uD83D")]
    public void What_has_no_counterpart_stays(string text)
    {
        var result = Transliteration.ToGsm(text);

        Assert.Equal(text, result.Text);
        Assert.Empty(result.Changes);
    }

    [Fact]
    public void Each_change_is_reported()
    {
        var result = Transliteration.ToGsm("a…e\u0301\u200B漢");

        Assert.Equal("a...é漢", result.Text);
        Assert.Equal([new(1, "…", "..."), new(2, "e\u0301", "é"), new(4, "\u200B", "")], result.Changes);
        Assert.Equal("1: U+2026 → '...'", result.Changes[0].ToString());
        Assert.Equal("4: U+200B → nothing", result.Changes[2].ToString());
    }

    [Fact]
    public void What_gsm_has_is_never_touched()
    {
        byte[] codes = [.. Enumerable.Range(0, 0x80).Where(code => code != 0x1B).Select(code => (byte)code)];
        string all = GsmAlphabet.Default.Decode(codes) + "^{}\\[~]|€\f";
        foreach (char character in all)
            Assert.Empty(Transliteration.ToGsm($"{character}漢").Changes);
    }

    [Fact]
    public void Every_replacement_is_gsm()
    {
        for (int code = 0; code <= char.MaxValue; code++)
        {
            foreach (TextChange change in Transliteration.ToGsm($"{(char)code}").Changes)
                Assert.True(GsmAlphabet.Default.Count(change.Replacement) >= 0, change.ToString());
        }
    }

    [Fact]
    public void The_changes_make_the_text_out_of_the_original() =>
        Gen.OneOf(Gen.Char, Gen.Char['\u00A0', '\u0370'], Gen.Char['\u2000', '\u2060'], Gen.Char[' ', 'z']).Array[0, 50].Sample(letters =>
        {
            string text = new(letters);
            var result = Transliteration.ToGsm(text);
            string made = "";
            int position = 0;
            foreach (TextChange change in result.Changes)
            {
                Assert.Equal(change.Original, text.Substring(change.Position, change.Original.Length));
                made += text[position..change.Position] + change.Replacement;
                position = change.Position + change.Original.Length;
            }
            Assert.Equal(result.Text, made + text[position..]);
        });
}
