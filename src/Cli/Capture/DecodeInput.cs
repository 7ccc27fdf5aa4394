using System.Text;
using Smpp.Protocol;

namespace Cli.Capture;

/// <summary>Reads PDUs in whatever form they are given and lists them.</summary>
/// <param name="listing">Gets the PDUs.</param>
/// <param name="ports">The TCP ports that carry SMPP in a capture.</param>
/// <param name="recognise">Whether other connections of a capture are looked at too.</param>
/// <param name="base64">Whether text is base64 rather than what it looks like.</param>
/// <param name="beforeWaiting">Called before each read of a file or pipe.</param>
internal sealed class DecodeInput(PduListing listing, IReadOnlyList<ushort> ports, bool recognise, bool base64, Action beforeWaiting)
{
    /// <summary>The largest PDU in hexadecimal digits, with colons or blanks between them.</summary>
    private const int LongestLine = 4 * PduFramer.DefaultMaxLength;

    /// <summary>Digits of a header: less is no PDU by itself.</summary>
    private const int FewestDigits = 2 * PduHeader.Size;

    private const string Expected = "expected an even number of hexadecimal digits, or base64";

    /// <summary>Lists what the arguments of the command say.</summary>
    /// <param name="arguments">PDUs, files, or - for standard input.</param>
    public void Arguments(IReadOnlyList<string> arguments)
    {
        // As hexadecimal dumps are copied: 00 00 00 10 …
        bool pieces = arguments.Count > 1 && arguments.All(piece => piece.Length < FewestDigits && piece.All(char.IsAsciiHexDigit));
        foreach (string argument in pieces ? [string.Concat(arguments)] : arguments)
            Argument(argument);
    }

    private void Argument(string argument)
    {
        listing.Input = argument;
        if (argument == "-")
        {
            listing.Input = "standard input";
            using var standardInput = new OctetInput(Console.OpenStandardInput(), beforeWaiting);
            Read(standardInput);
        }
        else if (File.Exists(argument))
        {
            ReadFile(argument);
        }
        else if (Directory.Exists(argument))
        {
            listing.Say(ExitCode.Unable, "is a folder");
        }
        else if (PduText.Octets(argument, base64) is { } octets)
        {
            Pdus(octets);
        }
        else if (argument.AsSpan().ContainsAny('/', '.', '\\'))
        {
            listing.Say(ExitCode.Unable, "there is no such file");
        }
        else
        {
            listing.Say(ExitCode.Failed, $"cannot be read: {Expected}, or the name of a file");
        }
    }

    private void ReadFile(string path)
    {
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            listing.Say(ExitCode.Unable, error.Message);
            return;
        }
        using var input = new OctetInput(file, beforeWaiting);
        if (input.Peek(1).IsEmpty && input.Failure is null)
            listing.Say(ExitCode.Unable, "is empty");
        else
            Read(input);
    }

    /// <summary>Lists what a file or pipe holds: a capture, PDUs one behind the other, or lines of text with one each.</summary>
    public void Read(OctetInput input)
    {
        if (CaptureReader.Open(input) is { } capture)
            Capture(capture);
        else if (input.Peek(2).StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))
            listing.Say(ExitCode.Unable, "is compressed with gzip: decompress it first");
        else if (PduText.IsText(input.Buffered))
            Lines(input);
        else if (input.Buffered[0] == 0)
            Octets(input);
        else
            listing.Say(ExitCode.Unable, "is neither a capture nor PDUs in octets, hexadecimal digits or base64");
        if (input.Failure is { } failure)
            listing.Say(ExitCode.Unable, failure);
    }

    private void Capture(CaptureReader reader)
    {
        long before = listing.Count;
        var decoder = new CaptureDecoder(listing, ports, recognise);
        while (reader.TryRead(out CapturedPacket packet))
            decoder.Add(packet);
        decoder.End();
        if (reader.Fault is { } fault)
            listing.Say(ExitCode.Failed, fault);
        if (decoder.Count(PacketKind.Fragment) is var fragments and > 0)
            listing.Say(ExitCode.Ok, $"fragments of IP packets are not put together: {fragments} left out");
        if (decoder.UnknownLink is { } link)
            listing.Say(ExitCode.Ok, $"packets of link type {(int)link} are not read: {decoder.Count(PacketKind.UnknownLink)} left out");
        if (listing.Count > before)
            return;
        string where = recognise
            ? $"no SMPP in its {decoder.Packets} packets"
            : $"no SMPP on port {string.Join(" or ", ports)} in its {decoder.Packets} packets; without --port any port is looked at";
        listing.Say(ExitCode.Failed, where);
    }

    private void Octets(OctetInput input)
    {
        var pdus = new PduStream(listing, source: null, destination: null);
        while (input.TakeSome() is { IsEmpty: false } octets)
            pdus.Append(octets, default);
        pdus.End(cutOff: false);
    }

    private void Lines(OctetInput input)
    {
        string name = listing.Input;
        bool holdsNone = true;
        for (int number = 1; input.TryTakeLine(LongestLine, out ReadOnlySpan<byte> line); number++)
        {
            listing.Input = $"{name}, line {number}";
            string text = Encoding.Latin1.GetString(line);
            if (string.IsNullOrWhiteSpace(text))
                continue;
            holdsNone = false;
            if (line.Length > LongestLine)
            {
                listing.Say(ExitCode.Failed, "is longer than any PDU");
                return;
            }
            if (PduText.Octets(text, base64) is { } octets)
                Pdus(octets);
            else
                listing.Say(ExitCode.Failed, $"cannot be read: {Expected}");
        }
        listing.Input = name;
        if (holdsNone && input.Failure is null)
            listing.Say(ExitCode.Failed, "holds no PDU");
    }

    /// <summary>Lists one PDU, and what follows it where that is another.</summary>
    private void Pdus(ReadOnlySpan<byte> octets)
    {
        while (PduFramer.TryRead(octets, PduFramer.DefaultMaxLength, out PduHeader header, out _) == FrameResult.Frame
            && octets[(int)header.Length..] is { Length: >= PduHeader.Size } next
            && PduSign.Begins(next))
        {
            listing.Pdu(null, octets[..(int)header.Length]);
            octets = next;
        }
        listing.Pdu(null, octets);
    }
}
