using System.Globalization;
using CsCheck;

namespace Smpp.Protocol.Tests;

/// <summary>Cutting and putting together again, in all modes.</summary>
public class SegmentationTests
{
    private static readonly Gen<TextOptions> Options = Gen.Select(
        OneOf(TextEncoding.Gsm7, TextEncoding.Gsm7Packed, TextEncoding.Latin1, TextEncoding.Utf8),
        Gen.Bool,
        OneOf<NationalLanguage[]>([], [NationalLanguage.Turkish], [NationalLanguage.Hindi, NationalLanguage.Turkish]),
        Gen.Enum<ConcatenationMode>(),
        Gen.Bool,
        (alphabet, latin1, languages, mode, ports) => new TextOptions
        {
            DefaultAlphabet = alphabet,
            AllowLatin1 = latin1,
            NationalLanguages = languages,
            Concatenation = mode,
            Elements = ports && mode != ConcatenationMode.Sar ? Wire.Hex("0504 0B84 23F0") : default,
        });

    [Fact]
    public void Parts_in_any_order_are_the_text_again() =>
        Gen.Select(SampleTexts.Any, Options, Gen.UShort, Gen.Int).Sample((text, options, reference, seed) =>
        {
            var plan = TextPlan.Of(text, options);
            IReadOnlyList<Segment> parts = Segmenter.Split(plan, reference);
            Assert.Equal(options.Concatenation == ConcatenationMode.Payload ? 1 : plan.Segments, parts.Count);
            Assert.Equal(text, ReadAll(parts, options.DefaultAlphabet, seed));
        });

    [Fact]
    public void Parts_in_a_national_character_set_are_the_text_again() =>
        Gen.Select(SampleTexts.Any, Gen.Enum<TextEncoding>(), Gen.Int).Sample((text, encoding, seed) =>
        {
            if (encoding.CountOctets(text) < 0)
                return;
            var options = new TextOptions
            {
                Encoding = encoding,
                DefaultAlphabet = encoding == TextEncoding.Gsm7Packed || encoding == TextEncoding.Utf8 ? encoding : TextEncoding.Gsm7,
            };
            Assert.Equal(text, ReadAll(Segmenter.Split(TextPlan.Of(text, options), 1), options.DefaultAlphabet, seed));
        });

    [Fact]
    public void No_part_exceeds_the_air_and_the_last_has_the_room_that_was_told() =>
        Gen.Select(SampleTexts.Any, Options).Sample((text, options) =>
        {
            var plan = TextPlan.Of(text, options);
            if (options.Concatenation == ConcatenationMode.Payload)
                return;
            IReadOnlyList<Segment> parts = Segmenter.Split(plan, 1);
            foreach (Segment part in parts)
            {
                int header = part.EsmClass.HasUdh ? part.UserData[0] + 1 : 0;
                int units = UnitsOf(plan, part, header);
                Assert.InRange(units, 0, plan.UnitsPerSegment);
                if (part.Number == part.Total)
                    Assert.Equal(plan.UnitsPerSegment - units, plan.RoomInLast);
                Assert.True(part.UserData.Length <= 254);
            }
        });

    [Fact]
    public void No_grapheme_is_split_that_fits_into_a_part() =>
        Gen.Select(SampleTexts.Any, Options).Sample((text, options) =>
        {
            if (options.Concatenation == ConcatenationMode.Payload)
                return;
            var boundaries = new HashSet<int>(StringInfo.ParseCombiningCharacters(text)) { text.Length };
            int position = 0;
            foreach (Segment part in Segmenter.Split(TextPlan.Of(text, options), 1))
            {
                position += MessageText.Decode(part.DataCoding, part.UserData, part.EsmClass.HasUdh, options.DefaultAlphabet).Length;
                Assert.Contains(position, boundaries);
            }
        });

    [Fact]
    public void A_grapheme_longer_than_a_part_is_split_between_characters()
    {
        string text = "e" + string.Concat(Enumerable.Repeat("\u0301", 200)) + string.Concat(Enumerable.Repeat("\U0001F3FD", 100));

        IReadOnlyList<Segment> parts = Segmenter.Split(text, 1);

        Assert.Equal(text, ReadAll(parts, TextEncoding.Gsm7, 1));
        foreach (Segment part in parts)
            Assert.DoesNotContain('\uFFFD', MessageText.Decode(part.DataCoding, part.UserData, part.EsmClass.HasUdh));
    }

