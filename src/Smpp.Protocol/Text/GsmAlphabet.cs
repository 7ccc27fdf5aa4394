using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Smpp.Protocol;

/// <summary>
/// A 7-bit alphabet of 3GPP 23.038: the GSM default alphabet with its extension table (§6.2.1), or national language tables in the
/// place of one or both (§6.2.1.2, Annex A). Unpacked: one septet an octet, as SMPP carries it; <see cref="PackedSeptets"/> packs.
/// Immutable and free to share between threads; nothing here throws on octets or text, nor allocates but for the strings.
/// </summary>
public sealed class GsmAlphabet
{
    private const byte Escape = NationalTables.Escape;
    private const byte ExtensionFlag = 1 << ExtensionBit;
    private const int ExtensionBit = 7;
    private const byte Absent = ExtensionFlag | Escape;
    private const char Replacement = '\uFFFD';
    private const int PageSize = 0x100;
    private const int StackCharacters = 512;

    private static readonly GsmAlphabet?[] Known = new GsmAlphabet?[((int)NationalLanguage.Urdu + 1) * ((int)NationalLanguage.Urdu + 1)];

    private readonly char[] _basic;
    private readonly char[] _extended;
    private readonly byte[] _pages = new byte[PageSize];
    private readonly byte[] _codes;
    private readonly Vector128<byte> _unchanged;

    private GsmAlphabet(NationalLanguage locking, NationalLanguage single)
    {
        Locking = locking;
        Single = single;
        _basic = NationalTables.Locking(locking);
        _extended = NationalTables.Single(single);
        _codes = BuildCodes();
        FillHoles();
        _unchanged = BuildUnchanged();
    }

    /// <summary>The GSM 7-bit default alphabet and its extension table.</summary>
    public static GsmAlphabet Default { get; } = For(NationalLanguage.Default, NationalLanguage.Default);

    /// <summary>The language whose locking shift table stands in place of the default alphabet.</summary>
    public NationalLanguage Locking { get; }

    /// <summary>The language whose single shift table stands behind an escape.</summary>
    public NationalLanguage Single { get; }

    /// <summary>
    /// The alphabet of two tables. A reserved identifier, and a language without such a table, mean the default one
    /// (3GPP 23.040 §9.2.3.24.15, .16).
    /// </summary>
    /// <param name="locking">The value of information element 0x25.</param>
    /// <param name="single">The value of information element 0x24.</param>
    public static GsmAlphabet For(NationalLanguage locking, NationalLanguage single)
    {
        if (locking is NationalLanguage.Spanish or > NationalLanguage.Urdu)
            locking = NationalLanguage.Default;
        if (single > NationalLanguage.Urdu)
            single = NationalLanguage.Default;
        ref GsmAlphabet? known = ref Known[(int)locking * ((int)NationalLanguage.Urdu + 1) + (int)single];
        return Volatile.Read(ref known) ?? Interlocked.CompareExchange(ref known, new GsmAlphabet(locking, single), null) ?? known;
    }

    /// <summary>The alphabet that a header announces; of repeated elements the last counts.</summary>
    public static GsmAlphabet Of(scoped UserDataHeader header) => For(
        LanguageOf(header, InformationElementId.NationalLanguageLockingShift),
        LanguageOf(header, InformationElementId.NationalLanguageSingleShift));

    /// <summary>Septets that the text takes, two for characters of the extension table; -1 when a character is in neither table.</summary>
    public int Count(ReadOnlySpan<char> text)
    {
        int septets = 0;
        for (int i = 0; i < text.Length;)
        {
            if (text.Length - i >= Vector128<byte>.Count)
            {
                septets += Vector128<byte>.Count;
                for (uint changed = Changed(Narrow(text[i..])); changed != 0; changed &= changed - 1)
                {
                    byte other = CodeOf(text[i + BitOperations.TrailingZeroCount(changed)]);
                    if (other == Absent)
                        return -1;
                    septets += other >> ExtensionBit;
                }
                i += Vector128<byte>.Count;
                continue;
            }
            byte code = CodeOf(text[i++]);
            if (code == Absent)
                return -1;
            septets += 1 + (code >> ExtensionBit);
        }
        return septets;
    }

