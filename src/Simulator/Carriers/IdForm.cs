using System.Buffers.Text;

namespace Simulator.Carriers;

/// <summary>How a carrier writes its message ids.</summary>
public enum IdForm
{
    /// <summary>A decimal number.</summary>
    Decimal,
    /// <summary>16 lower-case hexadecimal digits.</summary>
    Hex,
    /// <summary>16 upper-case hexadecimal digits.</summary>
    HexUpper,
    /// <summary>A UUID.</summary>
    Uuid,
    /// <summary>Hexadecimal in the response, decimal in the receipt: the commonest disagreement in the field.</summary>
    HexThenDecimal,
    /// <summary>Decimal in the response, hexadecimal in the receipt.</summary>
    DecimalThenHex,
}

/// <summary>Writes message ids.</summary>
public static class IdForms
{
    /// <summary>The longest id.</summary>
    public const int MaxLength = 36;

    /// <summary>The names on the command line, in the order of the enum.</summary>
    public static IReadOnlyList<string> Names { get; } = ["decimal", "hex", "hex-upper", "uuid", "hex-then-decimal", "decimal-then-hex"];

    /// <summary>Reads a name.</summary>
    public static bool TryParse(string name, out IdForm form)
    {
        for (int i = 0; i < Names.Count; i++)
        {
            if (Names[i] == name)
            {
                form = (IdForm)i;
                return true;
            }
        }
        form = default;
        return false;
    }

    extension(IdForm form)
    {
        /// <summary>Writes the id that stands in the submit_sm_resp.</summary>
        public int WriteResponseId(long number, Span<byte> target) => form switch
        {
            IdForm.Decimal or IdForm.DecimalThenHex => WriteDecimal(number, target),
            IdForm.HexUpper => WriteHex(number, target, 'X'),
            IdForm.Uuid => WriteUuid(number, target),
            _ => WriteHex(number, target, 'x'),
        };

        /// <summary>Writes the id that stands in the receipt.</summary>
        public int WriteReceiptId(long number, Span<byte> target) => form switch
        {
            IdForm.HexThenDecimal => WriteDecimal(number, target),
            IdForm.DecimalThenHex => WriteHex(number, target, 'X'),
            _ => form.WriteResponseId(number, target),
        };
    }

    private static int WriteDecimal(long number, Span<byte> target)
    {
        Utf8Formatter.TryFormat(number, target, out int written);
        return written;
    }

    private static int WriteHex(long number, Span<byte> target, char format)
    {
        Utf8Formatter.TryFormat(number, target, out int written, new System.Buffers.StandardFormat(format, 16));
        return written;
    }

    /// <summary>A version 8 UUID (RFC 9562) made of the number alone, so that a carrier that starts again writes the same one.</summary>
    private static int WriteUuid(long number, Span<byte> target)
    {
        Span<byte> octets = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(octets, Dice.Mix((ulong)number + 0x9E3779B97F4A7C15));
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(octets[8..], number);
        octets[6] = (byte)(0x80 | (octets[6] & 0x0F));
        octets[8] = (byte)(0x80 | (octets[8] & 0x3F));
        Utf8Formatter.TryFormat(new Guid(octets, bigEndian: true), target, out int written);
        return written;
    }
}
