namespace Smpp.Protocol;

/// <summary>
/// The character tables of 3GPP 23.038: the default alphabet and its extension (§6.2.1), the national single shift tables (A.2) and
/// locking shift tables (A.3). A hole is <see cref="Hole"/>; codes in tables are 0x00–0x7F.
/// </summary>
internal static class NationalTables
{
    public const int Size = 0x80;
    public const byte Escape = 0x1B;
    public const char Hole = '\0';

    private const int TailHead = 0x60;
    private const int TailRest = 0x7B;

    private const string Default =
        "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u001BÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
        + "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

    private const string Turkish =
        "@£$¥€éùıòÇ\nĞğ\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u001BŞşßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
        + "İABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§çabcdefghijklmnopqrstuvwxyzäöñüà";

    private const string Portuguese =
        "@£$¥êéúíóç\nÔô\rÁáΔ_ªÇÀ∞^\\€Ó|\u001BÂâÊÉ !\"#º%&'()*+,-./0123456789:;<=>?"
        + "ÍABCDEFGHIJKLMNOPQRSTUVWXYZÃÕÚÜ§~abcdefghijklmnopqrstuvwxyzãõ`üà";

    private const string Urdu =
        "\u0627\u0622\u0628\u067B\u0680\u067E\u06A6\u062A\u06C2\u067F\n\u0679\u067D\r\u067A\u067C"
        + "\u062B\u062C\u0681\u0684\u0683\u0685\u0686\u0687\u062D\u062E\u062F\u001B\u068C\u0688\u0689\u068A"
        + " !\u068F\u068D\u0630\u0631\u0691\u0693)(\u0699\u0632,\u0696.\u06980123456789:;\u069A\u0633\u0634?"
        + "\u0635\u0636\u0637\u0638\u0639\u0641\u0642\u06A9\u06AA\u06AB\u06AF\u06B3\u06B1\u0644\u0645\u0646"
        + "\u06BA\u06BB\u06BC\u0648\u06C4\u06D5\u06C1\u06BE\u0621\u06CC\u06D0\u06D2\u064D\u0650\u064F\u0657"
        + "\u0654abcdefghijklmnopqrstuvwxyz\u0655\u0651\u0653\u0656\u0670";

    // The locking tables of the ten Indic scripts are one: Unicode lays those scripts out alike, and a code stands for the same
    // place in each script's block. Here as places (0x80 + offset in the block); a, b … z and punctuation stand for themselves.
    private const string Indic =
        "\u0081\u0082\u0083\u0085\u0086\u0087\u0088\u0089\u008A\u008B\n\u008C\u008D\r\u008E\u008F"
        + "\u0090\u0091\u0092\u0093\u0094\u0095\u0096\u0097\u0098\u0099\u009A\u001B\u009B\u009C\u009D\u009E"
        + " !\u009F\u00A0\u00A1\u00A2\u00A3\u00A4)(\u00A5\u00A6,\u00A7.\u00A80123456789:;\u00A9\u00AA\u00AB?"
        + "\u00AC\u00AD\u00AE\u00AF\u00B0\u00B1\u00B2\u00B3\u00B4\u00B5\u00B6\u00B7\u00B8\u00B9\u00BC\u00BD"
        + "\u00BE\u00BF\u00C0\u00C1\u00C2\u00C3\u00C4\u00C5\u00C6\u00C7\u00C8\u00C9\u00CA\u00CB\u00CC\u00CD"
        + "\0abcdefghijklmnopqrstuvwxyz\0\0\0\0\0";

