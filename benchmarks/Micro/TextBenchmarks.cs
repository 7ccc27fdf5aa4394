using BenchmarkDotNet.Attributes;
using Smpp.Protocol;

namespace Micro;

/// <summary>160 characters of GSM 7-bit in and out, beside a copy of the same octets.</summary>
public class TextBenchmarks
{
    private const int Characters = 160;
    private const string Plain = "Your parcel 4711 arrives today between 14:00 and 16:00. Track it: https://example.com/t/AB12CD34. ";

    private readonly string _plain = Fill(Plain);
    private readonly string _mixed = Fill("Ihr Päckchen für 20 £ (größer als üblich) kommt à 17:30 @ Büro. ");
    private readonly string _turkish = Fill("Şifreniz 1234, lütfen kimseyle paylaşmayınız. Iyi günler dileriz. ");
    private readonly string _cyrillic = new('ж', 70);
    private readonly byte[] _source = new byte[Characters];
    private readonly byte[] _septets = new byte[2 * Characters];
    private readonly byte[] _mixedSeptets = new byte[Characters];
    private readonly byte[] _packed = new byte[Characters];
    private readonly byte[] _target = new byte[2 * Characters];
    private readonly char[] _text = new char[Characters];
    private readonly GsmAlphabet _national = GsmAlphabet.For(NationalLanguage.Turkish, NationalLanguage.Turkish);

    [GlobalSetup]
    public void Prepare()
    {
        GsmAlphabet.Default.TryEncode(_plain, _source, out _);
        GsmAlphabet.Default.TryEncode(_mixed, _mixedSeptets, out _);
        PackedSeptets.Pack(_source, _packed);
    }

    [Benchmark(Baseline = true)]
    public void CopyOf160Octets() => _source.AsSpan().CopyTo(_target);

    [Benchmark]
    public int EncodeGsm()
    {
        GsmAlphabet.Default.TryEncode(_plain, _septets, out int written);
        return written;
    }

    [Benchmark]
    public int EncodeGsmWithAccents()
    {
        GsmAlphabet.Default.TryEncode(_mixed, _septets, out int written);
        return written;
    }

    [Benchmark]
    public int EncodeTurkish()
    {
        _national.TryEncode(_turkish, _septets, out int written);
        return written;
    }

    [Benchmark]
    public int CountGsm() => GsmAlphabet.Default.Count(_plain);

    [Benchmark]
    public int DecodeGsm()
    {
        GsmAlphabet.Default.TryDecode(_source, _text, out int written);
        return written;
    }

    [Benchmark]
    public int DecodeGsmWithAccents()
    {
        GsmAlphabet.Default.TryDecode(_mixedSeptets, _text, out int written);
        return written;
    }

    [Benchmark]
    public int Pack() => PackedSeptets.Pack(_source, _target);

    [Benchmark]
    public int PackBehindHeader() => PackedSeptets.Pack(_source.AsSpan(0, 153), _target, 1);

    [Benchmark]
    public int Unpack() => PackedSeptets.Unpack(_packed.AsSpan(0, 140), _septets.AsSpan(0, Characters));

    [Benchmark]
    public bool EncodeUcs2() => TextEncoding.Ucs2.TryEncode(_cyrillic, _target, out _);

    [Benchmark]
    public int PlanOneSegment() => TextPlan.Of(_plain).Segments;

    private static string Fill(string text) => string.Concat(Enumerable.Repeat(text, Characters / text.Length + 1))[..Characters];
}
