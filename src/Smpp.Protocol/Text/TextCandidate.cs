namespace Smpp.Protocol;

/// <summary>One way to put a text into short messages, and what it costs.</summary>
internal readonly record struct TextCandidate(TextGauge Gauge, DataCoding DataCoding, int Header, int Units, int Segments, int OctetsOnAir)
{
    /// <summary>Prices an encoding; false when it cannot express the text.</summary>
    /// <exception cref="ArgumentException">The header leaves no room for text.</exception>
    public static bool TryPrice(string text, TextGauge gauge, DataCoding dataCoding, TextOptions options, out TextCandidate candidate)
    {
        candidate = default;
        int units = gauge.Measure(text);
        if (units < 0)
            return false;
        int header = HeaderOf(gauge.Alphabet, options);
        int segments = 1;
        int onAir = gauge.Radio.OctetsOnAir(units, header);
        if (units > gauge.Radio.UnitsIn(header))
        {
            int partHeader = RadioAlphabet.HeaderWithPlace(header, options.Concatenation == ConcatenationMode.Header16);
            int room = gauge.Radio.UnitsIn(partHeader);
            if (room < RadioAlphabet.LeastUnits)
                throw new ArgumentException($"A header of {partHeader} octets leaves no room for text.", nameof(options));
            segments = TextCutter.Count(text, room, gauge);
            onAir = gauge.Radio.OctetsOnAir(units, segments * partHeader);
        }
        candidate = new TextCandidate(gauge, dataCoding, header, units, segments, onAir);
        return true;
    }

    /// <summary>Fewer segments, else fewer octets on the air.</summary>
    public bool IsCheaperThan(in TextCandidate other) =>
        Segments != other.Segments ? Segments < other.Segments : OctetsOnAir < other.OctetsOnAir;

    private static int HeaderOf(GsmAlphabet alphabet, TextOptions options)
    {
        int elements = options.Elements.Length
            + (alphabet.Locking == NationalLanguage.Default ? 0 : UserDataHeaderBuilder.ShiftSize)
            + (alphabet.Single == NationalLanguage.Default ? 0 : UserDataHeaderBuilder.ShiftSize);
        return elements == 0 ? 0 : elements + 1;
    }
}
