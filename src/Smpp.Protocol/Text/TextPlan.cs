namespace Smpp.Protocol;

/// <summary>
/// How a text goes out, known before anything is sent: its encoding, how many segments it makes and what the last one still holds. Of the
/// ways that the <see cref="TextOptions"/> allow and that lose nothing, the one with the fewest segments, then the fewest octets on the
/// air, then the best understood one. <see cref="Segmenter.Split(TextPlan, ushort)"/> makes the messages. Immutable.
/// </summary>
public sealed record TextPlan
{
    private TextPlan(string text, IReadOnlyList<TextChange> changes, in TextCandidate candidate, TextOptions options)
    {
        Text = text;
        Changes = changes;
        Gauge = candidate.Gauge;
        DataCoding = candidate.DataCoding;
        HeaderOctets = candidate.Header;
        Units = candidate.Units;
        Segments = candidate.Segments;
        Options = options;
        RoomInLast = UnitsPerSegment - LastUnits();
    }

    /// <summary>The text that will be sent: the given one, but for the <see cref="Changes"/>.</summary>
    public string Text { get; }

    /// <summary>What transliteration changed, in the order of the text; empty unless it was asked for.</summary>
    public IReadOnlyList<TextChange> Changes { get; }

    /// <summary>How the text is encoded.</summary>
    public TextEncoding Encoding => Gauge.Encoding;

    /// <summary>The data_coding that announces it.</summary>
    public DataCoding DataCoding { get; }

    /// <summary>The language whose locking shift table is used.</summary>
    public NationalLanguage Locking => Gauge.Alphabet.Locking;

    /// <summary>The language whose single shift table is used.</summary>
    public NationalLanguage Single => Gauge.Alphabet.Single;

    /// <summary>What the text takes: septets in GSM 7-bit, UTF-16 code units in UCS-2, else octets. Headers are not counted.</summary>
    public int Units { get; }

    /// <summary>Short messages on the air: the unit of prices.</summary>
    public int Segments { get; }

    /// <summary>Units that one segment holds, given the headers that it needs.</summary>
    public int UnitsPerSegment => Gauge.Radio.UnitsIn(Segments == 1 ? HeaderOctets : PartHeaderOctets);

    /// <summary>Units that would still fit into the last segment.</summary>
    public int RoomInLast { get; }

    /// <summary>The text can be sent: it needs no more parts than can be joined (255).</summary>
    public bool Fits => Segments <= Segmenter.MaxParts;

    /// <summary>The options the plan was made with.</summary>
    public TextOptions Options { get; }

    internal TextGauge Gauge { get; }

    internal int HeaderOctets { get; }

    private int PartHeaderOctets => RadioAlphabet.HeaderWithPlace(HeaderOctets, Options.Concatenation == ConcatenationMode.Header16);

    /// <summary>Plans a text.</summary>
    /// <param name="text">The text; an empty one is one segment.</param>
    /// <param name="options">What is allowed; null is <see cref="TextOptions.Default"/>.</param>
    /// <exception cref="ArgumentException">
    /// The text has a lone surrogate, or a character that the asked-for encoding cannot express; the elements are no whole elements, leave
    /// no room or stand beside <see cref="ConcatenationMode.Sar"/>, which excludes a header.
    /// </exception>
    public static TextPlan Of(string text, TextOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        options ??= TextOptions.Default;
        if (TextEncoding.Ucs2.CountOctets(text) < 0)
            throw TextEncoding.Ucs2.Inexpressible(text);
        if (!options.Elements.IsEmpty)
            new UserDataHeaderBuilder().AddElements(options.Elements.Span);
        if (options.Concatenation == ConcatenationMode.Sar && !options.Elements.IsEmpty)
            throw new ArgumentException("sar_* TLVs exclude a user data header; join the parts in the header.", nameof(options));

        bool found = TextChoice.TryCheapest(text, options, out TextCandidate best);
        if (options.Transliterate)
        {
            Transliteration changed = Transliteration.ToGsm(text);
            if (changed.Changes.Count > 0
                && TextChoice.TryCheapest(changed.Text, options, out TextCandidate cheaper)
                && (!found || IsWorthChanges(cheaper, best, text, options)))
            {
                return new TextPlan(changed.Text, changed.Changes, cheaper, options);
            }
        }
        return found
            ? new TextPlan(text, [], best, options)
            : throw options.Encoding.GetValueOrDefault(TextEncoding.Ucs2).Inexpressible(text);
    }

    /// <summary>The plan in words, for example <c>Gsm7, data_coding 0: 161 septets in 2 segments, 145 left in the last</c>.</summary>
    public override string ToString()
    {
        string unit = Gauge.Radio == RadioAlphabet.Septets ? "septets" : Gauge.Radio == RadioAlphabet.Ucs2 ? "UTF-16 units" : "octets";
        string tables = Locking == NationalLanguage.Default && Single == NationalLanguage.Default ? "" : $" ({Gauge.Alphabet})";
        return $"{Encoding}{tables}, data_coding {(byte)DataCoding}: {Units} {unit} in {Segments} segments, {RoomInLast} left in the last";
    }

    // A national table that costs no segment more keeps the text as it is.
    private static bool IsWorthChanges(in TextCandidate changed, in TextCandidate unchanged, string text, TextOptions options) =>
        changed.Segments < unchanged.Segments || changed.IsCheaperThan(unchanged) && !TextChoice.HasNational(text, options);

    private int LastUnits()
    {
        ReadOnlySpan<char> rest = Text;
        for (int part = 1; part < Segments; part++)
            rest = rest[TextCutter.Cut(rest, UnitsPerSegment, Gauge)..];
        return Gauge.Measure(rest);
    }
}
