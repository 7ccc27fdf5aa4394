using CsCheck;

namespace Smpp.Protocol.Tests;

public class TextPlanTests
{
    private static readonly TextOptions Turkish = new() { NationalLanguages = [NationalLanguage.Turkish] };

    [Theory]
    [InlineData(0, 1, 160)]
    [InlineData(160, 1, 0)]
    [InlineData(161, 2, 145)]
    [InlineData(306, 2, 0)]
    [InlineData(307, 3, 152)]
    public void A_plan_tells_segments_and_room_before_sending(int characters, int segments, int room)
    {
        var plan = TextPlan.Of(new string('a', characters));

        Assert.Equal((TextEncoding.Gsm7, DataCoding.Default), (plan.Encoding, plan.DataCoding));
        Assert.Equal((characters, segments, room), (plan.Units, plan.Segments, plan.RoomInLast));
    }

    [Fact]
    public void Escapes_count_twice_and_emoji_two_units()
    {
        Assert.Equal(6, TextPlan.Of("€{a[").Units - 1);
        Assert.Equal((TextEncoding.Ucs2, 3, 67), (TextPlan.Of("a😀").Encoding, TextPlan.Of("a😀").Units, TextPlan.Of("a😀").RoomInLast));
        Assert.Equal("Ucs2, data_coding 8: 3 UTF-16 units in 1 segments, 67 left in the last", TextPlan.Of("a😀").ToString());
    }

    [Theory]
    [InlineData(155, 1)]
    [InlineData(160, 2)]
    public void A_national_single_shift_takes_its_header_from_the_room(int septets, int segments)
    {
        var plan = TextPlan.Of("ş" + new string('a', septets - 2), Turkish with { AllowLockingShift = false });

        Assert.Equal((NationalLanguage.Default, NationalLanguage.Turkish, segments), (plan.Locking, plan.Single, plan.Segments));
        Assert.Equal(segments == 1 ? 155 : 149, plan.UnitsPerSegment);
    }

    [Fact]
    public void A_locking_shift_is_taken_where_it_is_cheaper()
    {
        var plan = TextPlan.Of(new string('ş', 155), Turkish);

        Assert.Equal((NationalLanguage.Turkish, NationalLanguage.Default, 1), (plan.Locking, plan.Single, plan.Segments));
        Assert.Equal(3, TextPlan.Of(new string('ş', 155), Turkish with { AllowLockingShift = false }).Segments);
        Assert.Equal(3, TextPlan.Of(new string('ş', 155)).Segments);
    }

    [Fact]
    public void The_default_alphabet_is_preferred_where_it_costs_nothing() =>
        Assert.Equal("Gsm7, data_coding 0: 3 septets in 1 segments, 157 left in the last", TextPlan.Of("abc", Turkish).ToString());

    [Fact]
    public void Both_shifts_fit_a_text_of_both_tables()
    {
        var options = new TextOptions { NationalLanguages = [NationalLanguage.Tamil, NationalLanguage.Hindi] };
        var plan = TextPlan.Of("\u0905\u0966\u0905\u0905\u0905\u0905\u0905\u0905", options);

        Assert.Equal((NationalLanguage.Hindi, NationalLanguage.Hindi), (plan.Locking, plan.Single));
        Assert.Equal((9, 152), (plan.Units, plan.UnitsPerSegment));
        Segment only = Assert.Single(Segmenter.Split(plan, 1));
        Assert.Equal(Wire.Hex("06 250106 240106 03 1B1C 030303030303"), only.UserData);
    }

    [Fact]
    public void Latin_1_is_chosen_only_where_allowed()
    {
        Assert.Equal(TextEncoding.Ucs2, TextPlan.Of("ça").Encoding);
        var plan = TextPlan.Of("ça", new() { AllowLatin1 = true });
        Assert.Equal((TextEncoding.Latin1, DataCoding.Latin1), (plan.Encoding, plan.DataCoding));
    }

    [Theory]
    [InlineData(TextEncoding.Latin1, "ça", TextEncoding.Latin1, 0)]
    [InlineData(TextEncoding.Latin1, "€", TextEncoding.Ucs2, 8)]
    [InlineData(TextEncoding.Ascii, "a", TextEncoding.Ascii, 0)]
    [InlineData(TextEncoding.Ascii, "é", TextEncoding.Ucs2, 8)]
    [InlineData(TextEncoding.Utf8, "漢", TextEncoding.Ucs2, 8)]
    [InlineData(TextEncoding.Utf8, "aé", TextEncoding.Utf8, 0)]
    [InlineData(TextEncoding.Gsm7Packed, "a€", TextEncoding.Gsm7Packed, 0)]
    public void Data_coding_zero_is_the_peer_s_default_alphabet(TextEncoding alphabet, string text, TextEncoding expected, int dataCoding)
    {
        var plan = TextPlan.Of(text, new() { DefaultAlphabet = alphabet });

        Assert.Equal((expected, (DataCoding)dataCoding), (plan.Encoding, plan.DataCoding));
    }

