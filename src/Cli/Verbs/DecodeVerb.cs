using System.CommandLine;
using Cli.Capture;

namespace Cli.Verbs;

/// <summary><c>smpp decode</c>: shows PDUs given as text, in files, or in captures of network traffic.</summary>
internal static class DecodeVerb
{
    private const ushort RegisteredPort = 2775;

    private static readonly Argument<string[]> Pdus = new("HEX")
    {
        Description = "A PDU, header included, in hexadecimal digits or base64; blanks and colons do not count. Or a file: a capture "
            + "(pcap, pcapng), PDUs one behind the other, or text with a PDU a line. - reads such a file from standard input",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<bool> Json = new("--json") { Description = "One JSON object a line instead of a tree" };

    private static readonly Option<bool> Base64 = new("--base64") { Description = "Text is base64, even if it looks like digits" };

    private static readonly Option<ushort[]> Ports = Parsers.Numbers<ushort>(
        "--port",
        $"A TCP port that carries SMPP in a capture; may be given again. Without it, {RegisteredPort} and every connection whose octets "
        + "look like SMPP",
        0, ushort.MaxValue);

    public static Command Build()
    {
        var verb = CommandLine.Verb(
            "decode",
            "Shows SMPP PDUs field by field. Exit code 1 if any of them is malformed or missing, 2 if a file cannot be read.",
            "smpp decode 00000010000000150000000000000001",
            "smpp decode --json - < pdus.hex",
            "smpp decode --port 2776 traffic.pcapng",
            "tcpdump -i any -U -w - tcp port 2775 | smpp decode -");
        verb.Add(Pdus);
        verb.Add(Json);
        verb.Add(Base64);
        verb.Add(Ports);
        verb.SetAction(parsed => Run(
            parsed.GetValue(Pdus) is { Length: > 0 } given ? given : ["-"],
            parsed.GetValue(Ports) ?? [],
            parsed.GetValue(Json),
            parsed.GetValue(Base64)));
        return verb;
    }

    private static int Run(string[] given, ushort[] ports, bool json, bool base64)
    {
        var output = new StreamWriter(Console.OpenStandardOutput());
        var listing = new PduListing(output, Console.Error, json);
        var input = new DecodeInput(
            listing, ports.Length > 0 ? ports : [RegisteredPort], recognise: ports.Length == 0, base64, beforeWaiting: output.Flush);
        try
        {
            input.Arguments(given);
            output.Flush();
        }
        catch (IOException e)
        {
            // Not that whoever reads it has seen enough, as `| head` has: the runtime overlooks that. Files are read in DecodeInput.
            return ExitCode.Say(ExitCode.Unable, $"the output cannot be written: {e.Message}");
        }
        return listing.Result;
    }
}
