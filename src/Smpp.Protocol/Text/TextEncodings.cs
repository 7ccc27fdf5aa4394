using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Smpp.Protocol;

/// <summary>
/// Text into octets and back, by <see cref="TextEncoding"/>. Encoding loses nothing or refuses: no character is ever replaced. Decoding
/// never throws: what cannot be read becomes U+FFFD. All methods may be called from any thread.
/// </summary>
public static class TextEncodings
{
    private const char ByteOrderMark = '\uFEFF';

    private static readonly SearchValues<char> Surrogates = RangeOf('\uD800', '\uDFFF');
    private static readonly SearchValues<char> Latin1 = RangeOf('\0', '\u00FF');

    extension(TextEncoding encoding)
    {
        /// <summary>Octets that the text takes; -1 when a character cannot be expressed. Packed septets are counted with padding.</summary>
        public int CountOctets(ReadOnlySpan<char> text) => encoding switch
        {
            TextEncoding.Gsm7 => GsmAlphabet.Default.Count(text),
            TextEncoding.Gsm7Packed => PackedLength(text),
            TextEncoding.Latin1 => text.ContainsAnyExcept(Latin1) ? -1 : text.Length,
            TextEncoding.Ascii => Ascii.IsValid(text) ? text.Length : -1,
            TextEncoding.Ucs2 => HasLoneSurrogate(text) ? -1 : text.Length * sizeof(char),
            TextEncoding.Utf8 => HasLoneSurrogate(text) ? -1 : Encoding.UTF8.GetByteCount(text),
            _ => CodePages.Has(encoding) ? CodePages.Encode(encoding, text, []) : -1,
        };

        /// <summary>Writes the text.</summary>
        /// <param name="text">The text.</param>
        /// <param name="octets">The target; <see cref="CountOctets"/> octets are enough. Octets behind may be overwritten.</param>
        /// <param name="written">Octets written; 0 when the method gives up.</param>
        /// <returns>False when a character cannot be expressed or the target is too short.</returns>
        public bool TryEncode(ReadOnlySpan<char> text, Span<byte> octets, out int written)
        {
            written = 0;
            if (encoding == TextEncoding.Gsm7)
            {
                bool done = GsmAlphabet.Default.TryEncode(text, octets, out int septets);
                written = done ? septets : 0;
                return done;
            }
            int length = encoding.CountOctets(text);
            if (length < 0 || length > octets.Length)
                return false;
            switch (encoding)
            {
                case TextEncoding.Gsm7Packed:
                    PackedSeptets.PackPadded(SeptetsOf(text), octets);
                    break;
                case TextEncoding.Latin1:
                    Encoding.Latin1.GetBytes(text, octets);
                    break;
                case TextEncoding.Ascii:
                    Encoding.ASCII.GetBytes(text, octets);
                    break;
                case TextEncoding.Ucs2:
                    WriteUcs2(text, octets);
                    break;
                case TextEncoding.Utf8:
                    Encoding.UTF8.GetBytes(text, octets);
                    break;
                default:
                    CodePages.Encode(encoding, text, octets);
                    break;
            }
            written = length;
            return true;
        }

        /// <summary>The octets of the text.</summary>
        /// <exception cref="ArgumentException">A character cannot be expressed; the message says which and where.</exception>
        public byte[] Encode(ReadOnlySpan<char> text)
        {
            int length = encoding.CountOctets(text);
            if (length < 0)
                throw encoding.Inexpressible(text);
            byte[] octets = new byte[length];
            encoding.TryEncode(text, octets, out _);
            return octets;
        }

        /// <summary>
        /// The text of octets that have no header in front. One byte order mark in front of UCS-2 is a signature and left out.
        /// </summary>
        public string Decode(ReadOnlySpan<byte> octets)
        {
            switch (encoding)
            {
                case TextEncoding.Gsm7:
                    return GsmAlphabet.Default.Decode(octets);
                case TextEncoding.Gsm7Packed:
                    byte[] septets = new byte[PackedSeptets.SeptetsIn(octets.Length)];
                    return GsmAlphabet.Default.Decode(septets.AsSpan(0, PackedSeptets.UnpackPadded(octets, septets)));
                case TextEncoding.Latin1:
                    return Encoding.Latin1.GetString(octets);
                case TextEncoding.Ascii:
                    return ReadAscii(octets);
                case TextEncoding.Ucs2:
                    string text = Encoding.BigEndianUnicode.GetString(octets);
                    return text.Length > 0 && text[0] == ByteOrderMark ? text[1..] : text;
                default:
                    return CodePages.Has(encoding) ? CodePages.Decode(encoding, octets) : Encoding.UTF8.GetString(octets);
            }
        }

        /// <summary>Where the first character stands that the encoding cannot express; -1 when there is none.</summary>
        public int IndexOfInexpressible(ReadOnlySpan<char> text)
        {
            if (encoding.CountOctets(text) >= 0)
                return -1;
            for (int i = 0; i < text.Length;)
            {
                int length = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]) ? 2 : 1;
                if (encoding.CountOctets(text.Slice(i, length)) < 0)
                    return i;
                i += length;
            }
            return 0;
        }

        internal ArgumentException Inexpressible(ReadOnlySpan<char> text)
        {
            int index = encoding.IndexOfInexpressible(text);
            return new ArgumentException(
                $"{encoding} cannot express U+{(int)text[index]:X4} at {index}; let the cheapest encoding be chosen.", nameof(text));
        }
    }

    private static byte[] SeptetsOf(ReadOnlySpan<char> text)
    {
        byte[] septets = new byte[GsmAlphabet.Default.Count(text)];
        GsmAlphabet.Default.TryEncode(text, septets, out _);
        return septets;
    }

    private static int PackedLength(ReadOnlySpan<char> text) =>
        GsmAlphabet.Default.Count(text) < 0 ? -1 : PackedSeptets.PaddedOctetsOf(SeptetsOf(text));

    private static SearchValues<char> RangeOf(char first, char last) =>
        SearchValues.Create([.. Enumerable.Range(first, last - first + 1).Select(code => (char)code)]);

    private static bool HasLoneSurrogate(ReadOnlySpan<char> text)
    {
        int first = text.IndexOfAny(Surrogates);
        for (int i = Math.Max(first, 0); first >= 0 && i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (!char.IsHighSurrogate(text[i]) || i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1]))
                return true;
            i++;
        }
        return false;
    }

    private static void WriteUcs2(ReadOnlySpan<char> text, Span<byte> octets)
    {
        ReadOnlySpan<ushort> units = MemoryMarshal.Cast<char, ushort>(text);
        Span<ushort> target = MemoryMarshal.Cast<byte, ushort>(octets)[..text.Length];
        if (BitConverter.IsLittleEndian)
            BinaryPrimitives.ReverseEndianness(units, target);
        else
            units.CopyTo(target);
    }

    private static string ReadAscii(ReadOnlySpan<byte> octets) => string.Create(octets.Length, octets, (text, source) =>
    {
        for (int i = 0; i < source.Length; i++)
            text[i] = source[i] < 0x80 ? (char)source[i] : '\uFFFD';
    });
}
