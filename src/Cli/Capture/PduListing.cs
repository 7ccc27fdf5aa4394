using System.Buffers;
using System.Text;
using Smpp.Protocol;

namespace Cli.Capture;

/// <summary>Prints PDUs as trees or as JSON, a line each, and remembers the exit code that they deserve.</summary>
internal sealed class PduListing(TextWriter output, TextWriter errors, bool json) : IPduSink
{
    private readonly ArrayBufferWriter<byte> _object = new();

    /// <summary>What the PDUs come from, for messages.</summary>
    public string Input { get; set; } = "";

    /// <summary>How many PDUs were printed.</summary>
    public long Count { get; private set; }

    public int Result { get; private set; } = ExitCode.Ok;

    public void Pdu(PduOrigin? origin, ReadOnlySpan<byte> pdu)
    {
        if (!(json ? WriteObject(origin, pdu) : WriteTree(origin, pdu)))
            Worsen(ExitCode.Failed);
        Count++;
    }

    public void Note(PduOrigin? origin, string text, bool lost)
    {
        if (lost)
            Worsen(ExitCode.Failed);
        if (json || origin is not { } known)
        {
            Say(ExitCode.Ok, origin is { } place ? $"{Heading(place)}: {text}" : text);
            return;
        }
        WriteHeading(known);
        output.WriteLine($"  {text}");
        Count++;
    }

    /// <summary>Says something about the input on standard error.</summary>
    public void Say(int code, string text)
    {
        Worsen(code);
        // In the order in which things are found, for those who see both.
        output.Flush();
        errors.WriteLine($"smpp: {Input}: {text}");
    }

    private static string Heading(PduOrigin origin) => $"{origin.Time}  {origin.Source} → {origin.Destination}";

    private bool WriteObject(PduOrigin? origin, ReadOnlySpan<byte> pdu)
    {
        _object.ResetWrittenCount();
        bool good = PduPrinter.WriteJson(_object, pdu);
        string text = Encoding.UTF8.GetString(_object.WrittenSpan);
        if (origin is { } known)
        {
            output.Write($$"""{"time":"{{known.Time}}","source":"{{known.Source}}","destination":"{{known.Destination}}",""");
            text = text[1..];
        }
        output.WriteLine(text);
        return good;
    }

    private bool WriteTree(PduOrigin? origin, ReadOnlySpan<byte> pdu)
    {
        if (origin is { } known)
            WriteHeading(known);
        else if (Count > 0)
            output.WriteLine();
        return PduPrinter.WriteTree(output, pdu);
    }

    private void WriteHeading(PduOrigin origin)
    {
        if (Count > 0)
            output.WriteLine();
        output.WriteLine(Heading(origin));
    }

    private void Worsen(int code) => Result = Math.Max(Result, code);
}
