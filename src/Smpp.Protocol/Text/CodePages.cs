using System.Buffers;
using System.Text;

namespace Smpp.Protocol;

/// <summary>
/// The national character sets of data_coding 5, 6, 7, 10, 13 and 14 (v3.4 §5.2.19), by the framework's code pages. Encoding is checked
/// by reading the octets back, as code pages may put one character for another.
/// </summary>
internal static class CodePages
{
    private const byte SingleShift2 = 0x8E;
    private const byte SingleShift3 = 0x8F;
    private const byte KanjiFirst = 0xA1;
    private const byte KanjiLast = 0xFE;
    private const byte HighBit = 0x80;
    private const int MostOctetsOfCharacter = 8;

    private static readonly Encoding?[] Known = new Encoding?[(int)TextEncoding.Korean + 1];

    /// <summary>The encoding is one of these.</summary>
    public static bool Has(TextEncoding encoding) => PageOf(encoding) != 0;

    /// <summary>Octets of the text; -1 when it cannot be read back as it was. They are written where the target is long enough.</summary>
    public static int Encode(TextEncoding encoding, ReadOnlySpan<char> text, Span<byte> target)
    {
        byte[] octets = ArrayPool<byte>.Shared.Rent(text.Length * MostOctetsOfCharacter + MostOctetsOfCharacter);
        char[] back = ArrayPool<char>.Shared.Rent(text.Length + 1);
        try
        {
            Encoding page = CodecOf(encoding);
            int length = page.GetBytes(text, octets);
            ReadOnlySpan<byte> encoded = octets.AsSpan(0, length);
            if (page.GetCharCount(encoded) != text.Length || !back.AsSpan(0, page.GetChars(encoded, back)).SequenceEqual(text))
                return -1;
            if (encoding == TextEncoding.EucJp)
                return ToThreeOctets(encoded, target);
            if (length <= target.Length)
                encoded.CopyTo(target);
            return length;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(octets);
            ArrayPool<char>.Shared.Return(back);
        }
    }

    /// <summary>The text; what cannot be read becomes U+FFFD.</summary>
    public static string Decode(TextEncoding encoding, ReadOnlySpan<byte> octets)
    {
        if (encoding != TextEncoding.EucJp || !octets.Contains(SingleShift3))
            return CodecOf(encoding).GetString(octets);
        byte[] page = ArrayPool<byte>.Shared.Rent(octets.Length);
        int length = ToTwoOctets(octets, page);
        string text = CodecOf(encoding).GetString(page.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(page);
        return text;
    }

    // EUC-JP has JIS X 0212 as 8F, row, cell; the code page as row, cell without its high bit;
    // U+008F as itself would be taken for the first of the three.
    private static int ToThreeOctets(ReadOnlySpan<byte> page, Span<byte> target)
    {
        int length = 0;
        for (int i = 0; i < page.Length; i++)
        {
            byte octet = page[i];
            if (octet == SingleShift3)
                return -1;
            bool isPair = octet is SingleShift2 or (>= KanjiFirst and <= KanjiLast) && i + 1 < page.Length;
            if (isPair && page[i + 1] < HighBit)
                Put(target, SingleShift3, ref length);
            Put(target, octet, ref length);
            if (isPair)
                Put(target, (byte)(page[++i] | HighBit), ref length);
        }
        return length;
    }

    private static void Put(Span<byte> target, byte octet, ref int length)
    {
        if (length < target.Length)
            target[length] = octet;
        length++;
    }

    private static int ToTwoOctets(ReadOnlySpan<byte> octets, Span<byte> page)
    {
        int length = 0;
        for (int i = 0; i < octets.Length; i++)
        {
            bool isTriple = octets[i] == SingleShift3
                && i + 2 < octets.Length
                && octets[i + 1] >= KanjiFirst
                && octets[i + 2] >= KanjiFirst;
            if (isTriple)
            {
                page[length++] = octets[++i];
                page[length++] = (byte)(octets[++i] & ~HighBit);
            }
            else
            {
                page[length++] = octets[i];
            }
        }
        return length;
    }

    private static Encoding CodecOf(TextEncoding encoding) => Known[(int)encoding] ??=
        CodePagesEncodingProvider.Instance.GetEncoding(
            PageOf(encoding), new EncoderReplacementFallback("?"), new DecoderReplacementFallback("\uFFFD")) ?? Encoding.ASCII;

    private static int PageOf(TextEncoding encoding) => encoding switch
    {
        TextEncoding.Iso8859Cyrillic => 28595,
        TextEncoding.Iso8859Hebrew => 28598,
        TextEncoding.ShiftJis => 932,
        TextEncoding.Iso2022Jp => 50221,
        TextEncoding.EucJp => 20932,
        TextEncoding.Korean => 949,
        _ => 0,
    };
}
