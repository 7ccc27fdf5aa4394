using System.Text;

namespace Smpp.Protocol;

/// <summary>Finds the cheapest way to send a text among those allowed; of equal ones the first in the order below.</summary>
internal static class TextChoice
{
    public static bool TryCheapest(string text, TextOptions options, out TextCandidate best)
    {
        best = default;
        bool found = false;
        TextEncoding first = First(options);
        Consider(text, GaugeOf(first, text, options), options, ref best, ref found);
        if (MayUseNational(options))
            ConsiderNational(text, first, options, ref best, ref found);
        if (options.Encoding is not null)
            return found;
        if (options.AllowLatin1 && options.MessageClass is null)
            Consider(text, GaugeOf(TextEncoding.Latin1, text, options), options, ref best, ref found);
        // Two septets are less than the two octets of a UTF-16 code unit.
        bool isShort = found && best.Gauge.Radio == RadioAlphabet.Septets && best.Gauge.Alphabet == GsmAlphabet.Default;
        if (!isShort)
            Consider(text, TextGauge.CodeUnits, options, ref best, ref found);
        return found;
    }

    /// <summary>Tables that may be used express the text as it is.</summary>
    public static bool HasNational(string text, TextOptions options)
    {
        if (!MayUseNational(options))
            return false;
        bool mayLock = options.AllowLockingShift;
        foreach (NationalLanguage single in options.NationalLanguages)
        {
            if (GsmAlphabet.For(NationalLanguage.Default, single).Count(text) >= 0
                || mayLock && options.NationalLanguages.Any(locking => GsmAlphabet.For(locking, single).Count(text) >= 0))
            {
                return true;
            }
        }
        return mayLock && options.NationalLanguages.Any(locking => GsmAlphabet.For(locking, NationalLanguage.Default).Count(text) >= 0);
    }

    /// <summary>The encoding that is asked for, or the one that needs no announcement.</summary>
    private static TextEncoding First(TextOptions options) => options.Encoding ?? options.Alphabet;

    /// <summary>National tables are those of GSM 7-bit, and a header names them, which sar_* TLVs exclude.</summary>
    private static bool MayUseNational(TextOptions options) =>
        options.Concatenation != ConcatenationMode.Sar && First(options) is TextEncoding.Gsm7 or TextEncoding.Gsm7Packed;

    private static void ConsiderNational(string text, TextEncoding encoding, TextOptions options, ref TextCandidate best,
        ref bool found)
    {
        if (found && best.Segments == 1 && best.Gauge.Encoding == encoding)
            return;
        foreach (NationalLanguage single in options.NationalLanguages)
            ConsiderTables(text, encoding, NationalLanguage.Default, single, options, ref best, ref found);
        if (!options.AllowLockingShift)
            return;
        foreach (NationalLanguage locking in options.NationalLanguages)
        {
            ConsiderTables(text, encoding, locking, NationalLanguage.Default, options, ref best, ref found);
            foreach (NationalLanguage single in options.NationalLanguages)
                ConsiderTables(text, encoding, locking, single, options, ref best, ref found);
        }
    }

    private static void ConsiderTables(string text, TextEncoding encoding, NationalLanguage locking, NationalLanguage single,
        TextOptions options, ref TextCandidate best, ref bool found) =>
        Consider(text, new TextGauge(RadioAlphabet.Septets, encoding, GsmAlphabet.For(locking, single)), options, ref best, ref found);

    private static void Consider(string text, TextGauge gauge, TextOptions options, ref TextCandidate best, ref bool found)
    {
        DataCoding dataCoding = gauge.Encoding == options.Alphabet
            ? DataCoding.Default
            : MessageText.DataCodingOf(gauge.Encoding);
        if (options.MessageClass is { } messageClass)
        {
            dataCoding = messageClass.DataCodingOf(gauge.Encoding, options.MessageClassCoding) ?? throw new ArgumentException(
                $"No data_coding gives {gauge.Encoding} a message class; GSM 7-bit and UCS-2 have one.", nameof(options));
        }
        if (dataCoding == DataCoding.Default && gauge.Encoding != options.Alphabet)
        {
            throw new ArgumentException(
                $"No data_coding announces {gauge.Encoding}, and the peer's default alphabet is {options.Alphabet}.",
                nameof(options));
        }
        if (!TextCandidate.TryPrice(text, gauge, dataCoding, options, out TextCandidate candidate)
            || found && !candidate.IsCheaperThan(best))
        {
            return;
        }
        best = candidate;
        found = true;
    }

    // A message centre whose default alphabet has 8 bits turns it into GSM septets for the air where it can. UTF-8 beyond ASCII is
    // counted as octets, or a part could exceed short_message.
    private static TextGauge GaugeOf(TextEncoding encoding, string text, TextOptions options)
    {
        bool isDefault = encoding == options.Alphabet;
        bool isGsm = GsmAlphabet.Default.Count(text) >= 0 && encoding.CountOctets(text) >= 0;
        RadioAlphabet radio = encoding switch
        {
            TextEncoding.Gsm7 or TextEncoding.Gsm7Packed => RadioAlphabet.Septets,
            TextEncoding.Ucs2 => RadioAlphabet.Ucs2,
            TextEncoding.Ascii => SeptetsIf(isGsm),
            TextEncoding.Latin1 => SeptetsIf(isGsm && isDefault),
            TextEncoding.Utf8 => SeptetsIf(isGsm && Ascii.IsValid(text)),
            _ => RadioAlphabet.Octets,
        };
        return new TextGauge(radio, encoding, GsmAlphabet.Default);
    }

    private static RadioAlphabet SeptetsIf(bool septets) => septets ? RadioAlphabet.Septets : RadioAlphabet.Octets;
}
