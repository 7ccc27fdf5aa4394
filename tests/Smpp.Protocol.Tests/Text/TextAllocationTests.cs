namespace Smpp.Protocol.Tests;

/// <summary>Text on its way through must leave nothing to the garbage collector.</summary>
public class TextAllocationTests
{
    private const int Rounds = 1_000;

    private static readonly string Latin = new string('a', 150) + "é€@";
    private static readonly string Hindi = string.Concat(Enumerable.Repeat("\u0915\u0966a", 30));
    private static readonly byte[] Octets = new byte[512];
    private static readonly byte[] Septets = new byte[512];
    private static readonly char[] Characters = new char[512];

    [Fact]
    public void Counting_encoding_and_decoding_gsm_allocates_nothing() => AllocatesNothing(() =>
        GsmAlphabet.Default.Count(Latin) == 154
            && GsmAlphabet.Default.TryEncode(Latin, Octets, out int written)
            && GsmAlphabet.Default.TryDecode(Octets.AsSpan(0, written), Characters, out int characters)
            && characters == Latin.Length);

    [Fact]
    public void National_tables_allocate_nothing() => AllocatesNothing(() =>
        GsmAlphabet.For(NationalLanguage.Hindi, NationalLanguage.Hindi).TryEncode(Hindi, Octets, out int written) && written == 120);

    [Fact]
    public void Packing_and_unpacking_allocates_nothing() => AllocatesNothing(() =>
        PackedSeptets.PackPadded(Septets.AsSpan(0, 153), Octets, 1) == 134
            && PackedSeptets.UnpackPadded(Octets.AsSpan(0, 134), Septets, 1) == 153);

    [Theory]
    [InlineData(TextEncoding.Ucs2)]
    [InlineData(TextEncoding.Utf8)]
    public void Encoding_into_a_span_allocates_nothing(TextEncoding encoding) => AllocatesNothing(() =>
        encoding.CountOctets(Hindi) > 0 && encoding.TryEncode(Hindi, Octets, out int written) && written > 0);

    [Fact]
    public void Counting_segments_allocates_nothing() => AllocatesNothing(() =>
        Segments.Count(DataCoding.Ucs2, Octets) == 4 && Segments.Count(DataCoding.Default, Octets) >= 4);

    [Fact]
    public void Reading_a_header_allocates_nothing()
    {
        byte[] userData = Wire.Hex("0B 0504 0B84 23F0 0003 63 03 02 00");
        AllocatesNothing(() => UserDataHeader.TryRead(userData, out UserDataHeader udh, out _)
            && udh.TryGetConcatenation(out Concatenation place)
            && udh.TryGetPorts(out ApplicationPorts ports)
            && GsmAlphabet.Of(udh) == GsmAlphabet.Default
            && place.Number == 2
            && ports.Destination == ApplicationPorts.WapPush);
    }

    private static void AllocatesNothing(Func<bool> action)
    {
        for (int i = 0; i < Rounds; i++)
            Assert.True(action());
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Rounds; i++)
            action();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
