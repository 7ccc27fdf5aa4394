namespace Smpp.Protocol;

/// <summary>What reads the same in GSM 7-bit.</summary>
internal static class TransliterationTable
{
    private const char FullwidthFirst = '\uFF01';
    private const char FullwidthLast = '\uFF5E';
    private const int FullwidthDistance = FullwidthFirst - '!';

    private static readonly (string Replacement, string Originals)[] Groups =
    [
        ("A", "ÀÁÂÃĀĂĄǍǠȀȂȦȺḀẠẢẤẦẨẪẬẮẰẲẴẶΑΆ"), ("a", "áâãāăąǎǡȁȃȧḁạảấầẩẫậắằẳẵặª"),
        ("Ä", "Ǟ"), ("ä", "ǟ"), ("Å", "Ǻ\u212B"), ("å", "ǻ"), ("Æ", "ǢǼ"), ("æ", "ǣǽ"),
        ("B", "ƁɃḂḄḆΒ"), ("b", "ƀḃḅḇ"), ("C", "ĆĈĊČƇȻ"), ("c", "çćĉċčƈȼḉ"), ("Ç", "Ḉ"),
        ("D", "ÐĎĐƉƊḊḌḎḐḒ"), ("d", "ðďđȡḋḍḏḑḓ"),
        ("E", "ÈÊËĒĔĖĘĚȄȆȨɆḔḖḘḚḜẸẺẼẾỀỂỄỆΕΈ"), ("e", "êëēĕėęěȅȇȩɇḕḗḙḛḝẹẻẽếềểễệ"),
        ("F", "ƑḞ"), ("f", "ƒḟ"), ("G", "ĜĞĠĢƓǤǦǴḠ"), ("g", "ĝğġģǥǧǵḡ"), ("H", "ĤĦȞḢḤḦḨḪΗΉ"), ("h", "ĥħȟḣḥḧḩḫẖ"),
        ("I", "ÌÍÎÏĨĪĬĮİƗǏȈȊḬḮỈỊΙΊΪ"), ("i", "íîïĩīĭįıǐȉȋḭḯỉị"), ("J", "ĴɈ"), ("j", "ĵǰȷɉ"),
        ("K", "ĶƘǨḰḲḴΚ\u212A"), ("k", "ķĸƙǩḱḳḵ"), ("L", "ĹĻĽĿŁȽḶḸḺḼ"), ("l", "ĺļľŀłƚȴḷḹḻḽ"), ("M", "ḾṀṂΜ"), ("m", "ḿṁṃ"),
        ("N", "ŃŅŇŊƝǸṄṆṈṊΝ"), ("n", "ńņňŋƞǹȵṅṇṉṋ"),
        ("O", "ÒÓÔÕŌŎŐƟƠǑǪǬȌȎȬȮȰṌṎṐṒỌỎỐỒỔỖỘỚỜỞỠỢΟΌ"), ("o", "óôõōŏőơǒǫǭȍȏȭȯȱṍṏṑṓọỏốồổỗộớờởỡợº"),
        ("Ö", "Ȫ"), ("ö", "ȫ"), ("Ø", "Ǿ"), ("ø", "ǿ"), ("P", "ƤṔṖΡ"), ("p", "ƥṕṗ"), ("Q", "Ɋ"), ("q", "ɋ"),
        ("R", "ŔŖŘȐȒɌṘṚṜṞ"), ("r", "ŕŗřȑȓɍṙṛṝṟ"), ("S", "ŚŜŞŠȘṠṢṤṦṨ"), ("s", "śŝşšſșȿṡṣṥṧṩẛẜẝ"), ("ß", "ẞ"),
        ("T", "ŢŤŦƬƮȚȾṪṬṮṰΤ"), ("t", "ţťŧƫƭțȶṫṭṯṱẗ"),
        ("U", "ÙÚÛŨŪŬŮŰŲƯǓȔȖɄṲṴṶṸṺỤỦỨỪỬỮỰ"), ("u", "úûũūŭůűųưǔȕȗṳṵṷṹṻụủứừửữự\u00B5"), ("Ü", "ǕǗǙǛ"), ("ü", "ǖǘǚǜ"),
        ("V", "ƲṼṾ"), ("v", "ṽṿ"), ("W", "ŴẀẂẄẆẈ"), ("w", "ŵẁẃẅẇẉẘ"), ("X", "ẊẌΧ"), ("x", "ẋẍ\u00D7"),
        ("Y", "ÝŶŸƳȲɎẎỲỴỶỸΥΎΫ"), ("y", "ýÿŷƴȳɏẏẙỳỵỷỹ"), ("Z", "ŹŻŽƵȤẐẒẔΖ"), ("z", "źżžƶȥɀẑẓẕ"),
        ("Ω", "\u2126Ώ"), ("Δ", "\u2206"), ("Σ", "\u2211"), ("Π", "\u220F"),
        ("AE", "ᴁ"), ("OE", "Œ"), ("oe", "œ"), ("IJ", "Ĳ"), ("ij", "ĳ"), ("Th", "Þ"), ("th", "þ"), ("'n", "ŉ"),
        ("DZ", "ǱǄ"), ("Dz", "ǲǅ"), ("dz", "ǳǆ"), ("LJ", "Ǉ"), ("Lj", "ǈ"), ("lj", "ǉ"), ("NJ", "Ǌ"), ("Nj", "ǋ"), ("nj", "ǌ"),
        ("ff", "\uFB00"), ("fi", "\uFB01"), ("fl", "\uFB02"), ("ffi", "\uFB03"), ("ffl", "\uFB04"), ("st", "\uFB05\uFB06"),
        ("'", "\u2018\u2019\u201A\u201B\u2032\u2035\u02B9\u02BB\u02BC\u0060\u00B4"),
        ("\"", "\u201C\u201D\u201E\u201F\u2033\u2036\u00AB\u00BB"),
        ("<", "\u2039"), (">", "\u203A"), ("-", "\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\uFE58\uFE63"),
        ("...", "\u2026"), ("..", "\u2025"),
        (" ", "\t\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000"),
        ("\n", "\u0085\u2028\u2029"), ("", "\u00AD\u200B\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2060\uFEFF"),
        ("*", "\u2022\u2217"), (".", "\u00B7\u2024"), ("/", "\u2044\u2215"), ("|", "\u00A6"), ("_", "\u2017"), ("~", "\u02DC\u223C"),
        ("^", "\u02C6"),
        ("!!", "\u203C"), ("??", "\u2047"), ("?!", "\u2048"), ("!?", "\u2049"),
        ("(c)", "\u00A9"), ("(R)", "\u00AE"), ("TM", "\u2122"), ("No", "\u2116"), ("1/4", "\u00BC"), ("1/2", "\u00BD"), ("3/4", "\u00BE"),
        ("1", "\u00B9"), ("2", "\u00B2"), ("3", "\u00B3"), ("£", "\uFFE1"), ("¥", "\uFFE5"),
    ];