    /// <summary>Where the first character stands that is in neither table; -1 when there is none.</summary>
    public int IndexOfInexpressible(ReadOnlySpan<char> text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (CodeOf(text[i]) == Absent)
                return i;
        }
        return -1;
    }

    /// <summary>Writes the text, one septet an octet.</summary>
    /// <param name="text">The text.</param>
    /// <param name="unpacked">The target; <see cref="Count"/> octets are enough. Octets behind the written ones may be overwritten.</param>
    /// <param name="written">Octets written, also when the method gives up.</param>
    /// <returns>False when a character is in neither table or the target is too short.</returns>
    public bool TryEncode(ReadOnlySpan<char> text, Span<byte> unpacked, out int written)
    {
        written = 0;
        for (int i = 0; i < text.Length;)
        {
            if (text.Length - i >= Vector128<byte>.Count && unpacked.Length - written >= Vector128<byte>.Count)
            {
                int done = EncodeBlock(text.Slice(i, Vector128<byte>.Count), unpacked.Slice(written, Vector128<byte>.Count));
                i += done;
                written += done;
                if (done == Vector128<byte>.Count)
                    continue;
            }
            byte code = CodeOf(text[i++]);
            bool extended = code >= ExtensionFlag;
            if (code == Absent || written + (extended ? 2 : 1) > unpacked.Length)
                return false;
            if (extended)
                unpacked[written++] = Escape;
            unpacked[written++] = (byte)(code & ~ExtensionFlag);
        }
        return true;
    }

    /// <summary>
    /// Reads unpacked septets. As the standard asks, an escape before a code that the extension table lacks shows the code's basic
    /// character, and a lone or doubled escape a space. Octets above 0x7F and codes without a character become U+FFFD.
    /// </summary>
    /// <param name="unpacked">One septet an octet.</param>
    /// <param name="text">The target; as many characters as octets are enough. What is behind the written ones may be overwritten.</param>
    /// <param name="written">Characters written, also when the method gives up.</param>
    /// <returns>False when the target is too short.</returns>
    public bool TryDecode(ReadOnlySpan<byte> unpacked, Span<char> text, out int written)
    {
        written = 0;
        for (int i = 0; i < unpacked.Length;)
        {
            if (unpacked.Length - i >= Vector128<byte>.Count && text.Length - written >= Vector128<byte>.Count)
            {
                int done = DecodeBlock(unpacked.Slice(i, Vector128<byte>.Count), text.Slice(written, Vector128<byte>.Count));
                i += done;
                written += done;
                if (done == Vector128<byte>.Count)
                    continue;
            }
            if (written == text.Length)
                return false;
            byte code = unpacked[i++];
            if (code != Escape)
                text[written++] = BasicOf(code);
            else if (i == unpacked.Length)
                text[written++] = ' ';
            else
                text[written++] = unpacked[i++] is var extended && extended < NationalTables.Size ? _extended[extended] : Replacement;
        }
        return true;
    }

    /// <inheritdoc cref="TryDecode"/>
    public string Decode(ReadOnlySpan<byte> unpacked)
    {
        Span<char> text = unpacked.Length <= StackCharacters ? stackalloc char[StackCharacters] : new char[unpacked.Length];
        TryDecode(unpacked, text, out int written);
        return new string(text[..written]);
    }

    /// <inheritdoc/>
    public override string ToString() => $"GSM 7-bit, locking {Locking}, single {Single}";

    private static NationalLanguage LanguageOf(scoped UserDataHeader header, InformationElementId id) =>
        header.TryGet((byte)id, out ReadOnlySpan<byte> data) && data.Length == 1 ? (NationalLanguage)data[0] : NationalLanguage.Default;

    private static Vector128<byte> Narrow(ReadOnlySpan<char> text)
    {
        ReadOnlySpan<ushort> units = MemoryMarshal.Cast<char, ushort>(text);
        return Vector128.NarrowWithSaturation(Vector128.Create(units), Vector128.Create(units[Vector128<ushort>.Count..]));
    }

    // Most characters stand for themselves: all are written as if they did, then the others are put right, up to the first escape.
    private int EncodeBlock(ReadOnlySpan<char> text, Span<byte> unpacked)
    {
        Vector128<byte> block = Narrow(text);
        block.CopyTo(unpacked);
        for (uint changed = Changed(block); changed != 0; changed &= changed - 1)
        {
            int at = BitOperations.TrailingZeroCount(changed);
            byte code = CodeOf(text[at]);
            if (code >= ExtensionFlag)
                return at;
            unpacked[at] = code;
        }
        return Vector128<byte>.Count;
    }

    private int DecodeBlock(ReadOnlySpan<byte> unpacked, Span<char> text)
    {
        Vector128<byte> block = Vector128.Create(unpacked);
        (Vector128<ushort> lower, Vector128<ushort> upper) = Vector128.Widen(block);
        Span<ushort> target = MemoryMarshal.Cast<char, ushort>(text);
        lower.CopyTo(target);
        upper.CopyTo(target[Vector128<ushort>.Count..]);
        for (uint changed = Changed(block); changed != 0; changed &= changed - 1)
        {
            int at = BitOperations.TrailingZeroCount(changed);
            if (unpacked[at] == Escape)
                return at;
            text[at] = BasicOf(unpacked[at]);
        }
        return Vector128<byte>.Count;
    }

    // Octet h·16+l stands for itself when bit h of the l-th entry is set: one shuffle looks up the entry, another 1 << h.
    private uint Changed(Vector128<byte> block)
    {
        Vector128<byte> bits = Vector128.Create(1, 2, 4, 8, 16, 32, 64, 128, 0, 0, 0, 0, 0, 0, 0, 0).AsByte();
        Vector128<byte> entries = Vector128.ShuffleNative(_unchanged, block & Vector128.Create((byte)0x0F));
        Vector128<byte> rows = Vector128.ShuffleNative(bits, block >>> 4);
        return Vector128.Equals(entries & rows, Vector128<byte>.Zero).ExtractMostSignificantBits();
    }

    private char BasicOf(byte code) => code < NationalTables.Size ? _basic[code] : Replacement;

    private byte CodeOf(char character) => _codes[_pages[character >> 8] * PageSize + (byte)character];

    private byte[] BuildCodes()
    {
        byte[] codes = NewPage();
        for (int code = NationalTables.Size - 1; code >= 0; code--)
            Add(ref codes, _extended[code], (byte)(ExtensionFlag | code));
        for (int code = NationalTables.Size - 1; code >= 0; code--)
        {
            if (code != Escape)
                Add(ref codes, _basic[code], (byte)code);
        }
        return codes;
    }

    private void Add(ref byte[] codes, char character, byte code)
    {
        if (character == NationalTables.Hole)
            return;
        ref byte page = ref _pages[character >> 8];
        if (page == 0)
        {
            page = (byte)(codes.Length / PageSize);
            codes = [.. codes, .. NewPage()];
        }
        codes[page * PageSize + (byte)character] = code;
    }

    private static byte[] NewPage()
    {
        byte[] page = new byte[PageSize];
        page.AsSpan().Fill(Absent);
        return page;
    }

    private Vector128<byte> BuildUnchanged()
    {
        Span<byte> entries = stackalloc byte[Vector128<byte>.Count];
        for (int code = 0; code < NationalTables.Size; code++)
        {
            if (code != Escape && _basic[code] == code)
                entries[code & 0x0F] |= (byte)(1 << (code >> 4));
        }
        return Vector128.Create<byte>(entries);
    }

    private void FillHoles()
    {
        for (int code = 0; code < NationalTables.Size; code++)
        {
            if (_basic[code] == NationalTables.Hole)
                _basic[code] = Replacement;
            if (_extended[code] == NationalTables.Hole)
                _extended[code] = _basic[code];
        }
        _extended[Escape] = ' ';
    }
}