    // What the ten single shift tables have in common, by code; the characters of the script fill the free codes in order.
    private const string IndicExtension = "@£$¥¿\"¤%&'\f*+\0-/<=>¡^¡_#*";
    private const string LatinExtension = "|ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    /// <summary>The table that stands in place of the default alphabet; the default alphabet where a language has none.</summary>
    public static char[] Locking(NationalLanguage language) => language switch
    {
        NationalLanguage.Turkish => Turkish.ToCharArray(),
        NationalLanguage.Portuguese => Portuguese.ToCharArray(),
        NationalLanguage.Bengali => IndicLocking('\u0980', "\u098D\u098E\u0991\u0992\u09A9\u09B1\u09B3\u09B4\u09B5\u09C5\u09C6\u09C9\u09CA",
            "\u09CE\u09D7\u09DC\u09DD\u09F0\u09F1"),
        NationalLanguage.Gujarati => IndicLocking('\u0A80', "\u0A8E\u0A92\u0AA9\u0AB1\u0AB4\u0AC6\u0ACA",
            "\u0AD0\u0AE0\u0AE1\u0AE2\u0AE3\u0AF1"),
        NationalLanguage.Hindi => IndicLocking('\u0900', "", "\u0950\u0972\u097B\u097C\u097E\u097F"),
        NationalLanguage.Kannada => IndicLocking('\u0C80', "\u0C81\u0C8D\u0C91\u0CA9\u0CB4\u0CC5\u0CC9",
            "\u0CD5\u0CD6\u0CE0\u0CE1\u0CE2\u0CE3"),
        NationalLanguage.Malayalam => IndicLocking('\u0D00', "\u0D01\u0D0D\u0D11\u0D29\u0D3C\u0D45\u0D49",
            "\u0D57\u0D60\u0D61\u0D62\u0D63\u0D79"),
        NationalLanguage.Oriya => IndicLocking('\u0B00', "\u0B0D\u0B0E\u0B11\u0B12\u0B29\u0B31\u0B34\u0B45\u0B46\u0B49\u0B4A",
            "\u0B56\u0B57\u0B60\u0B61\u0B62\u0B63"),
        NationalLanguage.Punjabi => IndicLocking('\u0A00',
            "\u0A0B\u0A0C\u0A0D\u0A0E\u0A11\u0A12\u0A29\u0A31\u0A34\u0A37\u0A3D\u0A43\u0A44\u0A45\u0A46\u0A49\u0A4A",
            "\u0A51\u0A70\u0A71\u0A72\u0A73\u0A74"),
        NationalLanguage.Tamil => IndicLocking('\u0B80',
            "\u0B81\u0B8B\u0B8C\u0B8D\u0B91\u0B96\u0B97\u0B98\u0B9B\u0B9D\u0BA0\u0BA1\u0BA2\u0BA5\u0BA6\u0BA7\u0BAB\u0BAC\u0BAD"
                + "\u0BBC\u0BBD\u0BC3\u0BC4\u0BC5\u0BC9",
            "\u0BD0\u0BD7\u0BF0\u0BF1\u0BF2\u0BF9"),
        NationalLanguage.Telugu => IndicLocking('\u0C00', "\u0C0D\u0C11\u0C29\u0C34\u0C3C\u0C45\u0C49",
            "\u0C55\u0C56\u0C60\u0C61\u0C62\u0C63"),
        NationalLanguage.Urdu => Urdu.ToCharArray(),
        _ => Default.ToCharArray(),
    };

