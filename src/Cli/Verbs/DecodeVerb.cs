using System.Buffers;
using System.CommandLine;
using Smpp.Protocol;

namespace Cli.Verbs;

/// <summary><c>smpp decode</c>: shows PDUs given in hexadecimal digits.</summary>
internal static class DecodeVerb
{
    private static readonly Argument<string> Hex = new("HEX")
    {
        Description = "One PDU, header included, in hexadecimal digits; blanks and colons between them do not count. "
            + "- reads one PDU a line from standard input",
        DefaultValueFactory = _ => "-",
    };

    private static readonly Option<bool> Json = new("--json") { Description = "One JSON object a line instead of a tree" };

    public static Command Build()
    {
        var verb = CommandLine.Verb(
            "decode", "Shows SMPP PDUs field by field. Exit code 1 if any of them is malformed.",
            "smpp decode 00000010000000150000000000000001",
            "smpp decode --json - < pdus.hex");
        verb.Add(Hex);
        verb.Add(Json);
        verb.SetAction(parsed => Run(parsed.GetValue(Hex)!, parsed.GetValue(Json)));
        return verb;
    }

    private static int Run(string hex, bool json)
    {
        using var output = new StreamWriter(Console.OpenStandardOutput());
        if (hex != "-")
            return Show(hex, "the argument", json, output) ? ExitCode.Ok : ExitCode.Failed;
        bool good = true;
        int number = 0;
        while (Console.In.ReadLine() is { } line)
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line))
                good &= Show(line, $"line {number}", json, output);
        }
        return good ? ExitCode.Ok : ExitCode.Failed;
    }

    /// <summary>Shows one PDU.</summary>
    /// <returns>Whether it is well-formed.</returns>
    private static bool Show(string hex, string where, bool json, TextWriter output)
    {
        if (Octets(hex) is not { } pdu)
        {
            output.Flush();
            Console.Error.WriteLine($"smpp: {where} cannot be read: expected an even number of hexadecimal digits");
            return false;
        }
        var encoded = new ArrayBufferWriter<byte>();
        PduPrinter.WriteJson(encoded, pdu);
        if (json)
            output.WriteLine(System.Text.Encoding.UTF8.GetString(encoded.WrittenSpan));
        else
            PduPrinter.WriteTree(output, pdu);
        return encoded.WrittenSpan.EndsWith("\"error\":null}"u8);
    }

    private static byte[]? Octets(string hex)
    {
        var digits = string.Concat(hex.Where(letter => !char.IsWhiteSpace(letter) && letter != ':'));
        if (digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
            digits = digits[2..];
        try
        {
            return digits.Length > 0 ? Convert.FromHexString(digits) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