    // A letter, a combining mark and the letter that they make, of those that GSM 7-bit has.
    private const string Compositions =
        "e\u0300è" + "e\u0301é" + "u\u0300ù" + "i\u0300ì" + "o\u0300ò" + "a\u0300à" + "E\u0301É" + "C\u0327Ç"
        + "A\u0308Ä" + "O\u0308Ö" + "U\u0308Ü" + "a\u0308ä" + "o\u0308ö" + "u\u0308ü" + "N\u0303Ñ" + "n\u0303ñ" + "A\u030AÅ" + "a\u030Aå";

    private static readonly Dictionary<char, string> Replacements = Groups
        .SelectMany(group => group.Originals.Select(original => (original, group.Replacement)))
        .ToDictionary(pair => pair.original, pair => pair.Replacement);

    /// <summary>What stands for a character that GSM 7-bit lacks; null when nothing does, empty when it may be left out.</summary>
    public static string? Find(char character)
    {
        if (character is < FullwidthFirst or > FullwidthLast)
            return Replacements.GetValueOrDefault(character);
        char narrow = (char)(character - FullwidthDistance);
        return Replacements.GetValueOrDefault(narrow, narrow.ToString());
    }

    /// <summary>The GSM letter that a letter and a combining mark make; null when they make none.</summary>
    public static string? Compose(char letter, char mark)
    {
        for (int i = 0; i < Compositions.Length; i += 3)
        {
            if (Compositions[i] == letter && Compositions[i + 1] == mark)
                return Compositions[i + 2].ToString();
        }
        return null;
    }
}