    [Fact]
    public void Encoded_text_and_text_are_cut_alike() =>
        Gen.Select(SampleTexts.Any, Gen.Bool).Sample((text, wide) =>
        {
            TextEncoding encoding = MessageText.Choose(text);
            ConcatenationMode mode = wide ? ConcatenationMode.Header16 : ConcatenationMode.Header8;
            Assert.Equal(
                Segmenter.Split(text, 7, mode).Select(part => Convert.ToHexString(part.UserData)),
                Segmenter.SplitEncoded(encoding.Encode(text), MessageText.DataCodingOf(encoding), 7, mode)
                    .Select(part => Convert.ToHexString(part.UserData)));
        });

    [Fact]
    public void Any_octets_are_cut_without_loss() =>
        Gen.Select(Gen.Byte, Gen.OneOf(Gen.Byte, OneOf<byte>(0x1B, 0xD8)).Array[0, 700], Gen.Bool).Sample((dataCoding, octets, ports) =>
        {
            byte[] elements = ports ? Wire.Hex("0504 0B84 23F0") : [];
            IReadOnlyList<Segment> parts = Segmenter.SplitEncoded(octets, (DataCoding)dataCoding, 1, elements: elements);
            Assert.Equal(octets, parts.SelectMany(part => part.UserData.Skip(part.EsmClass.HasUdh ? part.UserData[0] + 1 : 0)));
            int header = ports ? elements.Length + 1 : 0;
            Assert.Equal(parts.Count, Segments.Count((DataCoding)dataCoding, octets, header));
            Assert.All(parts, part => Assert.Equal(ports || part.Total > 1, part.EsmClass.HasUdh));
        });

    [Fact]
    public void Ports_stand_in_each_part_behind_its_place()
    {
        IReadOnlyList<Segment> parts = Segmenter.SplitEncoded(new byte[300], DataCoding.Octets8, 5, elements: Wire.Hex("0504 0B84 23F0"));

        Assert.Equal(3, parts.Count);
        Assert.Equal(Wire.Hex("0B 0003 05 03 02 0504 0B84 23F0"), parts[1].UserData[..12]);
        Assert.Equal(140, parts[0].UserData.Length);
    }

    [Fact]
    public void Packed_parts_fill_one_hundred_and_forty_octets()
    {
        var options = new TextOptions { DefaultAlphabet = TextEncoding.Gsm7Packed };

        Assert.Equal(140, Segmenter.Split(TextPlan.Of(new string('a', 160), options), 1)[0].UserData.Length);
        IReadOnlyList<Segment> parts = Segmenter.Split(TextPlan.Of(new string('a', 161), options), 1);
        Assert.Equal((2, 140), (parts.Count, parts[0].UserData.Length));
    }

    [Fact]
    public void A_payload_that_its_tlv_cannot_hold_is_refused()
    {
        var options = new TextOptions { Concatenation = ConcatenationMode.Payload };

        Assert.Single(Segmenter.Split(TextPlan.Of(new string('a', 65535), options), 1));
        Assert.Throws<ArgumentException>(() => Segmenter.Split(TextPlan.Of(new string('a', 65536), options), 1));
    }

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static int UnitsOf(TextPlan plan, Segment part, int header)
    {
        ReadOnlySpan<byte> payload = part.UserData.AsSpan(header);
        string text = MessageText.Decode(part.DataCoding, part.UserData, part.EsmClass.HasUdh, plan.Options.DefaultAlphabet);
        return plan.Encoding switch
        {
            TextEncoding.Gsm7 or TextEncoding.Gsm7Packed => GsmAlphabet.For(plan.Locking, plan.Single).Count(text),
            TextEncoding.Ucs2 => payload.Length / 2,
            _ => plan.UnitsPerSegment > 140 - header ? GsmAlphabet.Default.Count(text) : payload.Length,
        };
    }

    private static string ReadAll(IReadOnlyList<Segment> parts, TextEncoding alphabet, int seed)
    {
        var reassembler = new Reassembler<int>(10, 200_000);
        Segment[] order = [.. parts];
        new Random(seed).Shuffle(order);
        string? text = null;
        foreach (Segment part in order)
        {
            byte[] body = Wire.Submit(part.UserData, part.Tlvs.Encoded.Span, part.DataCoding, part.EsmClass);
            Assert.True(MessageView.TryRead(CommandId.SubmitSm, body, out MessageView view, out _));
            ReassemblyOutcome outcome = reassembler.Add(1, view, part.Number, 0, out ReassembledMessage<int>? whole);
            if (outcome == ReassemblyOutcome.NotAPart)
                text = MessageText.Decode(view.DataCoding, view.UserData, view.EsmClass.HasUdh, alphabet);
            else if (outcome == ReassemblyOutcome.Complete)
                text = whole!.ReadText(alphabet);
        }
        Assert.Equal(0, reassembler.Count);
        Assert.Equal(0, reassembler.Octets);
        return text ?? "nothing";
    }
}