    [Theory]
    [InlineData(TextEncoding.Latin1, 160, 1)]
    [InlineData(TextEncoding.Latin1, 161, 2)]
    [InlineData(TextEncoding.Utf8, 160, 1)]
    public void An_eight_bit_default_alphabet_holds_what_the_air_does(TextEncoding alphabet, int characters, int segments) =>
        Assert.Equal(segments, TextPlan.Of(new string('a', characters), new() { DefaultAlphabet = alphabet }).Segments);

    [Fact]
    public void An_encoding_that_is_asked_for_is_used_or_refused()
    {
        Assert.Equal(TextEncoding.Ucs2, TextPlan.Of("a", new() { Encoding = TextEncoding.Ucs2 }).Encoding);
        Assert.Equal((DataCoding)6, TextPlan.Of("ж", new() { Encoding = TextEncoding.Iso8859Cyrillic }).DataCoding);
        Assert.Throws<ArgumentException>(() => TextPlan.Of("ж", new() { Encoding = TextEncoding.Gsm7 }));
        var unannounced = new TextOptions { Encoding = TextEncoding.Gsm7, DefaultAlphabet = TextEncoding.Latin1 };
        Assert.Throws<ArgumentException>(() => TextPlan.Of("a", unannounced));
    }

    [Fact]
    public void A_lone_surrogate_is_refused_and_named() =>
        Assert.Contains("U+D83D at 2", Assert.Throws<ArgumentException>(() => TextPlan.Of("ab\uD83D")).Message, StringComparison.Ordinal);

    [Fact]
    public void Transliteration_is_applied_only_when_asked_and_worth_it()
    {
        var asked = new TextOptions { Transliterate = true };

        Assert.Equal((TextEncoding.Ucs2, "“a”"), (TextPlan.Of("“a”").Encoding, TextPlan.Of("“a”").Text));
        Assert.Equal((TextEncoding.Gsm7, "\"a\"", 2),
            (TextPlan.Of("“a”", asked).Encoding, TextPlan.Of("“a”", asked).Text, TextPlan.Of("“a”", asked).Changes.Count));
        Assert.Equal((TextEncoding.Ucs2, "“漢”", 0),
            (TextPlan.Of("“漢”", asked).Encoding, TextPlan.Of("“漢”", asked).Text, TextPlan.Of("“漢”", asked).Changes.Count));
        Assert.Equal("ş", TextPlan.Of("ş", Turkish with { Transliterate = true }).Text);
    }

    [Fact]
    public void National_tables_that_may_not_be_used_hold_no_transliteration_back()
    {
        var asked = Turkish with { Transliterate = true };

        Assert.Equal("s", TextPlan.Of("ş", asked with { Concatenation = ConcatenationMode.Sar }).Text);
        Assert.Equal("s", TextPlan.Of("ş", asked with { DefaultAlphabet = TextEncoding.Latin1 }).Text);
    }

    [Fact]
    public void Sar_tlvs_exclude_a_header()
    {
        var both = new TextOptions { Concatenation = ConcatenationMode.Sar, Elements = Wire.Hex("2401 01") };
        Assert.Throws<ArgumentException>(() => TextPlan.Of("a", both));
        Assert.Equal(TextEncoding.Ucs2, TextPlan.Of("ş", Turkish with { Concatenation = ConcatenationMode.Sar }).Encoding);
    }

    [Fact]
    public void Elements_that_are_none_or_leave_no_room_are_refused()
    {
        Assert.Throws<ArgumentException>(() => TextPlan.Of("a", new() { Elements = Wire.Hex("2402 01") }));
        byte[] large = [0x70, 128, .. new byte[128]];
        Assert.Throws<ArgumentException>(() => TextPlan.Of(new string('a', 50), new() { Elements = large }));
    }

    [Fact]
    public void More_parts_than_can_be_joined_are_told_before_sending()
    {
        Assert.True(TextPlan.Of(new string('a', 153 * 255)).Fits);
        Assert.False(TextPlan.Of(new string('a', 153 * 255 + 1)).Fits);
    }

    [Fact]
    public void No_other_allowed_way_has_fewer_segments() =>
        Gen.Select(SampleTexts.Any, Gen.Bool, Gen.Bool).Sample((text, latin1, shifts) =>
        {
            NationalLanguage[] languages = shifts ? [NationalLanguage.Turkish, NationalLanguage.Hindi] : [];
            var options = new TextOptions { AllowLatin1 = latin1, NationalLanguages = languages };
            var plan = TextPlan.Of(text, options);
            Assert.Equal(text, plan.Text);
            Assert.True(plan.Segments <= TextPlan.Of(text, new() { Encoding = TextEncoding.Ucs2 }).Segments);
            if (GsmAlphabet.Default.Count(text) >= 0)
                Assert.True(plan.Segments <= TextPlan.Of(text, new() { Encoding = TextEncoding.Gsm7 }).Segments);
            if (latin1 && TextEncoding.Latin1.CountOctets(text) >= 0)
                Assert.True(plan.Segments <= TextPlan.Of(text, new() { Encoding = TextEncoding.Latin1 }).Segments);
        });
}