    /// <summary>The table behind an escape; the default extension table where the identifier is reserved.</summary>
    public static char[] Single(NationalLanguage language) => language switch
    {
        NationalLanguage.Turkish => Extension("GĞIİSŞcçgğiısş"),
        NationalLanguage.Spanish => Extension("\u0009çAÁIÍOÓUÚaáiíoóuú"),
        NationalLanguage.Portuguese => Extension("\u0005ê\u0009ç\u000BÔ\u000Cô\u000EÁ\u000Fá\u0012Φ\u0013Γ\u0015Ω\u0016Π\u0017Ψ\u0018Σ"
            + "\u0019Θ\u001FÊAÀIÍOÓUÚ[Ã\\ÕaÂiíoóuú{ã|õ\u007Fâ"),
        NationalLanguage.Bengali => IndicSingle("\u09E6\u09E7\u09E8\u09E9\u09EA\u09EB\u09EC\u09ED\u09EE\u09EF"
            + "\u09DF\u09E0\u09E1\u09E2\u09E3\u09F2\u09F3\u09F4\u09F5\u09F6\u09F7\u09F8\u09F9\u09FA"),
        NationalLanguage.Gujarati => IndicSingle("\u0964\u0965\u0AE6\u0AE7\u0AE8\u0AE9\u0AEA\u0AEB\u0AEC\u0AED\u0AEE\u0AEF"),
        NationalLanguage.Hindi => IndicSingle("\u0964\u0965\u0966\u0967\u0968\u0969\u096A\u096B\u096C\u096D\u096E\u096F\u0951\u0952"
            + "\u0953\u0954\u0958\u0959\u095A\u095B\u095C\u095D\u095E\u095F\u0960\u0961\u0962\u0963\u0970\u0971"),
        NationalLanguage.Kannada => IndicSingle("\u0964\u0965\u0CE6\u0CE7\u0CE8\u0CE9\u0CEA\u0CEB\u0CEC\u0CED\u0CEE\u0CEF"
            + "\u0CDE\u0CF1\u0CF2"),
        NationalLanguage.Malayalam => IndicSingle("\u0964\u0965\u0D66\u0D67\u0D68\u0D69\u0D6A\u0D6B\u0D6C\u0D6D\u0D6E\u0D6F"
            + "\u0D70\u0D71\u0D72\u0D73\u0D74\u0D75\u0D7A\u0D7B\u0D7C\u0D7D\u0D7E\u0D7F"),
        NationalLanguage.Oriya => IndicSingle("\u0964\u0965\u0B66\u0B67\u0B68\u0B69\u0B6A\u0B6B\u0B6C\u0B6D\u0B6E\u0B6F"
            + "\u0B5C\u0B5D\u0B5F\u0B70\u0B71"),
        NationalLanguage.Punjabi => IndicSingle("\u0964\u0965\u0A66\u0A67\u0A68\u0A69\u0A6A\u0A6B\u0A6C\u0A6D\u0A6E\u0A6F"
            + "\u0A59\u0A5A\u0A5B\u0A5C\u0A5E\u0A75"),
        NationalLanguage.Tamil => IndicSingle("\u0964\u0965\u0BE6\u0BE7\u0BE8\u0BE9\u0BEA\u0BEB\u0BEC\u0BED\u0BEE\u0BEF"
            + "\u0BF3\u0BF4\u0BF5\u0BF6\u0BF7\u0BF8\u0BFA"),
        NationalLanguage.Telugu => IndicSingle("\0\0\u0C66\u0C67\u0C68\u0C69\u0C6A\u0C6B\u0C6C\u0C6D\u0C6E\u0C6F"
            + "\u0C58\u0C59\u0C78\u0C79\u0C7A\u0C7B\u0C7C\u0C7D\u0C7E\u0C7F"),
        NationalLanguage.Urdu => IndicSingle("\u0600\u0601\u06F0\u06F1\u06F2\u06F3\u06F4\u06F5\u06F6\u06F7\u06F8\u06F9\u060C\u060D"
            + "\u060E\u060F\u0610\u0611\u0612\u0613\u0614\u061B\u061F\u0640\u0652\u0658\u066B\u066C\u0672\u0673\u06CD\u06D4"),
        _ => Extension(""),
    };

    private static char[] IndicLocking(char block, string absent, string tail)
    {
        char[] table = new char[Size];
        for (int code = 0; code < Size; code++)
        {
            char place = Indic[code];
            char character = place < Size ? place : (char)(block + (place - Size));
            table[code] = absent.Contains(character) ? Hole : character;
        }
        table[TailHead] = tail[0];
        tail.AsSpan(1).CopyTo(table.AsSpan(TailRest));
        return table;
    }

    // Pairs: the character whose number is the code, then the character that the code stands for.
    private static char[] Extension(string own)
    {
        char[] table = new char[Size];
        string pairs = "\n\f\u0014^({)}/\\<[=~>]@|e€" + own;
        for (int i = 0; i < pairs.Length; i += 2)
            table[pairs[i]] = pairs[i + 1];
        return table;
    }

    private static char[] IndicSingle(string script)
    {
        char[] table = Extension("");
        IndicExtension.CopyTo(table);
        LatinExtension.CopyTo(table.AsSpan(0x40));
        int next = 0;
        for (int code = IndicExtension.Length; code < 0x40 && next < script.Length; code++)
        {
            if (table[code] == Hole && code != Escape)
                table[code] = script[next++];
        }
        return table;
    }
}
