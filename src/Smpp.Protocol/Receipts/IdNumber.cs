using System.Buffers;
using System.Runtime.CompilerServices;

namespace Smpp.Protocol;

/// <summary>A message id as an unsigned number of up to 256 bits: 64 hexadecimal or decimal digits, the longest message_id.</summary>
internal struct IdNumber
{
    private const int Words = 8;
    private const int HexPerWord = 8;
    private const int DigitsPerChunk = 9;
    private const uint Chunk = 1_000_000_000;
    private const int MaxDigits = FieldLimits.MessageId - 1;

    private static readonly SearchValues<byte> HexDigits = SearchValues.Create("0123456789abcdefABCDEF"u8);

    private Limbs _limbs;
    private int _used;

    public static bool IsHex(ReadOnlySpan<byte> id) => !id.IsEmpty && !id.ContainsAnyExcept(HexDigits);

    public static ReadOnlySpan<byte> WithoutPrefix(ReadOnlySpan<byte> id) =>
        id.Length > 2 && id[0] == (byte)'0' && (id[1] | 0x20) == (byte)'x' ? id[2..] : id;

    /// <summary>Without leading zeros; all zeros are one.</summary>
    public static ReadOnlySpan<byte> WithoutZeros(ReadOnlySpan<byte> id)
    {
        ReadOnlySpan<byte> rest = id.TrimStart((byte)'0');
        return rest.IsEmpty && !id.IsEmpty ? id[^1..] : rest;
    }

    public static bool TryParseHex(ReadOnlySpan<byte> text, out IdNumber number)
    {
        number = default;
        ReadOnlySpan<byte> digits = WithoutPrefix(text);
        if (!IsHex(digits))
            return false;
        digits = WithoutZeros(digits);
        if (digits.Length > MaxDigits)
            return false;
        foreach (byte digit in digits)
            number.MultiplyAdd(16, (uint)HexValue(digit));
        return true;
    }

    public static bool TryParseDecimal(ReadOnlySpan<byte> text, out IdNumber number)
    {
        number = default;
        if (text.IsEmpty || text.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            return false;
        ReadOnlySpan<byte> digits = WithoutZeros(text);
        if (digits.Length > MaxDigits)
            return false;
        while (!digits.IsEmpty)
        {
            int taken = Math.Min(DigitsPerChunk, digits.Length);
            uint value = 0;
            uint scale = 1;
            foreach (byte digit in digits[..taken])
            {
                value = value * 10 + (uint)(digit - '0');
                scale *= 10;
            }
            number.MultiplyAdd(scale, value);
            digits = digits[taken..];
        }
        return true;
    }

    public readonly bool TryWriteHex(Span<byte> target, out int written)
    {
        Span<byte> digits = stackalloc byte[Words * HexPerWord];
        int start = digits.Length;
        for (int i = 0; i < _used; i++)
        {
            uint limb = _limbs[i];
            for (int nibble = 0; nibble < HexPerWord; nibble++, limb >>= 4)
                digits[--start] = "0123456789abcdef"u8[(int)(limb & 0xF)];
        }
        return TryCopy(start == digits.Length ? "0"u8 : WithoutZeros(digits[start..]), target, out written);
    }

    public readonly bool TryWriteDecimal(Span<byte> target, out int written)
    {
        const int mostDigits = 81;
        Span<byte> digits = stackalloc byte[mostDigits];
        int start = digits.Length;
        for (IdNumber rest = this; rest._used > 0;)
        {
            uint chunk = rest.DivideByChunk();
            for (int digit = 0; digit < DigitsPerChunk; digit++, chunk /= 10)
                digits[--start] = (byte)('0' + chunk % 10);
        }
        return TryCopy(start == digits.Length ? "0"u8 : WithoutZeros(digits[start..]), target, out written);
    }

    private static bool TryCopy(ReadOnlySpan<byte> digits, Span<byte> target, out int written)
    {
        bool fits = digits.TryCopyTo(target);
        written = fits ? digits.Length : 0;
        return fits;
    }

    private static int HexValue(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;

    /// <summary>64 digits never carry out of the last word: 16^64 is 2^256 and 10^64 is less.</summary>
    private void MultiplyAdd(uint factor, uint addend)
    {
        ulong carry = addend;
        for (int i = 0; i < _used; i++)
        {
            carry += (ulong)_limbs[i] * factor;
            _limbs[i] = (uint)carry;
            carry >>= 32;
        }
        if (carry != 0)
            _limbs[_used++] = (uint)carry;
    }

    private uint DivideByChunk()
    {
        ulong remainder = 0;
        for (int i = _used - 1; i >= 0; i--)
        {
            ulong dividend = remainder << 32 | _limbs[i];
            _limbs[i] = (uint)(dividend / Chunk);
            remainder = dividend % Chunk;
        }
        while (_used > 0 && _limbs[_used - 1] == 0)
            _used--;
        return (uint)remainder;
    }

    [InlineArray(Words)]
    private struct Limbs
    {
        private uint _element;
    }
}
